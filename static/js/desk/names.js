// Typing "@" or "[[" and a name offers what is called so, and writes the link to it.
import { replace } from "./typing.js";

const WAIT = 120; // milliseconds after the last key
const LONGEST = 60; // characters: longer is a sentence, no name
const EDGE = 8; // pixels between a list and what bounds it
const never = new Promise(() => {});

export function offerNames(editor, area, say) {
  const expander = area.closest("text-expander");
  let asked = { key: "", text: "" };
  let asking = new AbortController();
  let nothing = ""; // what was typed when nothing was found: more of it finds nothing, too

  expander.addEventListener("text-expander-change", ({ detail: { key, text, provide } }) => {
    asking.abort();
    asking = new AbortController();
    asked = { key, text };
    provide(offer(key, text, asking.signal));
  });
  expander.addEventListener("text-expander-activate", () => {
    requestAnimationFrame(() => fit(expander.querySelector(".editor-names")));
  });
  expander.addEventListener("text-expander-value", (event) => {
    event.preventDefault(); // it would write without an undo
    const end = area.selectionEnd;
    const typed = asked.key + asked.text;
    expander.dismiss();
    say("");
    if (!area.value.slice(0, end).endsWith(typed)) return; // the caret has gone elsewhere
    replace(area, end - typed.length, end, event.detail.item.dataset.link);
  });
  area.addEventListener("click", () => expander.dismiss());

  async function offer(key, text, signal) {
    if (!text.trim()) return { matched: true, fragment: list([], editor.dataset.sayAsk) };
    const isHopeless = nothing && text.startsWith(nothing);
    if (isHopeless || text.length > LONGEST) return { matched: false };
    const names = await ask(text, signal);
    if (signal.aborted) return never; // a later one answers
    say((names.length ? editor.dataset.sayFound : editor.dataset.sayNone).replace("#", names.length));
    nothing = names.length ? "" : text;
    if (!names.length && key === "@") return { matched: false };
    return { matched: true, fragment: list(names, names.length ? "" : editor.dataset.sayNone) };
  }

  async function ask(text, signal) {
    try {
      await new Promise((done) => setTimeout(done, WAIT));
      if (signal.aborted) return [];
      const query = new URLSearchParams({ q: text });
      const answer = await fetch(`${editor.dataset.names}?${query}`, { signal, redirect: "error" });
      return answer.ok ? (await answer.json()).names : [];
    } catch {
      return []; // offline or logged out: what is typed stays what it is
    }
  }
}

function list(names, hint) {
  const menu = document.createElement("ul");
  menu.className = "editor-names";
  menu.setAttribute("role", "listbox");
  names.forEach(({ name, other, noun, link }, place) => {
    const option = document.createElement("li");
    option.id = `editor-name-${place}`;
    option.setAttribute("role", "option");
    option.dataset.link = link;
    option.append(part("bdi", name), part("span", other ? `${other}, ${noun}` : noun));
    menu.append(option);
  });
  if (hint) {
    const line = part("li", hint);
    line.setAttribute("role", "presentation");
    menu.append(line);
  }
  return menu;
}

function part(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

// A list that would leave the editor at a side, or go beneath the buttons, stays in sight.
function fit(menu) {
  if (!menu) return;
  const { left, right, top, bottom, height } = menu.getBoundingClientRect();
  const { clientHeight } = document.documentElement;
  const frame = menu.parentElement.getBoundingClientRect();
  const now = getComputedStyle(menu);
  const aside = Math.min(0, frame.right - right) || Math.max(0, frame.left - left);
  if (aside) menu.style.left = `${parseFloat(now.left) + aside}px`;
  const row = document.querySelector(".submit-row");
  const floor = Math.min(clientHeight, row?.getBoundingClientRect().top ?? clientHeight);
  const line = parseFloat(getComputedStyle(menu.parentElement.querySelector("textarea")).lineHeight);
  const above = height + line + EDGE;
  if (bottom > floor && top > above) menu.style.top = `${parseFloat(now.top) - above}px`;
}
