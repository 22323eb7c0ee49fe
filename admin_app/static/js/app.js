// Loads for each page only the modules that something on it asks for.
const MODULES = {
  "[data-bulk]": "./bulk.js",
  "[data-filters]": "./filters.js",
  "textarea[data-json-editor]": "./json-editor.js",
  "select[data-picker-url]": "./picker.js",
  "input[data-next-number-url]": "./next-number.js",
  "[data-copy]": "./copy.js",
  "form[data-live-search]": "./search-profiles.js",
  "form[data-record-form]": "./record-form.js",
  "[data-in-place]": "./in-place.js",
  "[data-enlarge]": "./enlarge.js",
  "[data-presence]": "./presence.js",
  "form[data-draft], form[data-sign-out], .alert-success": "./draft.js",
};

for (const [selector, path] of Object.entries(MODULES)) {
  const elements = document.querySelectorAll(selector);
  if (elements.length > 0) {
    import(path).then((module) => elements.forEach((element) => module.enhance(element)));
  }
}

document.getElementById("form-errors")?.focus();
