// The page of an action: form and JSON, and what they become.

import { Form } from "./form.js";
import { isObject, parse, pretty } from "./json.js";
import { call } from "./server.js";
import { setUpCode } from "./code.js";
import { setUpSignature } from "./signature.js";
import { setUpHistory } from "./history.js";
import { setUpTabs } from "./tabs.js";
import { confirmed, showResponse } from "./response.js";
import { linkOf, requestOfLink } from "./link.js";

const byId = (id) => document.getElementById(id);
const state = JSON.parse(byId("state").textContent);
const { service, version, action } = state;
const address = { service, version, action };

const jsonText = byId("json-text");
const jsonProblem = byId("json-problem");
const general = byId("general");

let request = {};
let waiting = 0;
let checks = 0;
// A page that nobody has begun to fill in does not complain.
let begun = false;

const form = new Form(byId("form"), () => {
  begun = true;
  request = form.get();
  jsonText.value = pretty(request);
  say(jsonProblem, "");
  changed();
});

const asked = () => ({ ...address, request });
const code = setUpCode(asked);
const signature = setUpSignature(asked);
const history = setUpHistory(state, {
  fill: (values) => fill(values),
  send: (values) => {
    fill(values);
    send();
  },
});
setUpTabs(byId("tab-form").parentElement, () => {});
const right = setUpTabs(byId("tab-code").parentElement, () => refresh());

function say(element, message) {
  element.textContent = message;
  element.hidden = !message;
}

function fill(values) {
  begun = true;
  request = values;
  form.set(values);
  jsonText.value = pretty(values);
  say(jsonProblem, "");
  changed();
}

jsonText.addEventListener("input", () => {
  try {
    const values = jsonText.value.trim() === "" ? {} : parse(jsonText.value);
    if (!isObject(values)) throw new SyntaxError("a request is an object: { ... }");
    begun = true;
    request = values;
    form.set(values);
    say(jsonProblem, "");
    changed();
  } catch (error) {
    say(jsonProblem, `Not taken over: ${error.message}`);
  }
});

// What follows from the request is computed when nobody has typed for a moment.
function changed() {
  document.body.dataset.state = "changed";
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 250);
}

async function refresh() {
  clearTimeout(waiting);
  const number = ++checks;
  const body = asked();
  const checking = call("check", body);
  const shown = right.selected() === "code" ? code.refresh() : right.selected() === "sign" ? signature.refresh() : null;
  const found = await checking;
  if (number !== checks) return;
  if (found.problems) say(general, form.show(begun ? found.problems : []).join("; "));
  else say(general, found.error ?? "The server does not answer.");
  await shown;
  if (number === checks) document.body.dataset.state = "ready";
}

async function send() {
  const button = byId("send");
  if (button.disabled) return;
  button.disabled = true;
  button.textContent = "Sending…";
  right.select("response");
  const body = asked();
  try {
    let outcome = await call("send", body);
    if (outcome.confirmation) {
      if (!(await confirmed(outcome.confirmation))) return;
      outcome = await call("send", { ...body, confirmed: true });
    }
    if (outcome.error?.problems) say(general, form.show(outcome.error.problems).join("; "));
    showResponse(byId("response"), outcome);
    bringIntoView(byId("response"));
    history.add(body.request, outcome);
  } finally {
    button.disabled = false;
    button.textContent = "Send";
  }
}

// On a narrow screen the response is below the form.
function bringIntoView(element) {
  const { top } = element.parentElement.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.7) element.parentElement.scrollIntoView({ block: "start" });
}

byId("form").addEventListener("submit", (event) => event.preventDefault());
byId("send").addEventListener("click", send);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send();
  }
});

byId("fill").addEventListener("change", (event) => {
  const choice = event.target.value;
  event.target.value = "";
  if (choice === "empty") fill({});
  else if (choice === "skeleton") fill(state.skeleton);
  else if (choice !== "") fill(state.examples[Number(choice)]);
});

const required = byId("required-only");
required.addEventListener("change", () => {
  byId("form").classList.toggle("required-only", required.checked);
});

byId("copy-link").addEventListener("click", async (event) => {
  const link = linkOf(request, state.sensitive);
  window.history.replaceState(null, "", link);
  await copy(location.href, event.currentTarget, "Link copied");
});

byId("copy-code").addEventListener("click", (event) => copy(byId("code-text").textContent, event.currentTarget, "Copied"));

async function copy(text, button, done) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = done;
  } catch {
    button.textContent = "Copying is not allowed here";
  }
  setTimeout(() => (button.textContent = before), 1500);
}

function begin() {
  const given = requestOfLink(location.hash);
  fill(given ?? {});
  begun = given !== null;
}

addEventListener("hashchange", () => {
  const given = requestOfLink(location.hash);
  if (given) fill(given);
});

begin();
document.body.dataset.explorer = "ready";
