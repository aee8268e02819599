// Controls of single values. Each keeps the value that it was given until somebody edits it, so that
// what cannot be shown (a number where text is due, an unknown choice) is not changed by being shown.

import { compact, numberOf, parse } from "./json.js";

const UNSET = undefined;

class Control {
  constructor(element, changed) {
    this.element = element;
    this.value = UNSET;
    this.changed = changed;
  }

  edited(value) {
    this.value = value;
    this.changed();
  }

  get() {
    return this.value;
  }

  labelled() {
    return [this.input];
  }
}

// Text, dates and JSON texts.
export class TextControl extends Control {
  constructor(element, changed) {
    super(element, changed);
    this.input = element.matches("input, textarea") ? element : element.querySelector("input");
    this.hint = this.input.placeholder;
    this.input.addEventListener("input", () => this.edited(this.read(this.input.value)));
    element.querySelector("[data-now]")?.addEventListener("click", (event) => {
      this.input.value = now(event.currentTarget.dataset.now);
      this.edited(this.input.value);
    });
  }

  read(text) {
    return text === "" ? UNSET : text;
  }

  set(value) {
    this.value = value;
    this.input.value = value === UNSET ? "" : typeof value === "string" ? value : compact(value);
    this.input.placeholder = value === "" ? "(an empty text)" : this.hint;
  }
}

export class NumberControl extends TextControl {
  read(text) {
    return text.trim() === "" ? UNSET : numberOf(text);
  }
}

// A choice; its options hold JSON.
export class ChoiceControl extends Control {
  constructor(element, changed) {
    super(element, changed);
    this.input = element;
    element.addEventListener("change", () => {
      this.edited(element.value === "" ? UNSET : parse(element.value));
    });
  }

  set(value) {
    this.value = value;
    const text = value === UNSET ? "" : compact(value);
    this.input.querySelector("[data-other]")?.remove();
    if (![...this.input.options].some((option) => option.value === text)) {
      const other = new Option(`${text} (not listed)`, text);
      other.dataset.other = "";
      this.input.add(other);
    }
    this.input.value = text;
  }
}

// Bytes, which are base64 on the wire: shown as text where they are text.
export class BytesControl extends Control {
  constructor(element, changed) {
    super(element, changed);
    this.input = element.querySelector("textarea");
    this.asBase64 = element.querySelector("[data-base64]");
    this.file = element.querySelector("[type=file]");
    this.input.addEventListener("input", () => this.edited(this.read()));
    this.asBase64.addEventListener("change", () => this.show());
    this.file.addEventListener("change", () => this.load());
  }

  read() {
    const text = this.input.value;
    if (text === "") return UNSET;
    return this.asBase64.checked ? text : toBase64(new TextEncoder().encode(text));
  }

  async load() {
    const file = this.file.files[0];
    if (!file) return;
    this.set(toBase64(new Uint8Array(await file.arrayBuffer())));
    this.changed();
  }

  set(value) {
    this.value = value;
    this.asBase64.checked = typeof value === "string" && textOf(value) === null;
    this.show();
  }

  show() {
    const text = typeof this.value === "string" ? textOf(this.value) : null;
    if (text === null && this.value !== UNSET) this.asBase64.checked = true;
    const plain = typeof this.value === "string" ? this.value : compact(this.value) ?? "";
    this.input.value = this.asBase64.checked ? plain : text ?? "";
  }

  labelled() {
    return [this.input, this.asBase64, this.file];
  }
}

export const CONTROLS = {
  enum: ChoiceControl,
  boolean: ChoiceControl,
  number: NumberControl,
  bytes: BytesControl,
};

// The text of base64; null if it is not text, or would come back as another base64.
function textOf(base64) {
  try {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const same = toBase64(new TextEncoder().encode(text)) === base64;
    return same && !/[\0-\x08\x0b-\x1f]/.test(text) ? text : null;
  } catch {
    return null;
  }
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
}

// The time of this machine, written like a hint.
function now(hint) {
  const time = new Date();
  const local = new Date(time - time.getTimezoneOffset() * 60000).toISOString();
  if (hint.length === 10) return local.slice(0, 10);
  if (!hint.includes("T")) return local.slice(0, 19).replace("T", " ");
  const minutes = -time.getTimezoneOffset();
  const part = (count) => String(Math.floor(Math.abs(count))).padStart(2, "0");
  return `${local.slice(0, 19)}${minutes < 0 ? "-" : "+"}${part(minutes / 60)}:${part(minutes % 60)}`;
}
