// Mends in the JSON editor's elements, as it makes them, what assistive technology stumbles over, and what is English.
import { translateIn } from "./json-editor-words.js";
import { _ } from "./words.js";

// An icon within a button that has a name is nothing by itself.
function hideIcon(icon) {
  icon.removeAttribute("aria-label");
  icon.setAttribute("aria-hidden", "true");
}

// The tree is the part with the items, not the whole editor with its menu; without items there is none.
function nameTree(editor, label) {
  editor.removeAttribute("role");
  const contents = editor.querySelector(":scope > .jse-contents");
  if (contents?.querySelector(":scope > .jse-json-node")) {
    contents.setAttribute("role", "tree");
    contents.setAttribute("aria-label", label);
  } else {
    contents?.removeAttribute("role");
  }
}

function nameTable(editor, label) {
  editor.removeAttribute("role");
  editor.querySelector("table")?.setAttribute("aria-label", label);
}

// A value is a button by its words; an empty text has none.
function nameEmpty(value) {
  if (value.classList.contains("jse-empty")) {
    value.setAttribute("aria-label", _("empty text"));
  } else {
    value.removeAttribute("aria-label");
  }
}

// The corner above the numbers of the rows heads nothing.
function nameHeader(header) {
  if (header.textContent.trim()) {
    header.removeAttribute("role");
  } else {
    header.setAttribute("role", "cell");
  }
}

const MENDS = {
  "svg.fa-icon": hideIcon,
  ".jse-tree-mode": nameTree,
  ".jse-table-mode": nameTable,
  ".jse-table-cell-header": nameHeader,
  ".jse-props, .jse-items": (items) => items.setAttribute("role", "group"),
  ".jse-value[role=button]": nameEmpty,
  ".jse-navigation-bar-arrow": (arrow) => arrow.setAttribute("aria-label", _("What is inside")),
  ".cm-content": (text) => text.setAttribute("tabindex", "0"),
};

export function mendRoles(editor, label) {
  const mend = () => {
    for (const [selector, act] of Object.entries(MENDS)) {
      editor.querySelectorAll(selector).forEach((element) => act(element, label));
    }
    translateIn(editor);
  };
  // One look for all that comes at once.
  let isDue = false;
  new MutationObserver(() => {
    if (!isDue) {
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        mend();
      });
    }
  }).observe(editor, { childList: true, characterData: true, subtree: true, attributeFilter: ["class", "title"] });
  mend();
}
