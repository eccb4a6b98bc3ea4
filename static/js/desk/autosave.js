// Keeps what is typed into a noun's form on the server, and says so beside the buttons.
//
// The form is looked at once a second instead of listening to its fields: whatever changes them
// (autocompletes, rows added, an editor, a paste), nothing is missed.
(() => {
  "use strict";
  const PAUSE = 2000; // after the last change
  const OFTEN = 15000; // while changes go on; and how often to ask who else is here
  const LONGEST = 60000; // between two tries without a connection
  const SAVING = 30000; // how long a page may wait for its answer after it was sent
  const SMALL = 60000; // what a browser still sends for a page that is being left

  const place = document.getElementById("kept");
  if (!place) return;
  const form = place.closest("form");
  const company = document.getElementById("company");
  const name = form.elements._unsaved;

  const read = (where = form) => {
    const data = new FormData(where);
    data.delete("csrfmiddlewaretoken");
    data.delete("_unsaved");
    for (const [field, value] of [...data]) {
      if (typeof value !== "string" || field.includes("__prefix__")) data.delete(field);
    }
    return data;
  };
  const text = (data) => JSON.stringify([...data]);

  // What the server sent. Somebody may have typed before this script came, or a browser put back
  // what had been typed before the page was left: none of that is in a copy that was reset.
  const untouched = form.cloneNode(true);
  untouched.reset();
  const first = text(read(untouched));
  const opened = "typed" in place.dataset ? null : first; // what is saved, if it is that
  let seen = first; // what stood there when it was last looked at
  let kept = first; // what need not be sent any more
  let changed = 0; // when it was last seen to change
  let sent = 0; // when the server was last asked
  let wait = 0; // until when not to ask
  let failures = 0;
  let asking = null; // what stops the request under way
  let submitted = 0;
  let good = ""; // what was last said that went well
  let there = ""; // who is said to be there

  const token = () => {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(`${place.dataset.cookie}=`));
    return cookie ? cookie.slice(place.dataset.cookie.length + 1) : form.elements.csrfmiddlewaretoken.value;
  };
  const address = (verb) => place.dataset.url.replace(/keep\/$/, `${verb}/`);
  const named = (data) => {
    data.set("_unsaved", name.value);
    if (form.elements._version) data.set("_version", form.elements._version.value);
    return data;
  };

  // What went wrong is read out, what went well is not.
  const say = (state, words) => {
    const said = document.createElement("span");
    said.append(place.querySelector(`template[data-state="${state}"]`)?.content.cloneNode(true) ?? words);
    const before = place.querySelector("span");
    if (before?.textContent === said.textContent) return;
    place.dataset.state = state;
    place.setAttribute("aria-live", state === "kept" ? "off" : "polite");
    before?.remove();
    place.append(said);
  };

  const refused = (status, said) => {
    if (said.form) {
      name.value = said.form; // the copy was saved, or another tab goes on with it
    } else {
      wait = Date.now() + PAUSE * 2;
      if (said.error && status !== 401) say("refused", said.error);
      else say(status === 413 ? "large" : "expired");
    }
    return { ...said, refused: true };
  };

  const heard = (said) => {
    if (said.kept === undefined) return said;
    if (place.dataset.state !== "kept" && text(read()) === kept) say("kept", good);
    if (company && said.company !== there) company.innerHTML = there = said.company;
    return said;
  };

  // The server's answer; null without one.
  const ask = async (verb, data, keepalive = false) => {
    const mine = (asking = new AbortController());
    sent = Date.now();
    const late = setTimeout(() => mine.abort(), OFTEN);
    try {
      const answer = await fetch(address(verb), {
        method: "POST",
        body: named(data),
        headers: { "X-CSRFToken": token() },
        keepalive,
        signal: mine.signal,
      });
      if (answer.status >= 500) throw new Error(answer.statusText);
      const json = answer.headers.get("Content-Type")?.startsWith("application/json");
      const said = json ? await answer.json() : {};
      if (submitted) return null;
      failures = 0;
      return answer.ok ? heard(said) : refused(answer.status, said);
    } catch {
      if (submitted) return null;
      wait = Date.now() + Math.min(LONGEST, PAUSE * 2 ** failures);
      failures += 1;
      say("offline");
      return null;
    } finally {
      clearTimeout(late);
      if (asking === mine) asking = null;
    }
  };

  const keep = async ({ leaving = false, back = false } = {}) => {
    const data = read();
    const typed = text(data);
    if (typed === opened) {
      const said = await ask("discard", new FormData());
      if (!said || said.refused) return;
      [kept, good] = [typed, ""];
      say("kept", good);
      return;
    }
    const said = await ask("keep", data, leaving && typed.length < SMALL);
    if (said?.kept || (said?.form && back)) kept = typed;
    if (said?.kept) say("kept", (good = said.kept));
  };

  // Without a connection, sending the form would lead to the browser's own page that says so.
  const check = async (event) => {
    if (event.target !== form || (navigator.onLine && !failures)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    asking?.abort();
    if (await ask("here", new FormData())) form.requestSubmit(event.submitter);
  };

  const look = () => {
    const now = Date.now();
    if (asking || now - submitted < SAVING) return;
    submitted = 0;
    const typed = text(read());
    if (typed !== seen) [seen, changed] = [typed, now];
    if (now < wait) return;
    if (typed !== kept && (now - changed >= PAUSE || now - sent >= OFTEN)) keep();
    else if (now - sent >= OFTEN) ask("here", new FormData());
  };

  window.addEventListener("submit", check, true);
  // Sent by whichever button, the form has the token of the login that there is now.
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    form.elements.csrfmiddlewaretoken.value = token();
    submitted = Date.now();
    asking?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    const left = document.visibilityState === "hidden" && !submitted && !asking;
    if (left && text(read()) !== kept) keep({ leaving: true });
    // A hidden tab speaks seldom: who comes back to it sees at once who is here.
    else if (document.visibilityState === "visible" && !submitted && !asking) ask("here", new FormData());
  });
  window.addEventListener("pagehide", () => {
    const data = named(new FormData());
    data.set("csrfmiddlewaretoken", token());
    navigator.sendBeacon(address("leave"), data);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    // Back to the page: it was saved, or it couldn't be; the server knows.
    const back = submitted > 0;
    submitted = 0;
    if (back) keep({ back });
    else ask("here", new FormData());
  });
  window.addEventListener("online", () => {
    [wait, failures] = [0, 0];
  });
  ask("here", new FormData());
  setInterval(look, 1000);
})();
