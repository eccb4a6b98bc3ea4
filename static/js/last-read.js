// Where a reader has asked for it, this browser remembers which edition of a brief they read, and
// says when there is a later one. Nothing is kept before they ask, and nothing is sent anywhere.
"use strict";
{
  const KEY = "editions-read"; // {slug: [number, day]}, the last read at the end
  const MOST = 200;
  const notice = document.getElementById("last-read");
  const button = document.getElementById("remember");
  const { slug, number, since } = notice.dataset;

  function remembered() {
    return JSON.parse(localStorage.getItem(KEY));
  }

  function remember() {
    const { [slug]: _last, ...others } = remembered() ?? {};
    const kept = Object.entries(others).slice(1 - MOST);
    kept.push([slug, [Number(number), new Date().toISOString().slice(0, 10)]]);
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  }

  // As all days on these pages: 4 May 2026.
  function said(day) {
    const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    const parts = new Intl.DateTimeFormat(document.documentElement.lang, form).formatToParts(
      new Date(day),
    );
    const part = (name) => parts.find(({ type }) => type === name).value;
    return `${part("day")} ${part("month")} ${part("year")}`;
  }

  function tell([last, day]) {
    if (last >= Number(number)) return;
    const words = notice.querySelector("span");
    words.textContent = words.textContent.replace("NUMBER", last).replace("DAY", said(day));
    notice.querySelector("a").href = since + last;
    notice.hidden = false;
  }

  function offer() {
    button.textContent = remembered() ? button.dataset.forget : button.dataset.remember;
    button.hidden = false;
  }

  try {
    const kept = remembered();
    if (kept) {
      if (kept[slug]) tell(kept[slug]);
      remember();
    }
    button.addEventListener("click", () => {
      if (remembered()) localStorage.removeItem(KEY);
      else remember();
      offer();
    });
    offer();
  } catch {
    // A browser that keeps nothing has nothing to offer.
  }
}
