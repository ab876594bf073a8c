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

// A press on a tick shows at once what it asks for. The row is then replaced by the site's own
// answer; without one, what was there comes back and the page says so.
const words = document.querySelector("#words").dataset;
const trouble = document.querySelector(".trouble");
const MARK = "M7 11.4l2.8 2.8L15.2 8.6";
const before = new Map();

function say(text) {
  trouble.querySelector("p").textContent = text;
  trouble.hidden = false;
}

function rowOf(form) {
  return form.matches("form:has(> button.tick)") ? form.closest("li.step") : null;
}

function partsOf(row) {
  return {
    mark: row.querySelector("button.tick .mark, button.tick .pie"),
    act: row.querySelector("button.tick .visually-hidden"),
    state: row.querySelector(".step-meta > span:not(.hide-wide)"),
  };
}

function foretell(row) {
  const { mark, act, state } = partsOf(row);
  const isDone = row.matches(".is-todo, .is-doing");
  before.set(row, { look: row.className, mark: mark.cloneNode(), act: act.textContent, state: state?.textContent });
  row.classList.remove("is-todo", "is-doing", "is-done", "is-skipped");
  row.classList.add(isDone ? "is-done" : "is-todo", "just-ticked");
  row.setAttribute("aria-busy", "true");
  mark.setAttribute("d", MARK);
  mark.setAttribute("class", isDone ? "mark" : "mark ghost");
  act.textContent = isDone ? words.untick : words.tick;
  if (state) state.textContent = isDone ? words.done : words.todo;
}

function takeBack(row) {
  const old = before.get(row);
  if (!old) return;
  before.delete(row);
  const { mark, act, state } = partsOf(row);
  row.className = old.look;
  row.removeAttribute("aria-busy");
  mark.replaceWith(old.mark);
  act.textContent = old.act;
  if (state) state.textContent = old.state;
}

// A form that is being sent shows no more previews: htmx would ask for one by the method of the
// button that was pressed, and so send it twice.
const leaving = new WeakSet();
document.addEventListener("submit", (event) => {
  setTimeout(() => { if (!event.defaultPrevented) leaving.add(event.target); });
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) leaving.delete(form);
});

// Until the answer is there, the same tick says nothing new.
document.body.addEventListener("htmx:confirm", (event) => {
  const { elt } = event.detail;
  const row = rowOf(elt);
  if (row?.hasAttribute("aria-busy") || leaving.has(elt)) event.preventDefault();
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  trouble.hidden = true;
  const row = rowOf(event.detail.elt);
  if (row) foretell(row);
});
// An answer that would also replace a row whose own answer is still out waits for that one: gone
// from the page, the second tick would show nothing any more, not even that it failed.
let held = null;
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.shouldSwap) return;
  const row = detail.requestConfig.elt.closest("li.step");
  const isLast = ![...before.keys()].some((other) => other !== row && detail.target.contains(other));
  if (isLast) {
    held = null;
    return;
  }
  detail.shouldSwap = false;
  if (detail.xhr.status === 422) {
    const answer = new DOMParser().parseFromString(detail.serverResponse, "text/html");
    say(answer.querySelector(".step-problem")?.textContent ?? words.failed);
    return;
  }
  held = { target: detail.target, answer: detail.serverResponse };
  // It stays as foretold: the site has said so.
  before.delete(row);
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const row = rowOf(event.detail.requestConfig.elt);
  if (row) takeBack(row);
  if (!held || before.size) return;
  const { target, answer } = held;
  held = null;
  // Once the row that failed has said so.
  queueMicrotask(() => htmx.swap(target, answer, { swapStyle: "outerHTML" }));
});
for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(lost, () => say(words.lost));
}
document.body.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status === 403 ? words.refused : words.failed);
});

// After a swap the focus stays on the step that was changed, or on the list it left; elsewhere on
// the heading of the part that came instead, where it has one to take it.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const step = detail.requestConfig.elt.closest("li.step");
  if (step) document.body.dataset.changed = step.id;
  // A hint leaves nothing in its place: what stood after it takes the focus.
  const next = detail.shouldSwap && detail.target.matches(".hint") && detail.target.nextElementSibling;
  if (next) {
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  // A line that comes together with its results is not heard. Where one always stands, it is.
  const found = event.target.querySelector(".result-line > span");
  if (found) document.querySelector("#announcement").textContent = found.textContent.replace(/\s+/g, " ").trim();
  const changed = document.body.dataset.changed;
  delete document.body.dataset.changed;
  // htmx has kept the focus where the same element is there again.
  if (document.activeElement !== document.body) return;
  const step = changed
    && (document.querySelector(`#${CSS.escape(changed)} button.tick`) || document.querySelector("#next"));
  const target = step || event.target.querySelector(':is(h1, h2, h3)[tabindex="-1"]');
  if (target) target.focus({ preventScroll: true });
});

// Browsers keep pages whole for their back button. Such a page shows itself to its own person only:
// once somebody has signed out, whoever comes next in this window has nothing of theirs to go back to.
try {
  const person = words.person ?? null;
  if (person) sessionStorage.setItem("person", person);
  else sessionStorage.removeItem("person");
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || sessionStorage.getItem("person") === person) return;
    document.documentElement.hidden = true;
    location.reload();
  });
} catch {
  // Storage is forbidden: there is no telling whose turn it is.
}

// Where there is no network, a page of the site says so.
if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(words.worker).catch(() => {});
  });
}
