// News without reloading: where anything has changed, the marked parts ([data-live], each
// with an id) are taken from the same page anew. Nothing is made from text.
"use strict";

const EVERY = 1000; // milliseconds between two looks while the page is seen
const PATIENCE = 3000; // milliseconds for the first event
const status = document.getElementById("live");
let pulse = document.body.dataset.pulse;
let asking = false;

function load(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // it reads HTML without running any of it
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.response ? resolve(request.response) : reject());
    request.onerror = request.ontimeout = reject;
    request.timeout = 10000;
    request.send();
  });
}

function say(text, live) {
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("on", live);
}

function rowNames(part) {
  return new Set([...part.querySelectorAll("[data-row]")].map((row) => row.dataset.row));
}

function replace(part, fresh, mark) {
  const known = rowNames(part);
  const held = part.contains(document.activeElement)
    ? document.activeElement.getAttribute("href")
    : null;
  const next = document.importNode(fresh, true);
  if (mark) {
    for (const row of next.querySelectorAll("[data-row]")) {
      row.classList.toggle("new", !known.has(row.dataset.row));
    }
  }
  part.replaceWith(next);
  if (held) next.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

async function refresh(address, mark) {
  const page = await load(address);
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (fresh && !fresh.isEqualNode(part)) replace(part, fresh, mark);
  }
  pulse = page.body.dataset.pulse ?? pulse;
}

function isReading() {
  const selection = document.getSelection();
  return (
    selection && !selection.isCollapsed && selection.anchorNode?.parentElement?.closest("[data-live]")
  );
}

// Looks at the page again where the given pulse is another one.
async function show(current) {
  if (document.hidden || asking || isReading()) return;
  asking = true;
  try {
    // What only takes time changes by itself.
    if (current !== pulse || document.querySelector("[data-busy]")) {
      await refresh(location.href, true);
    }
    say("Live", true);
  } catch {
    say("Not reachable", false);
  } finally {
    asking = false;
  }
}

async function ask() {
  try {
    const response = await fetch("/_local/pulse", { cache: "no-store" });
    if (!response.ok) throw new Error(response.status);
    latestPulse = await response.text();
    await show(latestPulse);
  } catch {
    say("Not reachable", false);
  }
}

// The server tells of news; where it cannot, because something between does not let events
// through, the page asks. Nobody listens from a page that is not seen: a browser keeps only
// six connections to a server.
let latestPulse = pulse;
let source = null;
let eventsWork = "EventSource" in window;

function listen() {
  source = new EventSource("/_local/news");
  // The first event comes at once, unless something keeps it back.
  const patience = setTimeout(() => source?.readyState === EventSource.OPEN && giveUp(), PATIENCE);
  source.onmessage = (event) => {
    clearTimeout(patience);
    latestPulse = event.data;
    show(latestPulse);
  };
  source.onerror = () => {
    say("Not reachable", false);
    clearTimeout(patience);
    if (source?.readyState === EventSource.CLOSED) giveUp(); // else it connects again
  };
}

function giveUp() {
  eventsWork = false;
  hush();
  ask();
}

function hush() {
  source?.close();
  source = null;
}

function attend() {
  if (document.hidden) hush();
  else if (!eventsWork) ask();
  else if (!source) listen();
}

// A search that is typed is done at once; its address can be kept.
const filter = document.querySelector("form[data-filter]");
let typed;
let latest = 0;

async function search() {
  const values = [...new FormData(filter)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(values).toString();
  const address = filter.getAttribute("action") + (query ? `?${query}` : "");
  const mine = ++latest;
  try {
    const page = await load(address);
    if (mine !== latest) return;
    history.replaceState(null, "", address);
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) replace(part, fresh, false);
    }
  } catch {
    say("Not reachable", false);
  }
}

filter?.addEventListener("input", (event) => {
  clearTimeout(typed);
  typed = setTimeout(search, event.target.type === "search" ? 150 : 0);
});
filter?.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typed);
  search();
});

// Also for news that came while a text was selected, and for what is busy.
setInterval(() => {
  if (document.hidden) return;
  if (!eventsWork) ask();
  else if (source?.readyState === EventSource.OPEN) show(latestPulse);
}, EVERY);
document.addEventListener("visibilitychange", attend);
addEventListener("pagehide", hush); // a page that is kept for going back keeps nothing open
addEventListener("pageshow", attend);
