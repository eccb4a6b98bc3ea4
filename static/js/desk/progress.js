// How far a bulk action is, asked for again and again. Without this script a link loads the page anew.
const EVERY = 2000; // milliseconds

async function look() {
  const shown = document.getElementById("progress");
  const response = await fetch(location.href).catch(() => null);
  // Logged out, or it is forgotten by now: the page says so, and asks no more.
  const gone = response?.redirected || (response?.status >= 400 && response.status < 500);
  if (gone) return location.reload();
  if (response?.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("progress");
    // Buttons and refusals change with the state, numbers alone don't move them.
    if (now?.dataset.state !== shown.dataset.state) return location.reload();
    shown.replaceWith(now);
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
