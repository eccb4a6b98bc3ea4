// Leads from an item of the checklist to its very characters: selects them in their text area.
// Without it the link leads to the field, and the item says the words.

function show(field, from, to) {
  field.closest("details")?.setAttribute("open", "");
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  field.scrollTop = heightOf(field, from) - field.clientHeight / 2;
}

// How tall the text is above a character: a copy of the field with that much text says it.
function heightOf(field, at) {
  const copy = field.cloneNode();
  copy.removeAttribute("id");
  Object.assign(copy.style, {
    position: "absolute", visibility: "hidden", blockSize: "0", minBlockSize: "0",
    inlineSize: `${field.offsetWidth}px`,
  });
  copy.value = field.value.slice(0, at);
  field.after(copy);
  const height = copy.scrollHeight;
  copy.remove();
  return height;
}

function text(hash) {
  const field = document.getElementById(hash.slice(1));
  return field && "setSelectionRange" in field ? field : null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-from]");
  const field = link && link.pathname === location.pathname && text(link.hash);
  if (!field) return;
  event.preventDefault();
  show(field, Number(link.dataset.from), Number(link.dataset.to));
});

addEventListener("load", () => {
  const [, from, to] = /[?&]place=(\d+)-(\d+)/.exec(location.search) || [];
  const field = to && text(location.hash);
  if (field) show(field, Number(from), Number(to));
});
