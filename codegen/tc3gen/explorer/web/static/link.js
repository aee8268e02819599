// Links that hold the form, in the part that no server sees; and nothing that is a secret.

import { compact, isObject, parse } from "./json.js";

const BEGIN = "#request=";
const SECRET = /password|passwd|secret|token|signature|authorization|assertion/i;

// The link of a request.
export function linkOf(request, sensitive) {
  const kept = withoutSecrets(request, new Set(sensitive));
  return Object.keys(kept).length ? BEGIN + encodeURIComponent(compact(kept)) : "#";
}

// The request of a link; null if it holds none.
export function requestOfLink(hash) {
  if (!hash.startsWith(BEGIN)) return null;
  try {
    const value = parse(decodeURIComponent(hash.slice(BEGIN.length)));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

// A value without members that are secret, by the spec or by their names.
export function withoutSecrets(value, sensitive) {
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, sensitive));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name, each]) => !sensitive.has(name) && !(SECRET.test(name) && typeof each === "string"));
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutSecrets(each, sensitive)]));
}
