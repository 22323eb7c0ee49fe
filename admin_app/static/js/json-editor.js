// The JSON editor over a textarea. The textarea is what is posted, and it is written only once a person has changed something.
import { createJSONEditor } from "../vendor/vanilla-jsoneditor/standalone.js";
import { mendRoles } from "./json-editor-roles.js";
import { translated } from "./json-editor-words.js";
import { compact, layOut, parser, tooHeavy } from "./json-text.js";
import { usualFields } from "./usual-fields.js";
import { _ } from "./words.js";

// Its styles are loaded with it: no other page needs them. Ours come last.
const SHEETS = ["../vendor/vanilla-jsoneditor/jse-theme-dark.css", "../css/json-editor.css"];
// Above this the tree is slow to open, and each change is handed over only when the form is sent.
const LARGE = 200_000;

await Promise.all(
  SHEETS.map((path) => {
    const link = Object.assign(document.createElement("link"), {
      rel: "stylesheet",
      href: new URL(path, import.meta.url).href,
    });
    const loaded = new Promise((resolve) => {
      link.onload = resolve;
      link.onerror = resolve;
    });
    document.head.append(link);
    return loaded;
  }),
);

const isDark = () => document.documentElement.getAttribute("data-bs-theme") === "dark";

function button(label, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-sm";
  element.textContent = label;
  element.addEventListener("click", onClick);
  return element;
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

const asText = ({ json, text }, indent = 2) => text ?? (json === undefined ? "" : parser.stringify(json, null, indent));

class JsonField {
  constructor(textarea) {
    this.textarea = textarea;
    this.editor = null;
    this.changed = null;
    this.frame = element("div", "json-editor");
    this.tools = element("div", "json-editor-tools btn-list");
    this.note = element("p", "json-editor-note");
    this.body = element("div", "json-editor-body");
    this.hint = element("p", "json-editor-hint form-hint");
    this.hint.textContent = _("Tab stays inside the editor's text. To leave it, press Escape, then Tab.");
    this.plain = button(_("Plain text"), () => this.toggle());
    this.clearing = button(_("Clear"), () => this.clear());
    this.beginning = button(_("Start from the usual fields"), () => this.beginWithUsual());
    this.tools.append(this.beginning, this.clearing, this.plain);
    const hadFocus = document.activeElement === textarea;
    this.frame.append(this.note, this.body, this.hint);
    textarea.before(this.tools, this.frame);
    mendRoles(this.body, textarea.dataset.jsonLabel);
    this.followTheme();
    this.leadHere();
    const reason = tooHeavy(textarea.value);
    if (reason) {
      this.stayPlain(reason);
    } else {
      this.open();
    }
    if (hadFocus) {
      this.focus();
    }
    textarea.addEventListener("input", ({ isTrusted }) => isTrusted && this.offerUndo(undefined));
    textarea.form?.addEventListener("submit", () => this.settle(), { capture: true });
    // A draft wants what is there, or has put another text into the textarea.
    textarea.addEventListener("handover", () => this.handOver());
    textarea.addEventListener("replaced", () => this.reopen());
  }

  open() {
    const { text, problem } = layOut(this.textarea.value);
    this.large = text.length > LARGE;
    this.changed = null;
    this.explain(problem);
    try {
      this.editor = this.create(text, problem);
    } catch {
      this.stayPlain(_("The editor cannot show this document; it is edited as plain text."));
      return;
    }
    this.textarea.hidden = true;
    this.body.hidden = false;
    this.offerUsual();
    this.plain.textContent = _("Plain text");
  }

  stayPlain(reason) {
    this.editor = null;
    this.endUsual();
    this.offerUsual();
    this.body.replaceChildren();
    this.body.hidden = true;
    this.textarea.hidden = false;
    this.plain.textContent = _("Editor");
    this.note.textContent = reason;
    this.note.hidden = reason === "";
  }

  create(text, problem) {
    return createJSONEditor({
      target: this.body,
      props: {
        content: { text },
        mode: problem || this.large ? "text" : "tree",
        parser,
        ariaLabel: this.textarea.dataset.jsonLabel,
        askToFormat: false,
        onRenderMenu: (items) => translated(items),
        onRenderContextMenu: (items) => translated(items),
        onChange: (content) => this.change(content),
        onChangeMode: () => this.explain(layOut(asText(this.editor.get())).problem),
      },
    });
  }

  explain(problem) {
    this.say(problem ?? (this.large ? _("A large document opens as text; the tree is one click away.") : ""));
  }

  say(reason) {
    this.note.textContent = reason;
    this.note.hidden = reason === "";
  }

  change(content) {
    this.changed = content;
    this.offerUndo(undefined);
    if (!this.large) {
      this.handOver();
    }
    this.offerUsual();
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // An empty document may begin with the fields that the others have.
  offerUsual() {
    const isEmpty = () => asText(this.editor.get()).trim() === "";
    this.beginning.hidden = !this.editor || !this.textarea.dataset.usualUrl || !isEmpty();
  }

  async beginWithUsual() {
    const asked = await fetch(this.textarea.dataset.usualUrl, { headers: { Accept: "application/json" } }).catch(() => null);
    const { document: usual } = asked?.ok ? await asked.json() : {};
    if (!usual) {
      const none = _("The others have no fields in common yet.");
      this.say(usual === null ? none : _("The usual fields could not be loaded. Try it again in a moment."));
      return;
    }
    await this.close();
    const { element: fields, written } = usualFields(usual);
    this.usual = fields;
    this.textarea.hidden = true;
    this.frame.append(fields);
    fields.addEventListener("input", () => {
      this.textarea.value = written();
      this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
    });
    fields.querySelector("textarea")?.focus();
  }

  endUsual() {
    this.usual?.remove();
    this.usual = undefined;
  }

  focus() {
    if (!this.editor) {
      (this.usual?.querySelector("textarea") ?? this.textarea).focus();
    } else if (this.beginning.hidden) {
      this.editor.focus();
    } else {
      this.beginning.focus();
    }
  }

  // The editor holds back for a moment what is typed as text; validating makes it say so at once.
  settle() {
    this.editor?.validate();
    this.handOver();
  }

  handOver() {
    if (this.changed === null) {
      return;
    }
    // Laid out, a large document could pass the limit that it meets without the spaces.
    const lay = (text) => (this.large ? compact(text) : layOut(text).text);
    const text = this.large ? compact(asText(this.changed, 0)) : asText(this.changed);
    const { defaultValue } = this.textarea;
    // Changed and changed back is the text that the page came with, to the last space.
    this.textarea.value = text === lay(defaultValue) ? defaultValue : text;
    this.changed = null;
  }

  async close() {
    this.settle();
    await this.editor.destroy();
    this.stayPlain("");
  }

  async reopen() {
    const reason = tooHeavy(this.textarea.value);
    await this.editor?.destroy();
    this.stayPlain(reason);
    if (!reason) {
      this.open();
    }
  }

  async toggle() {
    if (this.usual) {
      await this.reopen();
    } else if (this.editor) {
      await this.close();
      this.textarea.focus();
    } else {
      this.open();
    }
  }

  // Empties the document, and gives it back at the second press.
  clear() {
    this.settle();
    const before = this.cleared;
    this.offerUndo(before === undefined ? this.textarea.value : undefined);
    if (this.usual) {
      this.reopen();
    }
    this.put(before ?? "");
  }

  // What was cleared can be had back until something else is typed.
  offerUndo(cleared) {
    this.cleared = cleared;
    this.clearing.textContent = cleared === undefined ? _("Clear") : _("Undo clear");
  }

  put(text) {
    this.changed = null;
    this.textarea.value = text;
    // A value that is selected would be looked for in the new document.
    this.editor?.select(undefined);
    this.editor?.set({ text: layOut(text).text });
    this.explain(null);
    this.offerUsual();
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // The label and the list of errors name the textarea, which is hidden.
  leadHere() {
    const { id } = this.textarea;
    for (const way of document.querySelectorAll(`label[for="${id}"], a[href="#${id}"]`)) {
      way.addEventListener("click", (event) => {
        if (this.editor || this.usual) {
          event.preventDefault();
          this.frame.scrollIntoView({ block: "center" });
          this.focus();
        }
      });
    }
  }

  followTheme() {
    const follow = () => {
      this.frame.classList.toggle("jse-theme-dark", isDark());
      this.editor?.refresh();
    };
    new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    follow();
  }
}

export const enhance = (textarea) => new JsonField(textarea);
