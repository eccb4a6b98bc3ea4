// In a preview: words that are selected in the text can be attached to a fact. The panel opens
// with the words and the facts that they may state; choosing one and confirming is all there is
// to do. Alt+F goes to the panel, Escape closes it. Without scripts a link leads to a form.
const WAIT = 200; // milliseconds after the selection last changed
const AROUND = 64; // characters on each side, to tell places apart
const form = document.getElementById("attach");
const opener = document.querySelector(".attach-open");
const body = document.querySelector("main .body");
const words = form.elements["passage-exact"];
const list = form.querySelector(".suggested-facts");
let timer = 0;
let asking = new AbortController();

// What a reader reads: without note marks, and without the facts that are folded in between.
function read(range) {
  const part = document.createElement("div");
  part.append(range.cloneContents());
  part.querySelectorAll("sup, .here").forEach((element) => element.remove());
  return part.textContent;
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  return body.contains(range.commonAncestorContainer) ? range : null;
}

function around(range) {
  const before = document.createRange();
  before.setStart(body, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(body, body.childNodes.length);
  return [read(before).slice(-AROUND), read(after).slice(0, AROUND)];
}

function take() {
  const range = selected();
  const said = range && read(range).replace(/\s+/g, " ").trim();
  if (!said) return;
  const [before, after] = around(range);
  words.value = said;
  form.elements["passage-before"].value = before;
  form.elements["passage-after"].value = after;
  open();
  suggest(said);
}

async function suggest(said) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const query = new URLSearchParams({ words: said });
    const answer = await fetch(`${form.dataset.facts}?${query}`, { signal, redirect: "error" });
    if (answer.ok && !signal.aborted) list.innerHTML = await answer.text();
  } catch {
    // Offline or logged out: whoever confirms is told.
  }
}

function open() {
  form.hidden = false;
  opener.setAttribute("aria-expanded", "true");
}

function close() {
  form.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}

function enter() {
  open();
  const choice = form.querySelector("[name=fact]:checked") ?? list.querySelector("input");
  (words.value ? (choice ?? document.getElementById("attach-search")) : words).focus();
}

// A fact that was found by its words joins those to choose from, and is chosen.
function add(option) {
  const { fact } = option.dataset;
  let choice = list.querySelector(`[value="${CSS.escape(fact)}"]`);
  if (!choice) {
    list.querySelector(".none")?.remove();
    const label = document.createElement("label");
    choice = document.createElement("input");
    Object.assign(choice, { type: "radio", name: "fact", value: fact });
    label.append(choice, " ", ...[...option.childNodes].map((node) => node.cloneNode(true)));
    list.append(label);
  }
  choice.checked = true;
  choice.focus();
}

document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(take, WAIT);
});
document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyF" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    enter();
  } else if (event.key === "Escape" && !form.hidden && !event.defaultPrevented) {
    close();
  }
});
// Words that somebody types stand elsewhere, or nowhere: what was around the others is no help.
words.addEventListener("input", () => {
  form.elements["passage-before"].value = "";
  form.elements["passage-after"].value = "";
  clearTimeout(timer);
  timer = setTimeout(() => suggest(words.value), WAIT);
});
document.getElementById("attach-found").addEventListener("combobox-commit", ({ target }) => {
  if (target.dataset.fact) setTimeout(add, 0, target);
});
form.querySelector(".close").addEventListener("click", close);
opener.setAttribute("role", "button");
opener.setAttribute("aria-expanded", String(!form.hidden));
opener.setAttribute("aria-controls", form.id);
opener.addEventListener("click", (event) => {
  event.preventDefault();
  if (form.hidden) enter();
  else close();
});
opener.addEventListener("keydown", (event) => {
  if (event.key === " ") {
    event.preventDefault();
    opener.click();
  }
});
