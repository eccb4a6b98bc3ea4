// Every noun's form: one that isn't saved warns before it is left; Ctrl+S saves, and leaves the
// editor where they were. So does the page that asks about two edits of one passage. Without this
// script the buttons do as much.
import { shortcut } from "./keys.js";

const form = document.querySelector("body.change-form #content-main form, .conflict form");
const asks = Boolean(form?.closest(".conflict"));
const PLACE = "desk-place"; // where the editor was when they pressed Ctrl+S

// What a field says, by name: now, or as it came from the server.
function* said(fields, now) {
  for (const field of fields) {
    if (!field.name || /^(hidden|submit|button|file)$/.test(field.type)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (now ? field.checked : field.defaultChecked) yield [field.name, field.value];
    } else if (field.options) {
      yield* chosen(field, now);
    } else {
      yield [field.name, now ? field.value : field.defaultValue];
    }
  }
}

function* chosen(field, now) {
  let options = [...field.options].filter((option) =>
    now ? option.selected : option.defaultSelected,
  );
  if (!options.length && !field.multiple) options = [...field.options].slice(0, 1);
  for (const option of options) yield [field.name, option.value];
}

// A browser sends line breaks as two characters; a script may have written one.
const text = (now) =>
  JSON.stringify([...said(form.elements, now)]).replaceAll("\\r\\n", "\\n");

function watch() {
  const before = text(false);
  // It opened with what was typed but not saved: refused or asked about a moment ago, or kept since long.
  const isTyped = asks || Boolean(form.querySelector(".errornote, #kept[data-typed]"));
  let leaving = false;
  const isChanged = () =>
    isTyped || text(true) !== before || [...form.elements].some((field) => field.files?.length);

  addEventListener("beforeunload", (event) => {
    if (!leaving && isChanged()) event.preventDefault();
  });
  // On the window: here all others have said whether the form is sent.
  addEventListener("submit", (event) => {
    if (event.target === form) leaving = !event.defaultPrevented;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
}

function save(event) {
  if (shortcut(event) !== "s") return;
  const button = ["[name=_continue]", "[name=_save]", ".default"]
    .map((sort) => form.querySelector(`[type=submit]${sort}`))
    .find(Boolean);
  if (!button) return;
  event.preventDefault();
  if (event.repeat) return;
  if (asks) goOn();
  else keepPlace();
  button.click();
}

// What was sent is sent again as it was, but for the way from there: back into the form.
function goOn() {
  if (form.elements._continue) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "_continue", value: "1" });
  form.append(field);
}

function keepPlace() {
  const field = document.activeElement;
  const { id, selectionStart: from, selectionEnd: to, scrollTop } = field;
  const { top } = field.getBoundingClientRect();
  const place = { path: location.pathname, id, from, to, scrollTop, top };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
}

// Back to where the editor was; what the page says of the saving is said there.
function returnToPlace() {
  const place = JSON.parse(sessionStorage.getItem(PLACE));
  sessionStorage.removeItem(PLACE);
  const isBack = place?.path === location.pathname || place?.path.endsWith("/add/");
  if (!isBack || form.querySelector(".errornote")) return;
  const field = (place.id && document.getElementById(place.id)) || document.body;
  field.focus({ preventScroll: true });
  if (typeof place.from === "number") field.setSelectionRange?.(place.from, place.to);
  field.scrollTop = place.scrollTop;
  scrollBy({ top: field.getBoundingClientRect().top - place.top, behavior: "instant" });
  sayWhatWasDone();
}

function sayWhatWasDone() {
  const messages = [...document.querySelectorAll(".messagelist li")];
  const row = form.querySelector(".submit-row");
  if (!messages.length || !row) return;
  const told = document.createElement("p");
  told.className = "told";
  told.setAttribute("role", "status");
  row.append(told);
  setTimeout(() => {
    told.textContent = messages.map((message) => message.textContent.trim()).join(" ");
  }, 100); // a screen reader tells what comes later
}

if (form) {
  watch();
  document.addEventListener("keydown", save);
  // When the other scripts have made of the page what they make of it.
  if (!asks) document.addEventListener("DOMContentLoaded", returnToPlace);
}
