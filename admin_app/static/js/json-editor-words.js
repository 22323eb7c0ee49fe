// The words of the JSON editor's own buttons: it knows English only.
import { _ } from "./words.js";

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

function say(text) {
  const [mode] = text.split(" (current mode");
  return WORDS.get(text) ?? (text.includes(" (current mode") ? (MODES.get(mode) ?? text) : text);
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
