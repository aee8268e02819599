// What was sent in this tab, without secrets; it ends with the tab.

import { make } from "./dom.js";
import { compact, parse } from "./json.js";
import { linkOf, withoutSecrets } from "./link.js";

const KEY = "explorer:history";
const MOST = 40;
const MOST_CHARACTERS = 20000;

export function setUpHistory({ service, version, action, sensitive }, { fill, send }) {
  const box = document.getElementById("history");
  const secret = new Set(sensitive);
  const root = document.getElementById("panes").dataset.root;

  function read() {
    try {
      const kept = parse(sessionStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  function add(request, outcome) {
    const entry = {
      service,
      version,
      action,
      request: withoutSecrets(request, secret),
      outcome: outcome.error ? (outcome.error.code ?? outcome.error.kind ?? "error") : "ok",
      id: outcome.request_id,
      at: Date.now(),
    };
    if (compact(entry).length > MOST_CHARACTERS) entry.request = null;
    try {
      sessionStorage.setItem(KEY, compact([entry, ...read()].slice(0, MOST)));
    } catch {
      // Without room there is no history.
    }
    show();
  }

  function show() {
    const all = read();
    if (!all.length) return;
    box.replaceChildren(make("ul", { class: "history" }, ...all.map(item)));
  }

  function item(entry) {
    const { request, outcome, at, id } = entry;
    const isHere = entry.service === service && entry.version === version && entry.action === action;
    const path = [entry.service, entry.version, entry.action].map(encodeURIComponent).join("/");
    const time = new Date(at).toLocaleTimeString();
    const button = (label, act) => {
      const made = make("button", { type: "button", class: "plain-button" }, label);
      made.addEventListener("click", () => act(request));
      return made;
    };
    const text = request === null ? "too long to be kept" : compact(request);
    return make(
      "li",
      {},
      make("h3", {}, entry.action),
      make("div", { class: "facts-line" }, make("span", { class: `chip ${outcome === "ok" ? "ok" : "failed"}` }, outcome), make("time", {}, time), id ? make("code", {}, id) : null),
      make("pre", {}, text.length > 300 ? `${text.slice(0, 300)}…` : text),
      request === null ? null : make("div", { class: "tools" }, ...(isHere ? [button("Fill in again", fill), button("Send again", send)] : [make("a", { href: `${root}/${path}${linkOf(request, [])}` }, "Fill in again")])),
    );
  }

  show();
  return { add };
}
