// The request as code.

import { call } from "./server.js";

const KEY = "explorer:language";

export function setUpCode(asked) {
  const language = document.getElementById("language");
  const text = document.getElementById("code-text");
  const kept = localStorage.getItem(KEY);
  if ([...language.options].some((option) => option.value === kept)) language.value = kept;
  let latest = 0;

  async function refresh() {
    const number = ++latest;
    const found = await call("samples", { ...asked(), language: language.value });
    if (number !== latest) return;
    text.textContent = found.code || (found.error?.message ?? found.error ?? "");
    text.dataset.language = language.value;
  }

  language.addEventListener("change", () => {
    localStorage.setItem(KEY, language.value);
    refresh();
  });
  return { refresh };
}
