// The box over everything: results as one types, chosen by keyboard. A combobox with a list, after ARIA 1.2.
import { _, ngettext } from "./words.js";

const PAUSE_MS = 120;
const SKELETON_MS = 200;
const RECENT = 5;
const SVG = "http://www.w3.org/2000/svg";

class Palette {
  constructor(dialog, { keys }) {
    const part = (name) => dialog.querySelector(`[data-palette-${name}]`);
    this.dialog = dialog;
    this.input = dialog.querySelector("[role=combobox]");
    this.list = dialog.querySelector("[role=listbox]");
    this.note = part("note");
    this.skeleton = part("skeleton");
    this.status = part("status");
    this.sprite = dialog.querySelector("use").getAttribute("href").split("#")[0];
    this.memory = `recent ${dialog.dataset.person}`;
    this.does = {
      keys,
      theme: () => {
        const wanted = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
        document.querySelector(`[data-choice="theme"][value=${wanted}]`)?.click();
      },
      "sign-out": () => document.querySelector("form[data-sign-out]")?.requestSubmit(),
    };
    this.options = [];
    this.input.addEventListener("input", () => this.findSoon());
    this.input.addEventListener("keydown", (event) => this.press(event));
    dialog.addEventListener("click", (event) => this.click(event));
    dialog.addEventListener("pointermove", ({ target }) => this.point(target));
    dialog.addEventListener("close", () => this.stop());
    // A page that the browser has kept would come back with the box open.
    addEventListener("pagehide", () => dialog.close());
  }

  begin() {
    this.isBehind = true;
    this.whenFound = undefined;
    this.show([]);
    this.say("");
    this.find();
  }

  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.patience);
    this.running?.abort();
    this.skeleton.hidden = true;
  }

  findSoon() {
    this.isBehind = true;
    this.whenFound = undefined;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), PAUSE_MS);
  }

  async find() {
    this.stop();
    const running = (this.running = new AbortController());
    const typed = this.input.value.trim();
    this.patience = setTimeout(() => this.wait(), SKELETON_MS);
    try {
      const url = new URL(this.dialog.dataset.palette, location.href);
      url.searchParams.set("q", typed);
      const response = await fetch(url, { signal: running.signal, headers: { Accept: "application/json" } });
      if (!response.ok) {
        throw response;
      }
      const { groups, short } = await response.json();
      if (running.signal.aborted) {
        return;
      }
      this.show(typed ? groups : [...this.recent(), ...groups], typed);
      this.say(short ? _("Type one more letter to find courses, lessons, learners and assets too.") : "");
      this.count(typed);
      this.isBehind = false;
      const go = this.whenFound;
      this.whenFound = undefined;
      go?.();
    } catch (problem) {
      if (!running.signal.aborted) {
        this.tell(problem);
      }
    } finally {
      if (this.running === running) {
        clearTimeout(this.patience);
        this.skeleton.hidden = true;
      }
    }
  }

  // What was found before stays meanwhile.
  wait() {
    this.skeleton.hidden = this.options.length > 0;
  }

  tell(problem) {
    this.isBehind = false;
    this.whenFound = undefined;
    this.show([]);
    if (problem.status === 401) {
      this.say(_("Your session has ended."));
      const again = Object.assign(document.createElement("a"), { href: this.dialog.dataset.signIn, textContent: _("Sign in again") });
      this.note.append(" ", again);
    } else if (problem instanceof TypeError) {
      this.say(_("The server cannot be reached. What you typed is still here: change a letter to try again."));
    } else {
      this.say(_("This could not be searched for (%(status)s). Try it with other words.", { status: problem.status ?? "" }));
    }
    this.status.textContent = this.note.textContent;
  }

  say(sentence) {
    this.note.textContent = sentence;
    this.note.hidden = sentence === "";
  }

  count(typed) {
    const count = this.options.length;
    if (count === 0 && typed && this.note.hidden) {
      this.say(_("Nothing found. Try fewer letters or another word."));
    }
    this.status.textContent = count ? ngettext("%(num)s result", "%(num)s results", count) : this.note.textContent;
  }

  // ---- the list ----
  show(groups, typed = "") {
    this.options = [];
    this.list.replaceChildren(...groups.map((group, place) => this.group(group, place, typed)).filter(Boolean));
    this.list.hidden = this.options.length === 0;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(this.options.length > 0));
    this.choose(0);
  }

  group({ label, items }, place, typed) {
    const known = items.filter((item) => item.url || this.act(item.does));
    if (known.length === 0) {
      return null;
    }
    const box = Object.assign(document.createElement("div"), { role: "group" });
    const head = Object.assign(document.createElement("div"), { className: "palette-group", id: `palette-group-${place}`, textContent: label });
    head.setAttribute("role", "presentation");
    box.setAttribute("aria-labelledby", head.id);
    box.append(head, ...known.map((item) => this.option(item, typed)));
    return box;
  }

  option(item, typed) {
    const option = Object.assign(document.createElement("div"), { className: "palette-option", id: `palette-option-${this.options.length}`, role: "option" });
    const label = Object.assign(document.createElement("span"), { className: "palette-label" });
    label.append(...marked(item.label, typed));
    option.append(this.icon(item.icon), label);
    if (item.detail && item.detail !== item.label) {
      const detail = Object.assign(document.createElement("span"), { className: "palette-detail" });
      detail.append(...marked(item.detail, typed));
      option.append(detail);
    }
    this.options.push({ option, item });
    return option;
  }

  icon(name) {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    icon.append(document.createElementNS(SVG, "use"));
    icon.firstChild.setAttribute("href", `${this.sprite}#${name}`);
    return icon;
  }

  choose(place, { scroll = true } = {}) {
    const count = this.options.length;
    this.at = count ? (place + count) % count : -1;
    this.options.forEach(({ option }, each) => option.setAttribute("aria-selected", String(each === this.at)));
    const chosen = this.options[this.at]?.option;
    if (!chosen) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.input.setAttribute("aria-activedescendant", chosen.id);
    if (scroll) {
      // The first one with the name of its group.
      (this.at === 0 ? this.list.firstChild : chosen).scrollIntoView({ block: "nearest" });
    }
  }

  // ---- keys and mouse ----
  press(event) {
    const places = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, Home: 0, End: -1 };
    if (event.isComposing || event.altKey || event.shiftKey) {
      return;
    }
    if (event.key in places && this.options.length > 0) {
      event.preventDefault();
      this.choose(places[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const go = () => this.go(this.options[this.at]?.item, event.ctrlKey || event.metaKey);
      // Whoever is quicker than the answer means what they typed, not what was found before.
      if (this.isBehind) {
        this.whenFound = go;
      } else {
        go();
      }
    }
  }

  point(target) {
    const place = this.options.findIndex(({ option }) => option.contains(target));
    if (place >= 0 && place !== this.at) {
      this.choose(place, { scroll: false });
    }
  }

  click(event) {
    if (event.target === this.dialog || event.target.closest("[data-palette-close]")) {
      this.dialog.close();
      return;
    }
    const chosen = this.options.find(({ option }) => option.contains(event.target));
    this.go(chosen?.item, event.ctrlKey || event.metaKey);
  }

  act(name) {
    const form = this.dialog.querySelector(`form[data-does="${name}"]`);
    return this.does[name] ?? (form && (() => form.requestSubmit()));
  }

  go(item, apart) {
    if (!item) {
      return;
    }
    this.remember(item);
    if (apart && item.url) {
      open(item.url, "_blank", "noopener");
      return;
    }
    this.dialog.close();
    if (item.url) {
      location.assign(item.url);
    } else {
      this.act(item.does)();
    }
  }

  // ---- what was opened last, without learners ----
  remember({ label, detail, icon, url, keep }) {
    if (!keep) {
      return;
    }
    const others = this.remembered().filter((item) => item.url !== url);
    try {
      localStorage.setItem(this.memory, JSON.stringify([{ label, detail, icon, url, keep }, ...others].slice(0, RECENT)));
    } catch {
      // Private windows may refuse storage.
    }
  }

  remembered() {
    try {
      const items = JSON.parse(localStorage.getItem(this.memory));
      return Array.isArray(items) ? items.filter(({ url }) => /^\/[^/\\]/.test(url)) : [];
    } catch {
      return [];
    }
  }

  recent() {
    const items = this.remembered();
    return items.length ? [{ label: _("Opened last"), items }] : [];
  }
}

// The words that were typed stand out, in any case.
function marked(text, typed) {
  const words = typed.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/[её]/gi, "[её]"));
  if (words.length === 0) {
    return [text];
  }
  const parts = text.split(new RegExp(`(${words.join("|")})`, "giu"));
  return parts.map((part, place) => (place % 2 ? Object.assign(document.createElement("mark"), { textContent: part }) : part));
}

let palette;

// What is typed into the open dialog.
export function find(dialog, options) {
  palette ??= new Palette(dialog, options);
  palette.begin();
}
