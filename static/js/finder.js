// At each choice the finder is swapped for a new one. This keeps what the swap would lose, the
// panels that are open and words still being typed, and says the new count aloud.
// Without it, and without htmx, the finder is a plain form.
"use strict";
{
  const narrow = matchMedia("(width < 60rem)");
  const find = (id) => document.getElementById(id);
  let open = [];
  let typed = [];
  let focused = ""; // id of the control in use
  let leaving = false; // the reader has pressed "Show": the list is wanted now, not the panel

  // Looking for a value within a facet is no choice: the list stays as it is.
  document.addEventListener("change", (event) => {
    if (event.target.closest(".within input[type=search]")) event.stopPropagation();
  }, true);

  function offer() {
    for (const box of document.querySelectorAll(".within")) box.hidden = false;
  }
  document.addEventListener("DOMContentLoaded", offer);

  function keep(sent) {
    const form = find("finder");
    focused = document.activeElement.id;
    open = [...form.querySelectorAll("details[open]")].map((panel) => panel.id);
    const texts = [...form.querySelectorAll("input:not([type=checkbox], [type=hidden], .within input)")];
    typed = texts.filter((text) => sent && text.value !== sent.get(text.name));
  }

  function restore() {
    offer();
    for (const id of open) {
      const panel = find(id);
      if (panel && !(leaving && id === "filters")) panel.open = true;
    }
    // htmx has tried, in vain where the control was in a panel that was closed till now.
    if (focused && document.activeElement === document.body) find(focused)?.focus();
    for (const { id, value, selectionStart: caret } of typed) {
      const text = find(id);
      text.value = value;
      if (document.activeElement === text) text.setSelectionRange(caret, caret);
      // A browser sees no change in what a script has written.
      text.addEventListener("blur", () => htmx.trigger(text, "change"), { once: true });
    }
    if (leaving) find("count").focus();
    leaving = false;
    find("said").textContent = (find("mistakes") ?? find("count")).textContent;
  }

  document.addEventListener("submit", () => {
    leaving = narrow.matches;
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => keep(detail.requestConfig.formData));
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.id === "finder") restore();
  });
  document.addEventListener("htmx:historyCacheMissLoad", () => keep());
  document.addEventListener("htmx:historyRestore", restore);
  document.addEventListener("htmx:historyCacheMiss", ({ detail: { xhr } }) => {
    const load = xhr.onload;
    // htmx shows no page that is an error, such as a list with mistakes; the browser does.
    xhr.onload = () => (xhr.status < 400 ? load.call(xhr) : location.reload());
  });
}
