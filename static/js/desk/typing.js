// Writing into a text area so that the browser's own undo takes it back.
const MANY = 200; // lines: from here on Chromium's insertText takes seconds, its insertHTML none

export function replace(area, start, end, text) {
  if (start === end && !text) return;
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  if (insert(text) && area.value.startsWith(text, start)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function insert(text) {
  if (!text) return document.execCommand("delete");
  if (text.split("\n").length > MANY) {
    const holder = document.createElement("div");
    holder.textContent = text;
    if (document.execCommand("insertHTML", false, holder.innerHTML)) return true;
  }
  return document.execCommand("insertText", false, text);
}

const NOTE = /\[\^([^\]\s]+)\]/g;

// The labels of the notes that a text has.
export const labels = (text) => new Set([...text.matchAll(NOTE)].map((match) => match[1]));

// A note's mark at the caret, the note itself at the end, and the caret in it.
export function insertNote(area) {
  const taken = labels(area.value);
  let number = 1;
  while (taken.has(String(number))) number += 1;
  const at = area.selectionEnd;
  const written = Math.max(at, area.value.trimEnd().length);
  replace(area, written, area.value.length, `\n\n[^${number}]: `);
  replace(area, at, at, `[^${number}]`);
  area.setSelectionRange(area.value.length, area.value.length);
  area.scrollTop = area.scrollHeight;
}

// A small table after the caret's paragraph, its first head selected.
export function insertTable(area, column) {
  const { value, selectionEnd } = area;
  const next = value.indexOf("\n\n", selectionEnd);
  const at = next < 0 ? value.length : next;
  const gap = value.slice(0, at).trim() ? "\n\n" : "";
  const table = `| ${column} | ${column} |\n| --- | --- |\n|  |  |`;
  replace(area, at, at, gap + table);
  const start = at + gap.length + 2;
  area.setSelectionRange(start, start + column.length);
}

const ITEM = /^([ \t]*)(?:([-*+])|(\d{1,9})([.)]))([ \t]+)(.*)$/;

// Enter in a list begins its next item; in an empty item it ends the list, and a paragraph begins:
// without a blank line between them Markdown would join it to the last item.
export function continueList(area, event) {
  const { value, selectionStart: at, selectionEnd } = area;
  if (at !== selectionEnd || area.getAttribute("aria-expanded") === "true") return;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const item = value.slice(start, at).match(ITEM);
  if (!item) return;
  event.preventDefault();
  const [, indent, bullet, number, dot, space, words] = item;
  if (words.trim()) {
    const marker = bullet ?? `${Number(number) + 1}${dot}`;
    replace(area, at, at, `\n${indent}${marker}${space}`);
  } else {
    replace(area, start, at, /\S[ \t]*\n$/.test(value.slice(0, start)) ? "\n" : "");
  }
}
