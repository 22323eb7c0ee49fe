// Loads for each page only the modules that something on it asks for, and the sheets of what they build.
const MODULES = {
  "[data-toasts]": "./toasts.js",
  "[data-list]": "./list.js",
  "textarea[data-json-editor]": "./json-editor.js",
  "select[data-picker-url]": "./picker.js",
  "input[data-next-number-url]": "./next-number.js",
  "[data-copy]": "./copy.js",
  "form[data-live-search]": "./search-profiles.js",
  "[data-print]": "./print.js",
  "[data-chart]": "./charts.js",
  "form[data-record-form]": "./record-form.js",
  "[data-json-filter]": "./json-filter.js",
  "[data-saved-views]": "./saved-views.js",
  "[data-in-place]": "./in-place.js",
  "[data-enlarge]": "./enlarge.js",
  "[data-presence]": "./presence.js",
  "dialog[data-shortcuts]": "./shortcuts.js",
  "form[data-draft], form[data-sign-out]": "./draft.js",
  "form[method=post]": "./busy.js",
  '[data-part="actions"]': "./export.js",
};

// The sheets of others that a module needs before it begins.
const SHEETS = {
  "./picker.js": "../vendor/tom-select/tom-select.bootstrap5.min.css",
  "./json-filter.js": "../vendor/tom-select/tom-select.bootstrap5.min.css",
};

// Before our own, which say some things otherwise.
function loaded(sheet) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(sheet, import.meta.url) });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.querySelector('link[rel="stylesheet"][href$="/css/frame.css"]').before(link);
  });
}

for (const [selector, path] of Object.entries(MODULES)) {
  const elements = document.querySelectorAll(selector);
  if (elements.length > 0) {
    const sheet = SHEETS[path] && loaded(SHEETS[path]);
    Promise.all([import(path), sheet]).then(([module]) => elements.forEach((element) => module.enhance(element)));
  }
}

document.getElementById("form-errors")?.focus();
