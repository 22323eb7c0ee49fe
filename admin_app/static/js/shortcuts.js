// The keys of every page: Ctrl-K finds anything, ? lists the rest. What the box itself needs is loaded when it is opened.
const OFF = "single keys off";
// How long a "g" waits for the letter of a page.
const PATIENCE_MS = 1_500;
// Where g and a letter lead, as far as the person's menu has it; a link of any other template says its keys in
// data-shortcut. By the place of a key, so that a Russian layout has them too.
const PAGES = {
  d: "/admin/",
  v: "/admin/preview/",
  c: "/admin/courses/",
  l: "/admin/lessons/",
  s: "/admin/lesson-descriptions/",
  a: "/admin/lesson-assets/",
  p: "/admin/profiles/",
  i: "/admin/personalized-lesson-descriptions/",
  h: "/admin/activity/",
  u: "/admin/users/",
  o: "/admin/profile-views/",
};
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

// Private windows may refuse storage.
function areOn() {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

function turn(on) {
  try {
    if (on) {
      localStorage.removeItem(OFF);
    } else {
      localStorage.setItem(OFF, "1");
    }
  } catch {
    /* it then holds for this page only */
  }
}

const letter = ({ code }) => (code.startsWith("Key") ? code.slice(3).toLowerCase() : "");
const isTyping = (target) =>
  target.isContentEditable || target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, .json-editor");
const path = (link) => new URL(link.href).pathname;

function pageLinks() {
  const links = new Map();
  for (const link of document.querySelectorAll("nav a[href]:not(.brand)")) {
    const [key] = Object.entries(PAGES).find(([, address]) => address === path(link)) ?? [];
    if (key && !links.has(`g ${key}`)) {
      links.set(`g ${key}`, link);
    }
  }
  document.querySelectorAll("a[data-shortcut]").forEach((link) => links.set(link.dataset.shortcut, link));
  return links;
}

// ---- rows of a list ----
const rowLinks = () => [...document.querySelectorAll("main tbody tr")].map((row) => row.querySelector("th[scope=row] a, a")).filter(Boolean);
const rowInFocus = () => document.activeElement?.closest("main tbody tr");

function step(by) {
  const links = rowLinks();
  const row = rowInFocus();
  const at = row ? links.findIndex((link) => row.contains(link)) : by > 0 ? -1 : links.length;
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
  next?.closest("tr").scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

const follow = (link) => {
  link?.click();
  return Boolean(link);
};
// The first that a selector finds, that is to be seen.
const shown = (selector, within = document) => [...within.querySelectorAll(selector)].find((element) => element.checkVisibility());
const byPath = (end, within) => [...within.querySelectorAll("a[href]")].find((link) => path(link).endsWith(end) && link.checkVisibility());

// What the newest message offers to take back.
const undo = () => shown(".toast-message .undo button");
const takeBack = () => follow(undo());

const askToDelete = () => follow(byPath("/delete/", rowInFocus() ?? document.querySelector(".page-actions") ?? document));

const ACTS = {
  n: () => follow(shown("[data-shortcut=n]") ?? byPath("/new/", document.querySelector(".page-actions") ?? document)),
  e: () => follow(shown("[data-shortcut=e]") ?? byPath("/edit/", rowInFocus() ?? document.querySelector(".page-actions") ?? document)),
  a: () => follow(shown("[data-in-place]")),
  i: () => follow(shown("[data-json-filter] > summary")),
  // The next way to look at the same, and after the last the first again.
  m: () => follow(document.querySelector(".modes [aria-current] + a") ?? shown(".modes a")),
  z: () => takeBack(),
  delete: () => askToDelete(),
  j: () => step(1),
  k: () => step(-1),
};

function search() {
  const field = shown("main input[type=search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

// ---- the dialogs ----
class Shortcuts {
  constructor(dialog) {
    this.dialog = dialog;
    this.palette = document.getElementById("palette");
    this.box = dialog.querySelector("[data-keys-on]");
    this.box.checked = this.on = areOn();
    this.box.addEventListener("change", () => turn((this.on = this.box.checked)));
    addEventListener("keydown", (event) => this.press(event), { capture: true });
    addEventListener("click", ({ target }) => this.click(target));
    for (const [keys, link] of pageLinks()) {
      link.setAttribute("aria-keyshortcuts", keys.split(" ").map((key) => key.toUpperCase()).join(" "));
    }
    for (const [selector, keys] of [["[data-palette-open]", isMac ? "Meta+K" : "Control+K"], ["[data-shortcuts-open]", "Shift+?"], ["main input[type=search]", "/"], [".toast-message .undo button", "Z"], ["main [data-in-place]", "A"]]) {
      document.querySelectorAll(selector).forEach((element) => element.setAttribute("aria-keyshortcuts", keys));
    }
    document.querySelectorAll("[data-palette-open], [data-shortcuts-open]").forEach((button) => (button.hidden = false));
    if (isMac) {
      document.querySelectorAll("[data-key-control]").forEach((key) => (key.textContent = "⌘"));
    }
  }

  click(target) {
    if (target.closest("[data-palette-open]")) {
      this.find();
    } else if (target.closest("[data-shortcuts-open]")) {
      this.list();
    } else if (target === this.dialog || target.closest("[data-keys-close]")) {
      this.dialog.close();
    }
  }

  async find() {
    this.dialog.close();
    // At once, so that no letter is lost while the rest is loaded.
    const box = this.palette.querySelector("[role=combobox]");
    box.value = "";
    this.palette.showModal();
    box.focus();
    const { find } = await import("./palette.js");
    find(this.palette, { keys: () => this.list() });
  }

  list() {
    const pages = this.dialog.querySelector("[data-keys-pages]");
    pages.replaceChildren(
      ...[...pageLinks()].map(([keys, link]) => {
        const row = document.createElement("div");
        const name = Object.assign(document.createElement("dt"), { textContent: link.textContent.trim() });
        const how = document.createElement("dd");
        keys.split(" ").forEach((key) => how.append(Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }), " "));
        row.append(name, how);
        return row;
      }),
    );
    this.dialog.showModal();
  }

  press(event) {
    if (letter(event) === "k" && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      // Also in the JSON editor, which has other plans with it.
      event.stopPropagation();
      if (this.palette.open) {
        this.palette.close();
      } else if (!document.querySelector("dialog[open]:not(.palette)")) {
        this.find();
      }
      return;
    }
    if (letter(event) === "z" && (isMac ? event.metaKey : event.ctrlKey) && !event.shiftKey && !isTyping(event.target) && undo()) {
      event.preventDefault();
      takeBack();
      return;
    }
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) {
      return;
    }
    if (isTyping(event.target) || document.querySelector("dialog[open]")) {
      this.waiting = false;
      return;
    }
    if (this.act(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  // Whether the key was one of ours.
  act(event) {
    const key = letter(event);
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
      this.list();
      return true;
    }
    if (event.shiftKey) {
      return false;
    }
    if (this.waiting) {
      this.stopWaiting();
      return follow(pageLinks().get(`g ${key}`));
    }
    if (event.key === "/" || event.code === "Slash") {
      return search();
    }
    if (key === "g") {
      this.waiting = setTimeout(() => this.stopWaiting(), PATIENCE_MS);
      return true;
    }
    return ACTS[key || event.key.toLowerCase()]?.() ?? this.arrow(event.key);
  }

  // Arrows go from row to row where one has the focus; else they scroll.
  arrow(key) {
    return { ArrowDown: 1, ArrowUp: -1 }[key] && rowInFocus() ? step({ ArrowDown: 1, ArrowUp: -1 }[key]) : false;
  }

  stopWaiting() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }
}

export function enhance(dialog) {
  new Shortcuts(dialog);
}
