// Keys: / searches, j and k (or the arrows) go through a list or to its next page's mail,
// u goes back. All of it is there without them, as links.
"use strict";

const links = () => [...document.querySelectorAll("table.list td.main a")];
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function step(by) {
  const all = links();
  if (!all.length) return false;
  const row = document.activeElement?.closest("tr");
  const at = all.findIndex((link) => link.closest("tr") === row);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  all[Math.min(Math.max(next, 0), all.length - 1)].focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, target } = event;
  if (isTyping(target)) {
    if (key === "Escape") target.blur();
    if (key !== "ArrowDown" || target.type !== "search") return;
  }
  if (target.closest?.("pre, .scroll") && key.startsWith("Arrow")) return;
  const arrow = key.startsWith("Arrow");
  if (key in STEPS && links().length) {
    if (step(STEPS[key])) event.preventDefault();
    return;
  }
  if (arrow) return;
  const wanted = key === "Escape" ? "u" : key;
  const found = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === wanted);
  if (!found) return;
  event.preventDefault();
  if (found.matches("input")) {
    found.focus();
    found.select();
  } else {
    found.click();
  }
});

// Back in a list, go on where it was left.
const here = "row:" + location.pathname;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("table.list td.main a");
  if (link) sessionStorage.setItem(here, link.getAttribute("href"));
});
addEventListener("pageshow", () => {
  const left = sessionStorage.getItem(here);
  sessionStorage.removeItem(here);
  links()
    .find((link) => link.getAttribute("href") === left)
    ?.focus();
});
