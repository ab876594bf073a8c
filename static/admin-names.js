// Names for parts of Django's admin that have none: lists to search in, rows of fields, marks; and
// a way by keyboard to what scrolls.

function wordsOf(element) {
  return element ? element.textContent.replace(/[\s:]+$/, "").trim() : "";
}

function nameOf(field) {
  const cell = field.closest("td");
  const column = cell?.closest("table").querySelector("thead tr")?.cells[cell.cellIndex];
  return (field.labels && wordsOf(field.labels[0]))
    || field.getAttribute("aria-label")
    || wordsOf(column)
    || field.title;
}

function giveNames() {
  const rows = ".inline-related.tabular td :is(input:not([type=hidden]), select, textarea)";
  for (const field of document.querySelectorAll(rows)) {
    if (!field.labels.length && !field.getAttribute("aria-label")) {
      field.setAttribute("aria-label", nameOf(field));
    }
  }
  for (const box of document.querySelectorAll(".select2-container")) {
    const field = box.previousElementSibling;
    if (!field || field.tagName !== "SELECT") continue;
    const name = nameOf(field);
    const shown = box.querySelector(".select2-selection__rendered");
    for (const part of box.querySelectorAll(".select2-selection, [role=textbox], input")) {
      const chosen = part.matches(".select2-selection--single") ? wordsOf(shown) : "";
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", chosen ? `${name}: ${chosen}` : name);
    }
  }
  // A part that scrolls sideways on a narrow screen, and holds nothing that Tab would come to.
  for (const group of document.querySelectorAll(".inline-group")) {
    const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    if (!group.querySelector(stops)) group.tabIndex = 0;
  }
  // What is chosen stands in a list beside the mark that clears it, which no list may hold.
  for (const part of document.querySelectorAll(".select2-selection--multiple :is(ul, li)")) {
    part.setAttribute("role", "none");
  }
  // A mark with a name is a picture; a heading of nothing is a cell.
  for (const mark of document.querySelectorAll("span[aria-label]:not([role])")) {
    mark.setAttribute("role", "img");
  }
  for (const heading of document.querySelectorAll("th:empty")) {
    const cell = document.createElement("td");
    cell.className = heading.className;
    heading.replaceWith(cell);
  }
}

// Other scripts make lists to search in, and rows, when they come to it.
new MutationObserver((changes) => {
  const ours = ".select2-container, .select2-selection__choice, .form-row, .help-tooltip";
  const isOurs = (node) => node.nodeType === Node.ELEMENT_NODE
    && (node.matches(ours) || node.querySelector(ours));
  if (changes.some((change) => [...change.addedNodes].some(isOurs))) giveNames();
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("change", (event) => {
  if (event.target.tagName === "SELECT") giveNames();
});

giveNames();
