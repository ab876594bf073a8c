// Keeps a review as it is typed. Without this file the buttons do it.
(() => {
  const form = document.querySelector("#review");
  if (!form) return;
  const status = form.querySelector(".draft-status");
  // What there is to say, in the page's language.
  const words = status.dataset;
  const PAUSE = 1500;
  const AGAIN = 10000;
  // What a request that outlives its page may carry.
  const MOST_ALIVE = 60000;
  let timer = null;
  // What the site sent with the page; a browser puts back what was typed here before.
  let kept = body(sentWithThePage());
  // Sent, and not heard of: the site may have them or not.
  let unheard = [];
  // The same, and no answer will come.
  let lost = [];
  let refused = false;
  let leaving = false;
  let unsaved = "refused" in words;

  function body(fields = new FormData(form)) {
    const sent = new URLSearchParams(fields);
    for (const name of ["csrfmiddlewaretoken", "seen", "sent", "snippet"]) sent.delete(name);
    return sent.toString();
  }

  function sentWithThePage() {
    const fields = [];
    for (const field of form.elements) {
      if (field.matches("textarea, input[type=hidden]")) fields.push([field.name, field.defaultValue]);
      else if (field.matches("input") && field.defaultChecked) fields.push([field.name, field.value]);
    }
    return fields;
  }

  function isDirty() {
    return body() !== kept;
  }

  function say(text, isUnsaved = false) {
    unsaved = isUnsaved;
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
    if (!unheard.includes(text)) await send(text);
  }

  function post(sent) {
    return fetch(form.action, {
      method: "POST",
      body: sent,
      keepalive: sent.toString().length < MOST_ALIVE,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "HX-Request": "true" },
    });
  }

  async function renewToken() {
    const answer = await fetch(new URL("..", form.action));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("#review [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return token !== null;
  }

  // The status that came back; 0 without an answer.
  async function send(text) {
    const sent = new URLSearchParams(text);
    sent.append("seen", form.elements.seen.value);
    for (const earlier of inDoubt()) sent.append("sent", earlier);
    unheard.push(text);
    try {
      let answer = await post(sent);
      // Signing in again, in another window, has made this page's token worthless.
      if (answer.status === 403 && await renewToken()) answer = await post(sent);
      await hear(answer, text);
      return answer.status;
    } catch {
      say(words.noAnswer, true);
      unheard = unheard.filter((other) => other !== text);
      lost.push(text);
      later(AGAIN);
      return 0;
    }
  }

  function inDoubt() {
    return [...lost, ...unheard].slice(-3);
  }

  // The mark of what this window knows to be kept. It stays with the page's place in the
  // history, as what is typed does: put back over another window's text, it is compared.
  function see(mark) {
    form.elements.seen.value = mark;
    history.replaceState({ ...history.state, seen: mark }, "");
  }

  async function hear(answer, text) {
    // An answer to a save that a later one has overtaken says nothing any more.
    const isNewest = unheard[unheard.length - 1] === text;
    unheard = isNewest ? [] : unheard.filter((other) => other !== text);
    if (!isNewest) return;
    if (answer.status === 200 || answer.status === 422 || answer.status === 409) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const line = page.querySelector("[data-mark]");
      say(line.textContent.trim(), answer.status !== 200);
      if (answer.status === 409) {
        refused = true;
        return;
      }
      see(line.dataset.mark);
      kept = text;
      lost = [];
      if (isDirty()) later(PAUSE);
      return;
    }
    const reasons = { 204: words.signedOut, 403: words.session, 404: words.notYours, 400: words.tooMuch };
    say(reasons[answer.status] || words.wrong, true);
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
  form.addEventListener("change", count);
  function count() {
    if (counted) counted.textContent = words.scored.replace("{}", form.querySelectorAll(".rubric-row input:checked").length);
  }

  // The text goes ahead of the button: signed out or offline, the page stays, and says why.
  let asking = false;
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    say(words.saving);
    kept = null;
    const status = await send(body());
    asking = false;
    if (![200, 409, 422].includes(status)) return;
    leaving = true;
    clearTimeout(timer);
    for (const text of inDoubt()) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "sent", value: text });
      form.append(field);
    }
    form.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
    for (const field of form.querySelectorAll("[name=sent]")) field.remove();
  });

  // Where another window's text is shown beside this one, the button decides which is kept.
  if (!("draft" in form.dataset)) return;
  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("change", () => later(PAUSE));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  window.addEventListener("pagehide", () => save(true));
  window.addEventListener("pageshow", (event) => {
    if (!isDirty()) {
      see(form.elements.seen.value);
      return;
    }
    if (!event.persisted && history.state?.seen) see(history.state.seen);
    say(words.yet, true);
    count();
    later(PAUSE);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved) event.preventDefault();
  });
})();
