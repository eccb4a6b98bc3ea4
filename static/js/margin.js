// Beside the text where there is room: each fact of the margin stands at the height of the words it rests on.
// Without this script the facts stand in the margin in order, from its top.
"use strict";
{
  const LIFT = 8; // so that the first lines, not the boxes, are level
  const wide = matchMedia("(width >= 62rem)");
  const margin = document.querySelector(".margin");
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
    const heading = margin.querySelector("h2");
    let free = 0;
    if (heading) {
      const first = placed[0].at === Infinity ? 0 : placed[0].at - LIFT - heading.offsetHeight;
      free = Math.max(first, 0);
      heading.style.insetBlockStart = `${free}px`;
      free += heading.offsetHeight;
    }
    for (const { fact, at } of placed) {
      const start = at === Infinity ? free : Math.max(at - LIFT, free);
      fact.style.insetBlockStart = `${start}px`;
      free = start + fact.offsetHeight;
    }
    margin.style.minBlockSize = `${free}px`;
  }

  if (facts.length) {
    wide.addEventListener("change", align);
    new ResizeObserver(align).observe(document.querySelector(".body") ?? margin);
    document.fonts.ready.then(align);
  }
}
