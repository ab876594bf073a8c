// A button beside each long text of the admin: shows it as pages would. The site sends safe HTML.
"use strict";

(() => {
  const shown = (box, html) => {
    box.hidden = false;
    box.innerHTML = html;
  };

  const said = (box, text) => {
    box.hidden = false;
    box.textContent = text;
  };

  // In the language of the page; the admin hands them in.
  const words = (area) => JSON.parse(area.dataset.previewWords);
  const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

  async function preview(area, box) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    try {
      const answer = await fetch(area.dataset.markdownPreview, {
        method: "POST",
        headers: { "X-CSRFToken": token ? token.value : "" },
        body: new URLSearchParams({ text: area.value }),
      });
      if (answer.ok && !answer.redirected) shown(box, await answer.text());
      else said(box, answer.status === 413 ? await answer.text() : words(area).reload);
    } catch {
      said(box, words(area).silent);
    }
  }

  function equip(area) {
    if (area.dataset.markdownReady || area.id.includes("__prefix__")) return;
    area.dataset.markdownReady = "yes";
    const say = words(area);
    const place = document.createElement("div");
    const button = document.createElement("button");
    const box = document.createElement("div");
    place.className = "markdown-preview";
    button.type = "button";
    button.className = "button";
    button.textContent = say.show;
    box.className = "markdown-preview-text";
    box.id = `${area.id}_preview`;
    box.hidden = true;
    box.setAttribute("role", "region");
    box.setAttribute("aria-live", "polite");
    const label = document.querySelector(`label[for="${area.id}"]`);
    const name = label ? label.textContent.trim().replace(/:$/, "") : "";
    button.setAttribute("aria-label", filled(say.named, { action: say.show, name }));
    box.setAttribute("aria-label", filled(say.of, { name }));
    button.setAttribute("aria-controls", box.id);
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", async () => {
      const opens = box.hidden;
      if (opens) await preview(area, box);
      else box.hidden = true;
      button.textContent = opens ? say.hide : say.show;
      button.setAttribute("aria-label", filled(say.named, { action: button.textContent, name }));
      button.setAttribute("aria-expanded", String(opens));
    });
    // What is shown keeps up with what is written.
    let wait;
    area.addEventListener("input", () => {
      clearTimeout(wait);
      if (!box.hidden) wait = setTimeout(() => preview(area, box), 600);
    });
    place.append(button, box);
    // The admin puts label and box side by side; this goes below both.
    (area.closest(".flex-container") || area).after(place);
  }

  const equipAll = (root) => root.querySelectorAll("textarea[data-markdown-preview]").forEach(equip);
  document.addEventListener("DOMContentLoaded", () => equipAll(document));
  document.addEventListener("formset:added", (event) => equipAll(event.target));
})();
