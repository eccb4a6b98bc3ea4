// The body as readers will get it, beside the text or in its place: rendered by the desk, shown
// with the readers' own style sheet in a shadow, where the desk's doesn't reach.
import { token } from "./token.js";

const WAIT = 300; // milliseconds after the last key
const BESIDE = 720; // pixels that both need
const KEPT = "desk-preview"; // "off" for an editor who has closed it

export function showPreview(editor, area) {
  const toggle = editor.querySelector(".editor-toggle");
  const section = editor.querySelector(".editor-shown");
  const pane = section.querySelector(".pane");
  const state = section.querySelector(".state");
  const readers = editor.querySelector(".editor-readers").content;
  const language = area.form.elements.language;
  const shadow = pane.attachShadow({ mode: "open" });
  let asking = new AbortController();
  let timer = 0;
  shadow.append(readers.cloneNode(true));
  const shown = shadow.querySelector(".shown");

  const hasRoom = () => editor.clientWidth >= BESIDE;
  const isOpen = () => !section.hidden;

  function open(wanted) {
    section.hidden = !wanted;
    toggle.setAttribute("aria-pressed", wanted);
    editor.classList.toggle("previewing", wanted);
    if (wanted) show();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  }

  async function show() {
    if (!isOpen()) return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const { text, trouble } = await ask(signal);
    if (signal.aborted) return;
    if (!trouble) {
      const top = pane.scrollTop;
      shown.innerHTML = text;
      pane.scrollTop = top;
    }
    state.hidden = !trouble;
    state.textContent = trouble;
  }

  async function ask(signal) {
    const body = new FormData();
    body.set("body", area.value);
    body.set("language", language?.value ?? "");
    const headers = { "X-CSRFToken": token(area.form) };
    const request = { method: "POST", body, headers, signal, redirect: "manual" };
    try {
      const answer = await fetch(editor.dataset.shown, request);
      if (answer.type === "opaqueredirect") return { trouble: editor.dataset.sayLogin };
      const text = await answer.text();
      if (answer.ok) return { text, trouble: "" };
      const isTooLong = answer.status === 413;
      return { trouble: isTooLong ? editor.dataset.sayLong : editor.dataset.sayOffline };
    } catch {
      return { trouble: editor.dataset.sayOffline };
    }
  }

  // The unsaved form stays: links open beside it, notes are looked up within.
  shadow.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    if (address.startsWith("#")) {
      const place = shadow.getElementById(decodeURIComponent(address.slice(1)));
      if (place) pane.scrollTop += place.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    } else {
      window.open(link.href, "_blank", "noopener");
    }
  });

  // The preview goes along with the text.
  area.addEventListener("scroll", () => {
    const way = area.scrollHeight - area.clientHeight;
    if (way > 0) pane.scrollTop = (area.scrollTop / way) * (pane.scrollHeight - pane.clientHeight);
  });
  area.addEventListener("input", later);
  // Something on the page leads to words of the text (place.js): the text has to be there.
  area.addEventListener("place", () => {
    if (!hasRoom()) open(false);
  });
  language?.addEventListener("change", later);
  toggle.addEventListener("click", () => {
    const wanted = !isOpen();
    if (hasRoom()) localStorage.setItem(KEPT, wanted ? "on" : "off");
    open(wanted);
  });
  toggle.hidden = false;

  let beside; // as the room was when it was last opened or closed for its sake
  function suit() {
    if (beside === hasRoom()) return;
    beside = hasRoom();
    open(beside && localStorage.getItem(KEPT) !== "off");
  }
  suit();
  new ResizeObserver(suit).observe(editor);
}
