// Small comforts. Every page works without this file.

// A menu closes when focus or a click goes elsewhere, and on Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// The appearance is saved as soon as it is chosen.
for (const form of document.querySelectorAll(".theme-choice")) {
  form.addEventListener("change", () => form.requestSubmit());
}
