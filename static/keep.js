// Keeps what is typed into a form until the site has it: offline, signed out or gone elsewhere by
// mistake, it is there again. In this window only, and gone when it closes or its person signs out.
(() => {
  const PREFIX = "typed:";
  const person = words.person;

  // A review has its own, on the site.
  function isKept(form) {
    return form?.matches("main form[method=post]:not(#review)")
      && form.querySelector("textarea, input:is([type=text], [type=number], [type=date], [type=url])")
      && !form.querySelector("[type=password], [type=file], [type=email], [name=code]");
  }

  function nameOf(form) {
    const twins = [...document.forms].filter((other) => isKept(other) && other.action === form.action);
    return `${PREFIX}${new URL(form.action).pathname}:${twins.indexOf(form)}`;
  }

  function read(name) {
    return JSON.parse(sessionStorage.getItem(name));
  }

  function write(name, kept) {
    try {
      sessionStorage.setItem(name, JSON.stringify(kept));
    } catch {
      // Full or forbidden: the form works as without this file.
    }
  }

  function leave(form, left) {
    const kept = read(nameOf(form));
    if (kept) write(nameOf(form), { ...kept, left });
  }

  function forgetAll() {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
    }
  }

  function isChosen(option, asSent) {
    if (!asSent) return option.selected;
    const select = option.closest("select");
    if (select.multiple || select.querySelector("option[selected]")) return option.defaultSelected;
    return option === select.options[0];
  }

  // What stands in the fields, or what the site sent in them: a browser puts typed text back.
  function fieldsOf(form, asSent = false) {
    const found = [];
    for (const field of form.elements) {
      if (!field.name || !field.matches("input, select, textarea") || field.type === "hidden") continue;
      if (field.matches("[type=checkbox], [type=radio]")) {
        if (asSent ? field.defaultChecked : field.checked) found.push([field.name, field.value]);
      } else if (field.matches("select")) {
        for (const option of field.options) {
          if (isChosen(option, asSent)) found.push([field.name, option.value]);
        }
      } else {
        found.push([field.name, asSent ? field.defaultValue : field.value]);
      }
    }
    return JSON.stringify(found);
  }

  // The number by which the site knows that a form comes for the second time.
  function onceOf(form) {
    return form.elements.submission;
  }

  function fill(form, fields, once) {
    const wanted = JSON.parse(fields);
    for (const field of form.elements) {
      if (!field.name || !field.matches("input, select, textarea") || field.type === "hidden") continue;
      const values = wanted.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
      else if (field.matches("select")) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values[0];
    }
    if (once) onceOf(form).value = once;
  }

  function keep(form) {
    const [now, sent] = [fieldsOf(form), fieldsOf(form, true)];
    if (now === sent) sessionStorage.removeItem(nameOf(form));
    else write(nameOf(form), { person, now, sent, once: onceOf(form)?.value, left: null });
  }

  function offer(form, text, label, act) {
    const notice = document.createElement("div");
    notice.className = "notice mb-3";
    notice.setAttribute("role", "status");
    const said = document.createElement("p");
    said.textContent = text;
    const actions = document.createElement("p");
    actions.className = "actions";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary btn-sm";
    button.textContent = label;
    button.addEventListener("click", () => {
      act();
      notice.remove();
      form.querySelector("textarea, input:not([type=hidden])").focus();
    });
    actions.append(button);
    notice.append(trouble.querySelector(".icon").cloneNode(true), said, actions);
    form.before(notice);
    const folded = form.closest("details");
    if (folded) folded.open = true;
  }

  function bringBack(form) {
    const name = nameOf(form);
    const kept = read(name);
    if (!kept) return;
    const [sent, fresh] = [fieldsOf(form, true), onceOf(form)?.value];
    // The site has it already.
    if (kept.now === sent) {
      sessionStorage.removeItem(name);
      return;
    }
    leave(form, null);
    const isSame = kept.sent === sent;
    if (isSame) {
      fill(form, kept.now, kept.once);
      offer(form, words.back, words.discard, () => {
        fill(form, sent, fresh);
        sessionStorage.removeItem(name);
      });
    } else {
      offer(form, words.changed, words.putIn, () => {
        fill(form, kept.now, kept.once);
        keep(form);
      });
    }
  }

  // A form that was sent has arrived where a page of the site answers it: not a page that asks
  // to sign in, not one that says what broke.
  function arrived(kept) {
    const [entry] = performance.getEntriesByType("navigation");
    if (!kept.left || entry.type === "back_forward" || document.querySelector(".lost")) return false;
    if (location.pathname.startsWith("/accounts/") || !document.referrer) return false;
    return new URL(document.referrer).pathname === kept.left;
  }

  for (const name of Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX))) {
    const kept = read(name);
    if (kept.person !== person || arrived(kept)) sessionStorage.removeItem(name);
  }
  for (const form of document.forms) if (isKept(form)) bringBack(form);

  document.addEventListener("input", (event) => {
    const { form } = event.target;
    if (isKept(form)) keep(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[action$='/logout/']")) forgetAll();
    if (!isKept(form) || form.matches("[hx-post]")) return;
    if (!navigator.onLine) {
      event.preventDefault();
      keep(form);
      say(words.offline);
      return;
    }
    leave(form, location.pathname);
  });
  // Whoever is back on the page, or goes on from it by a link, is not where the answer would be.
  function stay() {
    for (const form of document.forms) if (isKept(form)) leave(form, null);
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) stay(); });
  document.addEventListener("click", (event) => { if (event.target.closest("a[href]")) stay(); });
  // By its answer the form may have left the page.
  const asked = new WeakMap();
  document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (isKept(detail.elt)) asked.set(detail.elt, nameOf(detail.elt));
  });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    const name = asked.get(detail.requestConfig.elt);
    if (name && detail.successful && detail.xhr.status !== 204) sessionStorage.removeItem(name);
  });
  window.addEventListener("online", () => { trouble.hidden = true; });
})();
