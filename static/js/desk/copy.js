// Buttons that copy the field before them.
"use strict";
for (const button of document.querySelectorAll("[data-copied]")) {
  const field = button.previousElementSibling;
  const words = button.textContent;
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue; // only where the connection is secure
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 2000);
  });
}
