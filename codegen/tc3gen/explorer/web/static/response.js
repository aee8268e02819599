// What came of a request: as a tree, as text, with time, attempts and what to do.

import { make } from "./dom.js";
import { pretty } from "./json.js";

export function showResponse(box, outcome) {
  const error = outcome.error;
  const parts = [facts(outcome)];
  if (error) parts.push(...told(error, outcome));
  if (outcome.events) parts.push(make("p", { class: "note" }, counted(outcome.events.length, "event")));
  const received = outcome.events ?? outcome.response;
  if (received) parts.push(...body(received, outcome.unknown));
  box.replaceChildren(...parts);
}

const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

function facts({ status, attempts, took, request_id: id, error }) {
  const state = error ? (error.code ?? error.kind) : "ok";
  const pieces = state.split(/(?<=\.)/).flatMap((piece) => [piece, make("wbr")]);
  const said = [];
  if (status) said.push(`HTTP ${status}`);
  if (took) said.push(`${Math.round(took * 1000).toLocaleString("en")} ms`);
  if (attempts) said.push(counted(attempts, "attempt"));
  return make(
    "div",
    { class: "facts-line" },
    make("span", { class: `chip ${error ? "failed" : "ok"}`, id: "outcome" }, ...pieces),
    make("span", { class: "note" }, said.join(", ")),
    id ? make("span", { class: "note" }, "request ", make("code", {}, id)) : null,
  );
}

// Places go by the names of the wire, which are those of the form.
function told(error, { sent, repeatable }) {
  const problems = error.problems ?? [{ wire: error.wire, message: error.message ?? error }];
  const lines = problems.map(({ wire, message }) => make("div", {}, `${wire ? `${wire}: ` : ""}${message}`));
  const parts = [make("div", { class: "slips" }, ...lines)];
  if (error.problems) parts.push(make("p", { class: "note" }, "Nothing was sent."));
  if (error.meaning) parts.push(make("p", {}, error.meaning));
  if (error.remedy) parts.push(make("p", {}, make("strong", {}, "What to do: "), error.remedy));
  if (sent && !error.code) {
    const received = repeatable ? "Sending it again does no harm." : "The service may have received the request.";
    parts.push(make("p", { class: "note" }, received));
  }
  return parts;
}

function body(response, unknown) {
  const strange = new Set(unknown);
  const tree = make("div", { class: "tree" }, ...members(response, "", strange));
  const text = make("pre", { role: "group", tabindex: "0", "aria-label": "The response as text", hidden: true }, pretty(response));
  const toggle = make("button", { type: "button", class: "plain-button", "aria-pressed": "false" }, "As text");
  toggle.addEventListener("click", () => {
    text.hidden = !text.hidden;
    tree.hidden = !text.hidden;
    toggle.setAttribute("aria-pressed", String(!text.hidden));
  });
  return [make("div", { class: "tools" }, make("span", { class: "push" }), toggle), tree, text];
}

function members(value, path, strange) {
  const entries = Array.isArray(value) ? value.map((each, at) => [`[${at}]`, each]) : Object.entries(value);
  if (!entries.length) return [make("p", { class: "note" }, Array.isArray(value) ? "an empty list" : "no members")];
  return entries.map(([name, each]) => {
    const place = name.startsWith("[") || !path ? path + name : `${path}.${name}`;
    const mark = strange.has(place) ? make("span", { class: "chip deferred" }, "not in the spec") : null;
    if (typeof each !== "object" || each === null) {
      return make("div", { class: "leaf" }, make("span", { class: "name" }, name), make("code", { class: typeof each }, shown(each)), mark);
    }
    const count = Array.isArray(each) ? counted(each.length, "item") : "";
    const summary = make("summary", {}, make("span", { class: "name" }, name), " ", make("span", { class: "note" }, count), mark);
    const details = make("details", { open: Object.keys(each).length <= 20 }, summary);
    details.append(...members(each, place, strange));
    return details;
  });
}

const shown = (value) => (typeof value === "string" ? JSON.stringify(value) : String(value));

// Asks a person who must know whose account it is, and what it does.
export function confirmed({ account, endpoint, effect }) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-account").textContent = account;
  document.getElementById("confirm-endpoint").textContent = endpoint;
  document.getElementById("confirm-effect").textContent = effect;
  dialog.returnValue = "";
  dialog.onkeydown = (event) => event.stopPropagation(); // Escape leaves the dialog, not the page
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "send"), { once: true });
  });
}
