// A range of years, in the histogram above a list: drag across its bars, or press Shift and an
// arrow, then Enter. Without it, each bar is a link to its year, and there are two fields.
"use strict";
{
  const links = () => [...document.querySelectorAll(".years a")];
  const yearOf = (link) => link.querySelector("span").textContent;
  let from = null; // where the range begins
  let to = null;
  let dropped = false; // by Escape, while the button is still down

  function mark() {
    const all = links();
    const [first, last] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
    all.forEach((link, at) => link.classList.toggle("in", at >= first && at <= last));
    const said = document.getElementById("said");
    if (from !== to) said.textContent = `${yearOf(all[first])} – ${yearOf(all[last])}`;
  }

  function choose() {
    const [first, last] = [from, to].map(yearOf).sort();
    document.getElementById("f-after").value = first;
    document.getElementById("f-before").value = last;
    document.getElementById("finder").requestSubmit();
  }

  const linkAt = (event) =>
    document.elementFromPoint(event.clientX, event.clientY)?.closest(".years a");

  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest(".years a");
    dropped = false;
    if (link && event.button === 0) from = to = link;
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest(".years a")) event.preventDefault();
  });
  document.addEventListener("pointermove", (event) => {
    if (!from || !event.buttons) return;
    const link = linkAt(event);
    if (!link || link === to) return;
    to = link;
    mark();
  });
  document.addEventListener("pointerup", () => {
    if (from && from !== to) choose();
    else from = to = null;
  });
  // The press that ends a drag is none of the link beneath it.
  document.addEventListener("click", (event) => {
    const ends = dropped || (from && from !== to);
    if (ends && event.target.closest(".years a")) event.preventDefault();
    from = to = null;
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && from) {
      from = to = null;
      dropped = true;
      mark();
    }
    const link = event.target.closest?.(".years a");
    if (!link) return;
    if (event.key === "Enter" && from && from !== to) {
      event.preventDefault();
      choose();
      from = to = null;
    }
    const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (event.key !== forward && event.key !== back) return;
    event.preventDefault();
    const all = links();
    const next = all[all.indexOf(link) + (event.key === forward ? 1 : -1)];
    if (!next) return;
    if (!event.shiftKey) from = next;
    else from ??= link;
    to = next;
    next.focus();
    mark();
  });

  // Where the years don't fit, the last of the chosen ones is in sight, else the newest.
  function show() {
    const list = document.querySelector(".years");
    const before = document.getElementById("f-before")?.value.slice(0, 4) || "9999";
    const last = links().findLast((link) => yearOf(link) <= before) ?? links()[0];
    if (!last) return;
    const [frame, box] = [list, last].map((each) => each.getBoundingClientRect());
    list.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  }

  show();
  document.addEventListener("htmx:afterSwap", show);
}
