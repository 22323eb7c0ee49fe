// The words of the JSON editor's own: it knows English only.
import { _, ngettext } from "./words.js";

// Its sentences, which are ours to translate. What is not here stays as it is.
const WORDS = new Map(
  Object.entries({
    text: _("text"),
    tree: _("tree"),
    table: _("table"),
    Cut: _("Cut"),
    "Cut formatted": _("Cut formatted"),
    "Cut compacted": _("Cut compacted"),
    Copy: _("Copy"),
    "Copy formatted": _("Copy formatted"),
    "Copy compacted": _("Copy compacted"),
    Paste: _("Paste"),
    Remove: _("Remove"),
    Duplicate: _("Duplicate"),
    Extract: _("Extract"),
    Sort: _("Sort"),
    Transform: _("Transform"),
    "Edit key": _("Edit key"),
    "Edit value": _("Edit value"),
    "Edit row": _("Edit row"),
    "Insert before": _("Insert before"),
    "Insert after": _("Insert after"),
    "Insert:": _("Insert:"),
    "Convert to:": _("Convert to:"),
    Structure: _("Structure"),
    Object: _("Object"),
    Array: _("Array"),
    Value: _("Value"),
    "Table cell:": _("Table cell:"),
    "Table row:": _("Table row:"),
    "Duplicate row": _("Duplicate row"),
    "Remove row": _("Remove row"),
    "Expand all": _("Expand all"),
    "Collapse all": _("Collapse all"),
    "Search (Ctrl+F)": _("Search (Ctrl+F)"),
    "Undo (Ctrl+Z)": _("Undo (Ctrl+Z)"),
    "Redo (Ctrl+Shift+Z)": _("Redo (Ctrl+Shift+Z)"),
    "Transform contents (filter, sort, project)": _("Transform contents (filter, sort, project)"),
    "Format JSON: add proper indentation and new lines (Ctrl+I)": _(
      "Format JSON: add proper indentation and new lines (Ctrl+I)",
    ),
    "Compact JSON: remove all white spacing and new lines (Ctrl+Shift+I)": _(
      "Compact JSON: remove all white spacing and new lines (Ctrl+Shift+I)",
    ),
    "Open context menu (Click here, right click on the selection, or use the context menu button or Ctrl+Q)": _(
      "Open context menu (Click here, right click on the selection, or use the context menu button or Ctrl+Q)",
    ),
  }),
);
// A mode's title names the mode in force, too.
const MODES = new Map([
  ["Switch to text mode", _("Switch to text mode")],
  ["Switch to tree mode", _("Switch to tree mode")],
  ["Switch to table mode", _("Switch to table mode")],
]);
const PARTS = ["items", "main", "left", "right"];

// What it writes outside its menus, by where: never within the document itself, which may have the same words.
const TITLES = new Map(
  Object.entries({
    "Expand or collapse this object (Ctrl+Click to expand/collapse recursively)": _(
      "Open or close this object (with Ctrl: all that is in it)",
    ),
    "Expand or collapse this array (Ctrl+Click to expand/collapse recursively)": _(
      "Open or close this list (with Ctrl: all that is in it)",
    ),
    "Edit the selected path": _("Type the path of a place"),
    "Cancel editing the selected path": _("Leave the path as it is"),
    "Create an empty JSON object (press '{')": _("Create an empty object (key {)"),
    "Create an empty JSON array (press '[')": _("Create an empty list (key [)"),
    "Toggle visibility of replace options (Ctrl+H)": _("Replace (Ctrl+H)"),
    "Enter text to search": _("What to find"),
    "Enter replacement text": _("What to put in its place"),
    "Go to next search result (Enter)": _("Next place (Enter)"),
    "Go to previous search result (Shift+Enter)": _("Previous place (Shift+Enter)"),
    "Close search box (Esc)": _("Close (Esc)"),
    "Replace current occurrence (Ctrl+Enter)": _("Replace this one (Ctrl+Enter)"),
    "Replace all occurrences": _("Replace all"),
  }),
);
const OWN_TEXTS = new Map(
  Object.entries({
    "Empty document": _("Empty document"),
    "Create object": _("Create object"),
    "Create array": _("Create array"),
    "Navigation bar": _("Path of the selected place"),
    "Sort array items": _("Sort the items of the list"),
    "Sort object keys": _("Sort the keys of the object"),
    Path: _("Path"),
    Property: _("Property"),
    Direction: _("Direction"),
    ascending: _("ascending"),
    descending: _("descending"),
    Sort: _("Sort"),
    Replace: _("Replace"),
    All: _("All"),
  }),
);
const OWN_PLACES = [
  ".jse-welcome-title, .jse-welcome button, .jse-navigation-bar-space, .jse-replace-input ~ button",
  ".jse-sort-modal :is(.jse-title, th, .selected-item, .list-item .item, .jse-primary)",
].join();
const COUNTED = /^(\d+)\s+(items?|props?)$/;

function say(text) {
  const [mode] = text.split(" (current mode");
  return WORDS.get(text) ?? (text.includes(" (current mode") ? (MODES.get(mode) ?? text) : text);
}

function put(text, words) {
  if (words !== undefined && text.nodeValue !== words) {
    text.nodeValue = words;
  }
}

function count(tag) {
  const [, number, what] = COUNTED.exec(tag.textContent.trim()) ?? [];
  if (number && what.startsWith("item")) {
    return ngettext("%(num)s item", "%(num)s items", Number(number));
  }
  return number && ngettext("%(num)s property", "%(num)s properties", Number(number));
}

// The words of its elements as they are now in the language of the page. Only the text in them changes, which the
// editor itself goes on writing.
export function translateIn(editor) {
  for (const element of editor.querySelectorAll(OWN_PLACES)) {
    put(element.firstChild ?? {}, OWN_TEXTS.get(element.textContent.trim()));
  }
  for (const tag of editor.querySelectorAll(".jse-tag")) {
    put(tag.firstChild ?? {}, count(tag));
  }
  for (const info of editor.querySelectorAll(".jse-welcome-info:not([data-said])")) {
    info.dataset.said = "";
    info.textContent = _("Paste a document with Ctrl+V, or begin with one of these:");
  }
  for (const element of editor.querySelectorAll("[title]")) {
    element.title = TITLES.get(element.title) ?? element.title;
  }
  for (const [selector, words] of [[".jse-search-input", _("Find")], [".jse-replace-input", _("Replace with")]]) {
    editor.querySelectorAll(selector).forEach((field) => (field.placeholder = words));
  }
}

// A menu, or a part of one, with its words in the language of the page; everything else of it stays.
export function translated(item) {
  if (Array.isArray(item)) {
    return item.map(translated);
  }
  const parts = PARTS.filter((name) => item[name]).map((name) => [name, translated(item[name])]);
  const words = ["text", "title"].filter((name) => item[name]).map((name) => [name, say(item[name])]);
  return { ...item, ...Object.fromEntries([...parts, ...words]) };
}
