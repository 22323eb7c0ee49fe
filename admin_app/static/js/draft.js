// Keeps what is typed into a record's form until it is saved, in this tab only, and offers it after a reload or a crash.
const PREFIX = "draft ";
const SOON = 1_000;

const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // No room for a document as large as this: an older state of it would be worse than none.
    sessionStorage.removeItem(key);
  }
}

function forget(which = () => true) {
  drafts()
    .filter(which)
    .forEach((key) => sessionStorage.removeItem(key));
}

// A page that does not say that anything was done: what was sent before it may not be saved, whatever is saved later.
function keepUnconfirmed() {
  for (const key of drafts()) {
    const draft = read(key);
    if (draft?.sent) {
      write(key, { ...draft, sent: false });
    }
  }
}

// What the page itself says of the form: a token, the version it was made from, the questions it was asked.
const isTyped = ({ name }) => !name.startsWith("_") && name !== "csrf_token";
const isAnswer = (name) => name.startsWith("_choice-");

class Draft {
  constructor(form) {
    this.form = form;
    const row = new URLSearchParams(location.search).get("id") ?? "";
    this.owner = `${PREFIX}${form.dataset.draft} `;
    this.key = `${this.owner}${location.pathname} ${row}`;
    // Whoever else was signed in in this tab has left theirs behind.
    forget((key) => !key.startsWith(this.owner));
    if ("changed" in form.dataset) {
      this.keep();
    } else {
      this.offer();
    }
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, ({ target }) => target.name && this.keepSoon());
    }
    form.addEventListener("submit", () => this.send());
    addEventListener("pagehide", () => this.timer && this.keep());
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SOON);
  }

  keep(sent = false) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.form.querySelectorAll("textarea[data-json-editor]").forEach((area) => area.dispatchEvent(new Event("handover")));
    write(this.key, { at: Date.now(), sent, fields: this.fields() });
  }

  // It stays until a page says that it was saved.
  send() {
    if (this.timer || read(this.key)) {
      this.keep(true);
    }
  }

  fields() {
    const fields = [...new FormData(this.form)].map(([name, value]) => ({ name, value, label: this.label(name) }));
    return fields.filter(({ name }) => name !== "csrf_token" && !isAnswer(name));
  }

  label(name) {
    return this.form.elements[name]?.selectedOptions?.[0]?.text;
  }

  offer() {
    const draft = read(this.key);
    const typed = (fields) => JSON.stringify(fields.filter(isTyped).map(({ name, value }) => [name, value]));
    if (!draft || typed(draft.fields) === typed(this.fields())) {
      sessionStorage.removeItem(this.key);
      return;
    }
    const box = document.createElement("div");
    box.className = "alert alert-info draft";
    box.setAttribute("role", "status");
    const time = new Date(draft.at).toISOString().slice(11, 16);
    const text = Object.assign(document.createElement("p"), {
      textContent: `You have unsaved text from ${time} UTC. It is kept in this tab only.`,
    });
    const actions = Object.assign(document.createElement("div"), { className: "btn-list" });
    actions.append(
      button("Put it back", "btn-primary", () => {
        box.remove();
        this.putBack(draft.fields);
      }),
      button("Discard", "", () => {
        box.remove();
        sessionStorage.removeItem(this.key);
      }),
    );
    box.append(text, actions);
    this.form.prepend(box);
  }

  // With the version that it was made from, so that a save is merged with what was written since.
  putBack(fields) {
    for (const field of fields) {
      put(this.form, field);
    }
    this.keepSoon();
  }
}

function button(label, kind, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  made.className = `btn ${kind}`;
  made.addEventListener("click", act);
  return made;
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
  } else if ("signOut" in element.dataset) {
    element.addEventListener("submit", () => forget());
    if (!document.querySelector(".alert-success")) {
      keepUnconfirmed();
    }
  } else {
    // A page that says that something was done: what was sent before it is saved.
    forget((key) => read(key)?.sent);
  }
}
