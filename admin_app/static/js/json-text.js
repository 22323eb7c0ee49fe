// Reads and writes JSON without losing a digit, and knows what a tree of JavaScript objects cannot hold.
import { parse as parseLossless, stringify } from "../vendor/lossless-json/index.js";
import { _ } from "./words.js";

// The tree tells objects from numbers by these names, and "__proto__" is no ordinary name to JavaScript.
const reserved = (key) => key in Object.prototype || key === "isLosslessNumber";

class ReservedKey extends Error {}

function refuseReserved(key, value) {
  if (reserved(key)) {
    throw new ReservedKey(_("The key “%(key)s” can only be edited as text.", { key }));
  }
  return value;
}

// Throws where the text is no JSON, where a key appears twice, or where the tree would lose something.
function parse(text) {
  JSON.parse(text, refuseReserved);
  return parseLossless(text);
}

export const parser = { parse, stringify };

// The document laid out for reading, or the text as it is where it cannot be read.
export function layOut(text) {
  if (text.trim() === "") {
    return { text: "", problem: null };
  }
  try {
    return { text: stringify(parse(text), null, 2), problem: null };
  } catch (error) {
    const problem = error instanceof ReservedKey ? error.message : _("This is not valid JSON yet, so it opens as text.");
    return { text, problem };
  }
}

export function compact(text) {
  try {
    return stringify(parse(text));
  } catch {
    return text;
  }
}

// Past these the editor's browser code runs out of stack or time.
const DEEPEST = 100;
const LONGEST_LINE = 100_000;

function depth(text) {
  let now = 0;
  let most = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    now += token === "[" || token === "{" ? 1 : token === "]" || token === "}" ? -1 : 0;
    most = Math.max(most, now);
  }
  return most;
}

// Why a document is better edited in the plain textarea, or an empty text.
export function tooHeavy(text) {
  if (text.split("\n").some((line) => line.length > LONGEST_LINE)) {
    return _("This document has very long lines, so it is edited as plain text.");
  }
  return depth(text) > DEEPEST ? _("This document is nested very deep, so it is edited as plain text.") : "";
}
