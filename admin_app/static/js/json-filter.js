// Puts an expression together: a path that occurs, what is asked of it, and a value that occurs or any other.
import "../vendor/tom-select/tom-select.complete.min.js";

import { menu } from "./list-menu.js";
import { _ } from "./words.js";

const SIGNS = { is: "=", "is not": "!=", contains: "contains", greater: ">", less: "<", exists: "exists", missing: "is missing" };
const WITHOUT_VALUE = ["exists", "missing"];

// What is typed freely may be a number or a text; where it looks like a quotation it is one text.
const typed = (value) => (/^["“«„]/.test(value) || value.trim() !== value ? JSON.stringify(value) : value);

// A choice of TomSelect for what occurs nowhere.
const used = ({ input }, escape) => {
  const words = _("Use “%(text)s”", { text: input });
  return `<div class="create">${escape(words)}</div>`;
};
const noSuchField = () => {
  const words = _("No such field occurs.");
  return `<div class="no-results">${words}</div>`;
};

// What a path leads to, so that it is known again.
const seen = ({ values }) => values.slice(0, 3).map(({ label }) => label).join(", ");

export function enhance(details) {
  const panel = details.querySelector("[data-menu-panel]");
  const part = (name) => panel.querySelector(`[data-json-${name}]`);
  const [parts, operation, valuePart, status, expression] = ["parts", "operation", "value-part", "status", "expression"].map(part);
  let known = new Map();
  let asked = false;
  let paths;
  let values;
  // What stands there as long as a value is still to be chosen.
  let unfinished = null;

  const needsValue = () => !WITHOUT_VALUE.includes(operation.value);
  const write = () => {
    valuePart.hidden = !needsValue();
    const path = paths.getValue();
    if (path) {
      const value = needsValue() ? ` ${values.getValue()}` : "";
      expression.value = `${path} ${SIGNS[operation.value]}${value}`;
      unfinished = needsValue() && !values.getValue() ? expression.value : null;
    }
  };
  panel.addEventListener("submit", (event) => {
    if (expression.value === unfinished) {
      event.preventDefault();
      values.focus();
    }
  });
  const offer = (path) => {
    values.clear(true);
    values.clearOptions();
    values.addOptions(path.values.map(({ typed: value, label }) => ({ value, text: label })));
    values.refreshOptions(false);
    operation.value = path.types.includes("array") ? "contains" : "is";
  };
  // Enter takes what is shown for what was typed, however quickly it came.
  const whole = { refreshThrottle: 0, maxItems: 1, sortField: [{ field: "$order" }], maxOptions: 200 };

  const build = (found) => {
    known = new Map(found.map((path) => [path.path, path]));
    paths = new globalThis.TomSelect(part("path"), {
      ...whole,
      placeholder: part("path").dataset.placeholder,
      create: true,
      createOnBlur: false,
      searchField: ["text", "value"],
      options: found.map((path) => ({ value: path.path, text: path.label, seen: seen(path) })),
      render: {
        option: (data, escape) =>
          `<div>${escape(data.text)} <span class="json-path-seen">${escape(data.seen ?? "")}</span></div>`,
        option_create: used,
        no_results: noSuchField,
      },
      onChange: (chosen) => {
        if (chosen) {
          offer(known.get(chosen) ?? { values: [], types: [] });
          write();
          setTimeout(() => operation.focus());
        }
      },
    });
    values = new globalThis.TomSelect(part("value"), {
      ...whole,
      placeholder: part("value").dataset.placeholder,
      create: (input) => ({ value: typed(input), text: input }),
      createOnBlur: true,
      searchField: ["text"],
      render: {
        option_create: used,
        no_results: () => "",
      },
      onChange: (chosen) => {
        write();
        if (chosen) {
          setTimeout(() => part("apply").focus());
        }
      },
    });
    operation.addEventListener("change", write);
    for (const select of [part("path"), part("value")]) {
      select.setAttribute("aria-hidden", "true");
    }
    parts.hidden = false;
  };

  const load = async () => {
    status.textContent = _("Looking which fields occur…");
    try {
      const response = await fetch(details.dataset.jsonFilter, { headers: { Accept: "application/json" } });
      if (!response.ok) {
        throw new Error(response.status);
      }
      build((await response.json()).paths);
      status.textContent = "";
    } catch {
      asked = false;
      status.textContent = _("The fields could not be loaded. An expression can be typed all the same.");
    }
    if (details.open && document.activeElement !== expression) {
      (paths ?? expression).focus();
    }
  };
  menu(details, () => {
    if (paths) {
      paths.focus();
    } else if (!asked) {
      asked = true;
      load();
    }
  });
}
