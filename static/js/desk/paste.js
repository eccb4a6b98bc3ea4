// Pasting: the browser pastes the plain text; if what was copied has a form, the desk turns that
// into Markdown, which takes the plain text's place. Undo leaves the plain text, and so does all
// that can go wrong on the way.
import { token } from "./token.js";
import { labels, replace } from "./typing.js";

const BLOCK = /\n|^(?:#{1,6} |[-*+] |\d+[.)] |> |\||\[\^)/;
const PATIENCE = 15_000; // milliseconds

export function keepForm(editor, area, say) {
  area.addEventListener("paste", (event) => {
    const { clipboardData: copied } = event;
    const plain = copied.getData("text/plain");
    if (linkSelection(area, plain)) {
      event.preventDefault();
      return;
    }
    // An image's data is no text.
    const html = copied.getData("text/html").replace(/\bsrc=(["'])data:[^"']*\1/gi, 'src=""');
    const isCode = copied.types.includes("vscode-editor-data");
    if (!html || isCode || html.length > Number(editor.dataset.longest)) return;
    const start = area.selectionStart;
    if (!plain) {
      event.preventDefault();
      upgrade(html, start, area.selectionEnd);
      return;
    }
    const pasted = ({ inputType }) => {
      if (inputType === "insertFromPaste") upgrade(html, start, area.selectionEnd);
    };
    area.addEventListener("input", pasted, { once: true });
  });

  async function upgrade(html, start, end) {
    const plain = area.value.slice(start, end);
    const taken = labels(area.value.slice(0, start) + area.value.slice(end));
    const markdown = await ask(html, [...taken].join(" "));
    if (!markdown || area.value.slice(start, end) !== plain) return; // edited since
    put(area, start, end, markdown);
    say(editor.dataset.sayKept);
  }

  async function ask(html, taken) {
    const body = new FormData();
    body.set("html", html);
    body.set("labels", taken);
    const headers = { "X-CSRFToken": token(area.form) };
    const signal = AbortSignal.timeout(PATIENCE);
    const request = { method: "POST", body, headers, signal, redirect: "error" };
    try {
      const answer = await fetch(editor.dataset.pasted, request);
      return answer.ok ? (await answer.json()).markdown : null;
    } catch {
      return null;
    }
  }
}

// An address pasted over words links them.
function linkSelection(area, plain) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end);
  const address = plain.trim();
  const isLink = /^https?:\/\/[^\s<>()]+$/.test(address) && words.trim() && !/[\n[\]]/.test(words);
  if (!isLink || /^https?:/.test(words)) return false;
  replace(area, start, end, `[${words}](${address})`);
  return true;
}

// In the place of the plain text, blocks apart from what is around them; the caret stays where
// the editor has it by now, and so does the focus.
function put(area, start, end, markdown) {
  const before = area.value.slice(0, start);
  const after = area.value.slice(end);
  const isBlock = BLOCK.test(markdown);
  const gap = (text, breaks) => (!isBlock || !text.trim() ? "" : "\n\n".slice(breaks));
  const text =
    gap(before, before.match(/\n{0,2}$/)[0].length) +
    markdown +
    gap(after, after.match(/^\n{0,2}/)[0].length);
  const { activeElement } = document;
  const carets = [area.selectionStart, area.selectionEnd];
  replace(area, start, end, text);
  const grown = text.length - (end - start);
  area.setSelectionRange(...carets.map((caret) => (caret >= end ? caret + grown : caret)));
  if (activeElement !== area) activeElement.focus({ preventScroll: true });
}
