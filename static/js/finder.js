// At each choice the finder is swapped for a new one. This keeps what the swap would lose, the
// panels that are open and words still being typed, and says the new count aloud. What a reader
// opened, scrolled to and was at stays with the entry of the history, for Back to find.
// Without it, and without htmx, the finder is a plain form.
"use strict";
{
  const narrow = matchMedia("(width < 60rem)");
  const find = (id) => document.getElementById(id);
  let kept = {}; // the look of the finder that is being swapped
  let typed = [];
  let leaving = false; // the reader has pressed "Show": the list is wanted now, not the panel
  let arriving = null; // by Back or Forward: how the list looked that isn't yet there
  let waiting;

  // What of the page is the reader's own doing.
  function look(at = document.activeElement) {
    const form = find("finder");
    return {
      y: scrollY,
      open: [...form.querySelectorAll("details[open]")].map((panel) => panel.id),
      years: form.querySelector(".years")?.scrollLeft,
      sought: [...form.querySelectorAll(".within input[type=search]")]
        .filter((box) => box.value)
        .map((box) => [box.id, box.value]),
      at: controlOf(at),
    };
  }

  // How the control in use is found again: a selector, and which of those that it finds.
  function controlOf(element) {
    if (element.id) return [`#${CSS.escape(element.id)}`, 0];
    const link = element.closest("#finder a[href]");
    if (!link) return null;
    const selector = `#finder a[href="${CSS.escape(link.getAttribute("href"))}"]`;
    return [selector, [...document.querySelectorAll(selector)].indexOf(link)];
  }

  function show({ open = [], years, sought = [], at = null }) {
    offer();
    for (const id of open) {
      const panel = find(id);
      if (panel && !(leaving && id === "filters")) panel.open = true;
    }
    const strip = document.querySelector(".years");
    if (strip && years !== undefined) strip.scrollLeft = years;
    for (const [id, value] of sought) {
      const box = find(id);
      if (!box) continue;
      box.value = value;
      htmx.trigger(box, "input");
    }
    // htmx has tried, in vain where the control was in a panel that was closed till now.
    if (at && document.activeElement === document.body) {
      const control = document.querySelectorAll(at[0])[at[1]];
      (control ?? instead())?.focus({ preventScroll: true });
    }
  }

  // A filter that was removed is gone: the next one is at hand, or what is found without it.
  function instead() {
    return document.querySelector("#finder .chip:not(.all)") ?? find("count");
  }

  function remember(at) {
    clearTimeout(waiting);
    if (!arriving) history.replaceState({ ...history.state, look: look(at) }, "");
  }

  function rememberSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(() => remember(), 200);
  }

  // A brief was read, and Back brought the list anew; or the list was loaded again.
  function returned() {
    const found = history.state?.look;
    show(found ?? {});
    if (found) {
      scrollTo(0, found.y);
      // Once more with all fonts: lines may have become longer or shorter.
      addEventListener("load", () => scrollTo(0, found.y), { once: true });
    }
    for (const kind of ["scroll", "toggle", "focusin"]) {
      document.addEventListener(kind, rememberSoon, { capture: true, passive: true });
    }
    document.addEventListener("click", ({ target }) => {
      const link = target.closest("#finder a[href]");
      if (link) remember(link); // the page may be gone before long
    });
  }
  history.scrollRestoration = "manual";
  addEventListener("popstate", ({ state }) => {
    clearTimeout(waiting);
    // htmx is going to write over it. An entry that isn't htmx's is another place on the page.
    arriving = state?.htmx ? (state.look ?? {}) : null;
  });

  // Looking for a value within a facet is no choice: the list stays as it is.
  document.addEventListener("change", (event) => {
    if (event.target.closest(".within input[type=search]")) event.stopPropagation();
  }, true);

  function offer() {
    for (const box of document.querySelectorAll(".within")) box.hidden = false;
  }
  document.addEventListener("DOMContentLoaded", returned);

  function keep(sent) {
    kept = { ...look(), sought: [] };
    const texts = find("finder").querySelectorAll(
      "input:not([type=checkbox], [type=hidden], .within input)",
    );
    typed = [...texts].filter((text) => text.value !== sent.get(text.name));
  }

  function swapped() {
    show(kept);
    for (const { id, value, selectionStart: caret } of typed) {
      const text = find(id);
      text.value = value;
      if (document.activeElement === text) text.setSelectionRange(caret, caret);
      // A browser sees no change in what a script has written.
      text.addEventListener("blur", () => htmx.trigger(text, "change"), { once: true });
    }
    if (leaving) find("count").focus();
    leaving = false;
    tell();
  }

  function restored() {
    const found = arriving ?? {};
    arriving = null;
    show(found);
    scrollTo(0, found.y ?? 0);
    tell();
  }

  // What is said aloud, and what programs find in the head, is about this list.
  function tell() {
    find("said").textContent = (find("mistakes") ?? find("count")).textContent;
    for (const twin of document.querySelectorAll(".twins a")) {
      const link = document.head.querySelector(`link[title="${twin.textContent}"]`);
      if (link) link.href = twin.href;
    }
    rememberSoon();
  }

  document.addEventListener("submit", () => {
    leaving = narrow.matches;
  });
  // A link that only changes filters is a choice, too: the page stays.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#finder :is(.chips, .years) a");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    htmx.ajax("GET", link.href, { source: link, target: "#finder", swap: "outerHTML" });
  });
  // What the list shows already needn't be suggested, which is asked for once more as the words
  // are found in the new finder.
  document.addEventListener("loadend", ({ target }) => {
    const shown = new URLSearchParams(location.search).get("q") ?? "";
    if (target.querySelector?.("#fq")?.value.trim() === shown.trim()) target.open = false;
  }, true);
  document.addEventListener("htmx:beforeSwap", ({ detail, target }) => {
    if (target.id === "finder") keep(detail.requestConfig.formData);
  });
  document.addEventListener("htmx:beforeHistoryUpdate", () => remember());
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.id === "finder") swapped();
  });
  document.addEventListener("htmx:historyRestore", restored);
  document.addEventListener("htmx:historyCacheMiss", ({ detail: { xhr } }) => {
    const load = xhr.onload;
    xhr.onload = () => {
      if (xhr.status < 400) return load.call(xhr);
      // htmx shows no page that is an error, such as a list with mistakes; the browser does.
      history.replaceState({ htmx: true, look: arriving }, "");
      location.reload();
    };
  });
}
