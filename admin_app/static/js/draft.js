// Keeps what is typed into a record's form in this browser until it is saved, and offers it after a reload or a crash.
// Each page that shows a form has a draft of its own, so that two tabs do not write over each other.
import { handOver, isChanged, isTyped } from "./form-state.js";
import { button, say, unsay } from "./notices.js";
import { _, region } from "./words.js";

const PREFIX = "draft ";
const WEEK = 7 * 24 * 60 * 60 * 1_000;
const SOON = 1_000;
// In the tab: the draft of the form that was sent last. In the browser: when somebody has signed out in any tab.
const SENT = "sent draft";
const SIGNED_OUT = "signed out";
const DONE = ".alert-success, [data-done]";
const IN_THE_WAY = "[name=_restore]";

// What is signed out of must not be kept again by a page that is still open, unless somebody types there.
let isOver = false;

const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

// The time stands before the fields, so that old ones are found without reading them.
const timeOf = (key) => Number.parseInt(localStorage.getItem(key), 10) || 0;

function fieldsOf(key) {
  const text = localStorage.getItem(key) ?? "";
  try {
    return JSON.parse(text.slice(text.indexOf(" ")));
  } catch {
    return [];
  }
}

function write(key, fields) {
  try {
    localStorage.setItem(key, `${Date.now()} ${JSON.stringify(fields)}`);
    return true;
  } catch {
    // An older state of it would be worse than none.
    localStorage.removeItem(key);
    return false;
  }
}

function forget(which = () => true) {
  drafts()
    .filter(which)
    .forEach((key) => localStorage.removeItem(key));
}

// What is old, and what whoever was signed in before has left behind.
function tidy() {
  const owner = [...document.querySelectorAll("[data-draft], [data-sign-out]")]
    .map(({ dataset }) => dataset.draft || dataset.signOut)
    .find(Boolean);
  forget((key) => timeOf(key) < Date.now() - WEEK || (owner && !key.startsWith(`${PREFIX}${owner} `)));
}

// The draft of the form that this tab has sent: gone where the page says that it was done, kept where it does not. A page
// that stands in the form's way leads on to the form.
function settle() {
  const sent = sessionStorage.getItem(SENT);
  if (document.querySelector(IN_THE_WAY)) {
    return null;
  }
  sessionStorage.removeItem(SENT);
  if (sent && document.querySelector(DONE)) {
    localStorage.removeItem(sent);
  }
  return sent;
}

tidy();
const sent = settle();
addEventListener("storage", ({ key }) => {
  isOver ||= key === SIGNED_OUT;
});

const isAnswer = (name) => name.startsWith("_choice-");
const typed = (fields) => JSON.stringify(fields.filter(isTyped).map(({ name, value }) => [name, value]));
const moment = (at) =>
  new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short" }).format(at);

class Draft {
  constructor(form) {
    this.form = form;
    const row = new URLSearchParams(location.search).get("id") ?? "";
    this.place = `${PREFIX}${form.dataset.draft} ${location.pathname} ${row} `;
    this.key = `${this.place}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    if ("changed" in form.dataset) {
      // The form that was sent, shown again.
      this.key = sent?.startsWith(this.place) ? sent : this.key;
      this.keep();
    }
    this.offer();
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, ({ target }) => target.name && this.keepSoon());
    }
    form.addEventListener("submit", () => this.send());
    addEventListener("pagehide", () => this.timer && this.keep());
  }

  keepSoon() {
    isOver = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SOON);
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (isOver) {
      return;
    }
    handOver(this.form);
    if (!isChanged(this.form)) {
      localStorage.removeItem(this.key);
    } else if (write(this.key, this.fields())) {
      unsay(this.form, "room");
    } else {
      say(this.form, "room", {
        kind: "warning",
        text: _("This browser has no room for a draft of what you type here: save now and then."),
      });
    }
  }

  // It stays until a page says that it was saved.
  send() {
    if (this.timer) {
      this.keep();
    }
    sessionStorage.setItem(SENT, this.key);
  }

  fields() {
    const fields = [...new FormData(this.form)].map(([name, value]) => ({ name, value, label: this.label(name) }));
    return fields.filter(({ name }) => name !== "csrf_token" && !isAnswer(name));
  }

  label(name) {
    return this.form.elements[name]?.selectedOptions?.[0]?.text;
  }

  // The others there are of this form, newest first; what the form shows anyway needs no offer.
  others() {
    const now = typed(this.fields());
    const found = drafts().filter((key) => key.startsWith(this.place) && key !== this.key);
    for (const key of found.filter((each) => typed(fieldsOf(each)) === now)) {
      localStorage.removeItem(key);
      this.keep();
    }
    return found.filter((key) => localStorage.getItem(key) !== null).sort((one, other) => timeOf(other) - timeOf(one));
  }

  offer() {
    const [newest, ...older] = this.others();
    unsay(this.form, "draft");
    if (!newest) {
      return;
    }
    const text = _("You have unsaved text from %(time)s. It is kept in this browser for a week, or until you sign out.", {
      time: moment(timeOf(newest)),
    });
    const more = older.length > 0 ? [_("There is an older one, too: it is offered after this one.")] : [];
    say(this.form, "draft", {
      kind: "info",
      text: [text, ...more].join(" "),
      actions: [
        button(_("Put it back"), "btn-primary", () => this.putBack(newest)),
        button(_("Discard"), "", () => {
          localStorage.removeItem(newest);
          this.offer();
        }),
      ],
    });
  }

  // With the version that it was made from, so that a save is merged with what was written since.
  putBack(key) {
    for (const field of fieldsOf(key)) {
      put(this.form, field);
    }
    unsay(this.form, "draft");
    this.keep();
    // Where there was no room for a second one, the first stays.
    if (localStorage.getItem(this.key) !== null) {
      localStorage.removeItem(key);
    }
  }
}

function put(form, { name, value, label }) {
  const field = form.elements[name];
  if (!field) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    return;
  }
  if (field.value === value) {
    return;
  }
  if (field.tomselect) {
    field.tomselect.addOption({ value, text: label });
    field.tomselect.setValue(value);
    return;
  }
  if (field instanceof HTMLSelectElement) {
    field.append(new Option(label, value));
  }
  field.value = value;
  if (field instanceof Element) {
    field.dispatchEvent(new Event("replaced"));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function enhance(element) {
  if ("draft" in element.dataset) {
    new Draft(element);
  } else {
    element.addEventListener("submit", () => {
      isOver = true;
      forget();
      localStorage.setItem(SIGNED_OUT, String(Date.now()));
    });
  }
}
