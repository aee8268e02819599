// JSON without loss: integers beyond 2^53 keep their digits, and no member is special.

const LARGE = typeof JSON.rawJSON === "function";

function keepDigits(_key, value, context) {
  if (!LARGE || typeof value !== "number" || !context?.source) return value;
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source)
    ? JSON.rawJSON(context.source)
    : value;
}

// Throws a SyntaxError.
export const parse = (text) => JSON.parse(text, keepDigits);

export const compact = (value) => JSON.stringify(value);

export const pretty = (value) => JSON.stringify(value, null, 2) ?? "";

export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isLarge(value);

export const isLarge = (value) => LARGE && JSON.isRawJSON(value);

// What a person writes as a number; a text that is none stays a text, for the client to refuse.
export function numberOf(text) {
  const trimmed = text.trim();
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) ? parse(trimmed) : text;
}
