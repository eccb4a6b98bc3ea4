// Beside each link to a passage that can be cited, and beside the reference to an edition, a
// button that copies it. The reference names the passage that the page was opened at.
"use strict";
{
  const { copy, copied } = document.currentScript.dataset;
  const reference = document.querySelector(".citation");
  const link = reference?.querySelector("a");
  const edition = link && { href: link.href, text: link.textContent };

  function button(text) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy";
    made.textContent = copy;
    made.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text());
      made.textContent = copied;
      setTimeout(() => (made.textContent = copy), 2000);
    });
    return made;
  }

  function nameThePassage() {
    const passage = location.hash.startsWith("#passage-") ? location.hash : "";
    link.href = edition.href + passage;
    link.textContent = edition.text + passage;
  }

  if (reference) {
    addEventListener("hashchange", nameThePassage);
    nameThePassage();
  }
  // Only where the connection is secure.
  if (navigator.clipboard) {
    for (const cite of document.querySelectorAll("a.cite")) cite.after(button(() => cite.href));
    reference?.append(button(() => `${reference.firstElementChild.textContent} ${link.href}`));
  }
}
