// News without reloading: asks whether anything has changed and, if so, takes the marked
// parts ([data-live], each with an id) from the same page anew. Nothing is made from text.
"use strict";

const EVERY = 1000; // milliseconds between two questions while the page is seen
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

async function look() {
  if (document.hidden || asking || isReading()) return;
  asking = true;
  try {
    const answer = await fetch("/_local/pulse", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    const isNew = (await answer.text()) !== pulse;
    // What only takes time changes by itself.
    if (isNew || document.querySelector("[data-busy]")) await refresh(location.href, true);
    say("Live", true);
  } catch {
    say("Not reachable", false);
  } finally {
    asking = false;
  }
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

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
look();
