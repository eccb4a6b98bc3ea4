// The facts of a brief go to the words they rest on: beside them where there is room, beneath
// their paragraph, folded, where there is none. On paper, and without this script, the box of
// facts has them.
"use strict";
{
  const LIFT = 8; // so that the first lines, not the boxes, are level
  const wide = matchMedia("screen and (width >= 62rem)");
  const narrow = matchMedia("screen and (width < 62rem)");
  const margin = document.querySelector(".margin");
  const body = document.querySelector(".body");
  const facts = margin ? [...margin.querySelectorAll("[data-passage]")] : [];

  function align() {
    margin.classList.toggle("aligned", wide.matches);
    margin.style.minBlockSize = "";
    if (!wide.matches) return;
    const top = margin.getBoundingClientRect().top;
    const placed = facts.map((fact) => {
      const passage = document.getElementById(fact.dataset.passage);
      return { fact, at: passage ? passage.getBoundingClientRect().top - top : Infinity };
    });
    placed.sort((a, b) => a.at - b.at);
    let free = 0;
    for (const { fact, at } of placed) {
      const start = at === Infinity ? free : Math.max(at - LIFT, free);
      fact.style.insetBlockStart = `${start}px`;
      free = start + fact.offsetHeight;
    }
    margin.style.minBlockSize = `${free}px`;
  }

  // The child of the text that holds a passage.
  function blockOf(id) {
    let block = document.getElementById(id);
    while (block && block.parentElement !== body) block = block.parentElement;
    return block;
  }

  function fold() {
    const list = margin.querySelector("ol");
    list.append(...facts);
    body.querySelectorAll(".here").forEach((panel) => panel.remove());
    if (narrow.matches) facts.forEach(putBeneath);
    margin.hidden = !list.childElementCount;
    align();
  }

  function putBeneath(fact) {
    const block = blockOf(fact.dataset.passage);
    if (!block) return;
    let panel = block.nextElementSibling;
    if (!panel?.matches(".here")) {
      panel = document.createElement("details");
      panel.className = "here";
      panel.lang = document.documentElement.lang;
      panel.dir = document.documentElement.dir;
      panel.append(document.createElement("summary"), document.createElement("ol"));
      block.after(panel);
    }
    const list = panel.lastElementChild;
    list.append(fact);
    panel.firstElementChild.textContent = `${margin.dataset.here}: ${list.childElementCount}`;
  }

  if (facts.length) {
    wide.addEventListener("change", fold);
    narrow.addEventListener("change", fold);
    new ResizeObserver(align).observe(body);
    document.fonts.ready.then(align);
    fold();
  }
}
