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

// A change that did not reach the site is said, and the page still shows the truth: the row
// is replaced only by the site's own answer.
const trouble = document.querySelector(".trouble");

function say(text) {
  trouble.querySelector("p").textContent = text;
  trouble.hidden = false;
}

document.body.addEventListener("htmx:beforeRequest", () => { trouble.hidden = true; });
document.body.addEventListener("htmx:sendError", () => {
  say("No answer came back, so this may not be saved. Try again when you are online: it counts once.");
});
document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  say(status === 403
    ? "Your session has changed. Reload the page and try again; nothing was lost."
    : "That did not work. Reload the page to see what is saved.");
});

// After a swap the focus stays on the step that was changed, or on the list it left; elsewhere on
// the heading of the part that came instead, where it has one to take it.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const step = event.detail.requestConfig.elt.closest("li.step");
  if (step) document.body.dataset.changed = step.id;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const changed = document.body.dataset.changed;
  delete document.body.dataset.changed;
  // htmx has kept the focus where the same element is there again.
  if (document.activeElement !== document.body) return;
  const step = changed
    && (document.querySelector(`#${CSS.escape(changed)} button.tick`) || document.querySelector("#next"));
  const target = step || event.target.querySelector(':is(h1, h2, h3)[tabindex="-1"]');
  if (target) target.focus({ preventScroll: true });
});
