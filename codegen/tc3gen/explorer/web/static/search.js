// Results while one types.

import { make } from "./dom.js";

const form = document.getElementById("search");
const input = form.querySelector("input");
const hits = document.getElementById("hits");
const products = document.getElementById("products");
const count = document.getElementById("count");
const root = form.dataset.root;
let latest = 0;
let waiting = 0;

async function search() {
  const number = ++latest;
  const query = input.value.trim();
  const address = query ? `${root}/search?q=${encodeURIComponent(query)}` : `${root}/`;
  window.history.replaceState(null, "", address);
  products.hidden = query !== "";
  if (!query) {
    hits.replaceChildren();
    count.textContent = "";
    if (!products.children.length) location.assign(`${root}/`);
    return;
  }
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    const found = await response.json();
    if (number === latest) show(found);
  } catch {
    if (number === latest) count.textContent = "The Explorer does not answer.";
  }
}

function show(found) {
  count.textContent = found.length ? `${found.length} result${found.length === 1 ? "" : "s"}` : "Nothing found";
  const rows = found.map(({ kind, name, owner, title, url }) =>
    make(
      "tr",
      {},
      make("td", { class: "main" }, make("a", { href: url }, name)),
      make("td", { class: "what" }, make("span", { class: "chip" }, kind)),
      make("td", { class: "where" }, owner),
      make("td", { class: "said" }, title),
    ),
  );
  const heads = ["Name", "Kind", "Where", "Meaning"].map((name) => make("th", { scope: "col" }, name));
  const head = make("thead", { class: "hidden" }, make("tr", {}, ...heads));
  const columns = make("colgroup", {}, ...heads.map(() => make("col")));
  const caption = make("caption", { class: "hidden" }, "What was found, best first");
  hits.replaceChildren(...(rows.length ? [make("table", { class: "list hits" }, caption, columns, head, make("tbody", {}, ...rows))] : []));
}

input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 60);
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  await search();
  hits.querySelector("a")?.click();
});
