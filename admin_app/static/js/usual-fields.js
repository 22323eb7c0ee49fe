// An empty document as a plain form of the fields that other documents have, for people who do not read JSON.
import { parser } from "./json-text.js";
import { _ } from "./words.js";

let made = 0;

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

const worded = (key) => key.replaceAll("_", " ");
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// What is no text by itself: a number, true or false where it reads as one.
function valueOf(typed) {
  try {
    return parser.parse(typed);
  } catch {
    return typed;
  }
}

// A control with its label; `read` is what it holds, undefined where that is nothing.
function control(label, rows, hint, read) {
  const id = `usual-${++made}`;
  const field = make("textarea", { id, rows, className: "form-control usual-control" });
  const parts = [make("label", { htmlFor: id, className: "form-label", textContent: label }), field];
  if (hint) {
    field.setAttribute("aria-describedby", `${id}-hint`);
    parts.push(make("div", { id: `${id}-hint`, className: "form-hint", textContent: hint }));
  }
  const typed = () => (field.value.trim() === "" ? undefined : read(field.value.trim()));
  return { element: make("div", { className: "usual-field" }, ...parts), read: typed };
}

function lines(label, item) {
  const each = item === null ? valueOf : (text) => text;
  const read = (typed) => typed.split("\n").map((line) => line.trim()).filter(Boolean).map(each);
  return control(label, 3, _("Each line is an item of the list."), read);
}

function group(label, fields) {
  const parts = Object.entries(fields).map(([key, shape]) => [key, part(worded(key), shape)]);
  const legend = label === "" ? [] : [make("legend", { className: "form-label", textContent: label })];
  const element = make("fieldset", { className: "usual-group" }, ...legend, ...parts.map(([, { element: each }]) => each));
  const read = () => {
    const filled = parts.map(([key, each]) => [key, each.read()]).filter(([, value]) => value !== undefined);
    return filled.length > 0 ? Object.fromEntries(filled) : undefined;
  };
  return { element, read };
}

// Groups of the same fields, as many as are asked for.
function groups(label, fields) {
  const all = [];
  const more = make("button", { type: "button", className: "btn btn-sm", textContent: _("Add another") });
  const element = make("fieldset", { className: "usual-groups" }, make("legend", { className: "form-label", textContent: label }), more);
  const add = () => {
    const one = group(`${label} ${all.length + 1}`, fields);
    all.push(one);
    more.before(one.element);
    return one.element;
  };
  more.addEventListener("click", () => add().querySelector("textarea")?.focus());
  add();
  const read = () => {
    const filled = all.map((one) => one.read()).filter((value) => value !== undefined);
    return filled.length > 0 ? filled : undefined;
  };
  return { element, read };
}

function part(label, shape) {
  if (Array.isArray(shape)) {
    return isObject(shape[0]) ? groups(label, shape[0]) : lines(label, shape[0] ?? "");
  }
  if (isObject(shape)) {
    return group(label, shape);
  }
  return shape === "" ? control(label, 1, "", (typed) => typed) : control(label, 1, "", valueOf);
}

// The form, and what is filled in as JSON text: what stays empty is left out.
export function usualFields(text) {
  const { element, read } = group("", JSON.parse(text));
  element.prepend(make("p", { className: "form-hint", textContent: _("These are the fields that most others have. What stays empty is left out.") }));
  const written = () => {
    const value = read();
    return value === undefined ? "" : parser.stringify(value, null, 2);
  };
  return { element, written };
}
