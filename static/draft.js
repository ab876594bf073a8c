// Keeps a review as it is typed. Without this file the buttons do it.
(() => {
  const form = document.querySelector("#review");
  if (!form) return;
  const status = form.querySelector(".draft-status");
  const PAUSE = 1500;
  const AGAIN = 10000;
  // What a request that outlives its page may carry.
  const MOST_ALIVE = 60000;
  let timer = null;
  let kept = body();
  // Sent, and not heard of: the site may have them or not.
  let unheard = [];
  let refused = false;
  let leaving = false;

  function fields() {
    const all = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "seen", "sent", "snippet"]) all.delete(name);
    return all;
  }

  function body() {
    return new URLSearchParams(fields()).toString();
  }

  function isDirty() {
    return body() !== kept;
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  async function save(rush = false) {
    clearTimeout(timer);
    if (refused || leaving || !isDirty() || (unheard.length && !rush)) return;
    const text = body();
    if (unheard.includes(text)) return;
    const sent = new URLSearchParams(text);
    sent.append("seen", form.elements.seen.value);
    for (const earlier of unheard.slice(-3)) sent.append("sent", earlier);
    unheard.push(text);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: sent,
        keepalive: sent.toString().length < MOST_ALIVE,
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "HX-Request": "true" },
      });
      await hear(answer, text);
    } catch {
      say("Not saved: no answer came back. It is tried again.");
      unheard = unheard.filter((other) => other !== text);
      later(AGAIN);
    }
  }

  async function hear(answer, text) {
    // An answer to a save that a later one has overtaken says nothing any more.
    const isNewest = unheard[unheard.length - 1] === text;
    unheard = isNewest ? [] : unheard.filter((other) => other !== text);
    if (!isNewest) return;
    if (answer.status === 200 || answer.status === 422 || answer.status === 409) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const line = page.querySelector("[data-mark]");
      say(line.textContent.trim());
      if (answer.status === 409) {
        refused = true;
        return;
      }
      form.elements.seen.value = line.dataset.mark;
      kept = text;
      if (isDirty()) later(PAUSE);
      return;
    }
    const reasons = {
      204: "you are signed out. Sign in in another window; what you typed is still here.",
      403: "your session has changed. Copy what you typed, then reload the page.",
      404: "this review is not yours to write any more. Copy what you typed.",
      400: "this is too much text at once. Make it shorter.",
    };
    say(`Not saved: ${reasons[answer.status] || "something went wrong. It is tried again."}`);
    later(AGAIN);
  }

  // A snippet goes where the cursor was last, at the end of the summary otherwise.
  let cursor = form.elements.summary;
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) cursor = event.target;
  });
  form.addEventListener("click", (event) => {
    if (event.target.name !== "insert") return;
    event.preventDefault();
    const choice = form.elements.snippet.selectedOptions[0];
    if (!choice.dataset.text) return;
    cursor.setRangeText(choice.dataset.text, cursor.selectionStart, cursor.selectionEnd, "end");
    cursor.focus();
    later(PAUSE);
  });
  cursor.setSelectionRange(cursor.value.length, cursor.value.length);

  const counted = form.querySelector(".panel-head p");
  form.addEventListener("change", () => {
    if (counted) counted.textContent = `${form.querySelectorAll(".rubric-row input:checked").length} of 6 scored`;
  });

  // Where another window's text is shown beside this one, the button decides which is kept.
  if (!("draft" in form.dataset)) return;
  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("change", () => later(PAUSE));
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    for (const text of unheard.slice(-3)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "sent", value: text });
      form.append(field);
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  window.addEventListener("pagehide", () => save(true));
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && status.textContent.startsWith("Not saved")) event.preventDefault();
  });
})();
