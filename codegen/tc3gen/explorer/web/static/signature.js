// The signed request, and each step of its signature.

import { call } from "./server.js";
import { make } from "./dom.js";

export function setUpSignature(asked) {
  const method = document.getElementById("sign-method");
  const steps = document.getElementById("sign-steps");
  const comparison = document.getElementById("comparison");
  const pasted = document.getElementById("pasted");
  let latest = 0;

  async function sign(canonical) {
    const number = ++latest;
    const found = await call("sign", { ...asked(), method: method.value, ...(canonical ? { canonical } : {}) });
    if (number !== latest) return;
    if (found.problems?.length) {
      steps.replaceChildren(make("p", { class: "note" }, "There is no signature before the request is right."));
    } else if (found.error) {
      steps.replaceChildren(make("p", { class: "slips" }, found.error.message ?? found.error));
    } else {
      steps.replaceChildren(...shown(found));
    }
    comparison.replaceChildren(...(found.comparison ? compared(found.comparison) : []));
  }

  method.addEventListener("change", () => sign());
  document.getElementById("sign-again").addEventListener("click", () => sign());
  document.getElementById("compare").addEventListener("click", () => sign(pasted.value));
  return { refresh: () => sign() };
}

function shown({ request, steps, timestamp }) {
  const headers = request.headers.map(({ name, value }) => `${name}: ${value}`).join("\n");
  const body = request.body ? `\n\n${request.body}` : "";
  return [
    make("h3", {}, "The request as it is sent"),
    make("pre", { role: "group", tabindex: "0", "aria-label": "The request as it is sent" }, `${request.method} ${request.url}\n${headers}${body}`),
    make("p", { class: "note" }, `Signed for ${new Date(timestamp * 1000).toISOString().replace(".000", "")}.`),
    ...steps.flatMap(({ title, text, explanation }) => [
      make("h3", {}, title),
      make("p", { class: "note" }, explanation),
      make("pre", { role: "group", tabindex: "0", "aria-label": title }, text),
    ]),
  ];
}

function compared(lines) {
  const differ = lines.filter((line) => line.differs);
  if (!differ.length) return [make("p", { class: "chip ok" }, "The two are the same.")];
  const side = ({ same, differs, exists }) =>
    make("td", { class: exists ? undefined : "absent" }, make("code", {}, same, differs ? make("mark", {}, differs) : null));
  const rows = lines.map((line) =>
    make(
      "tr",
      { class: `${line.differs ? "differs" : ""}${line.first ? " first" : ""}`, id: line.first ? "first-difference" : undefined },
      make("th", { scope: "row" }, line.name, line.first ? make("span", { class: "hidden" }, ", the first difference") : null),
      side(line.client),
      side(line.server),
    ),
  );
  const heads = ["Part", "Theirs", "Ours"].map((name) => make("th", { scope: "col" }, name));
  return [
    make(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": "Both canonical requests" },
      make("table", { class: "diff" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)),
    ),
  ];
}
