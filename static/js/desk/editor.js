// The body's editor: a text area, as the browser has it, with a toolbar, names that become
// links, pasting that keeps the form, and a preview. Without scripts the text area is all there.
import { shortcut } from "./keys.js";
import { offerNames } from "./names.js";
import { keepForm } from "./paste.js";
import { showPreview } from "./preview.js";
import { continueList, insertNote, insertTable } from "./typing.js";

function start(editor) {
  const area = editor.querySelector("textarea");
  const sayIn = (place) => (text) => {
    editor.querySelector(place).textContent = text;
  };
  const say = sayIn(".editor-said");
  const actions = {
    note: () => insertNote(area),
    table: () => insertTable(area, editor.dataset.sayColumn),
  };

  editor.addEventListener("click", ({ target }) => {
    actions[target.closest("[data-md-button]")?.dataset.mdButton]?.();
  });
  area.addEventListener("keydown", (event) => {
    const key = shortcut(event);
    const button = key && editor.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    } else if (event.key === "Enter" && !event.shiftKey && !key && !event.isComposing) {
      continueList(area, event);
    }
  });
  area.addEventListener("input", () => say(""));
  offerNames(editor, area, sayIn(".editor-aloud"));
  keepForm(editor, area, say);
  showPreview(editor, area);
  editor.classList.add("alive");
}

document.querySelectorAll(".editor").forEach(start);
