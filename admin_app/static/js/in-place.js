// Opens the form of a new related row on the page of its row, and sends it from there; without script it is a page.
import { _ } from "./words.js";

const MODULES = { "textarea[data-json-editor]": "./json-editor.js", "select[data-picker-url]": "./picker.js" };
const NAMING = ["id", "for", "aria-describedby", "aria-labelledby", "list"];
const PREFIX = "new-";

async function formIn(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const form = page.querySelector("form.record-form");
  form?.removeAttribute("data-draft");
  form?.removeAttribute("data-record-form");
  return { form, title: page.querySelector(".page-title")?.textContent.trim() };
}

// The page may have fields of the same names.
function renamed(form) {
  for (const element of form.querySelectorAll("*")) {
    for (const name of NAMING.filter((each) => element.hasAttribute(each))) {
      const ids = element.getAttribute(name).split(" ");
      element.setAttribute(name, ids.map((id) => PREFIX + id).join(" "));
    }
    if (element.getAttribute("href")?.startsWith("#")) {
      element.setAttribute("href", `#${PREFIX}${element.getAttribute("href").slice(1)}`);
    }
  }
  return form;
}

class InPlace {
  constructor(link) {
    this.address = link.href;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "in-place";
    this.dialog.setAttribute("aria-labelledby", "in-place-title");
    this.title = Object.assign(document.createElement("h2"), { id: "in-place-title" });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "btn-close" });
    close.setAttribute("aria-label", _("Close"));
    close.addEventListener("click", () => this.leave());
    const head = Object.assign(document.createElement("div"), { className: "in-place-head" });
    head.append(this.title, close);
    this.body = Object.assign(document.createElement("div"), { className: "in-place-body" });
    this.dialog.append(head, this.body);
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
    this.dialog.addEventListener("close", () => {
      this.dialog.remove();
      this.stopGuarding();
      link.focus();
    });
  }

  get changed() {
    return this.form?.classList.contains("is-changed") ?? false;
  }

  // What saves the page behind saves this form while it is open, and what leaves the page asks for it too.
  guard() {
    this.guards = new AbortController();
    const { signal } = this.guards;
    const divert = (event) => {
      if (event.target !== this.form) {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.form.requestSubmit();
      }
    };
    addEventListener("submit", divert, { capture: true, signal });
    addEventListener("beforeunload", (event) => this.changed && event.preventDefault(), { signal });
  }

  stopGuarding() {
    this.guards?.abort();
  }

  async open() {
    const response = await fetch(this.address).catch(() => null);
    const { form, title } = response?.ok ? await formIn(response) : {};
    if (!form) {
      location.assign(this.address);
      return;
    }
    this.title.textContent = title;
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.guard();
    this.put(form);
    (form.querySelector("[autofocus]") ?? form.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
  }

  put(form) {
    this.form = renamed(form);
    form.action = this.address;
    form.querySelector(".save-bar-stay")?.remove();
    form.querySelector(".save-bar-more")?.remove();
    this.body.replaceChildren(form);
    const cancel = form.querySelector(".save-bar a");
    cancel?.addEventListener("click", (event) => {
      event.preventDefault();
      this.leave();
    });
    form.addEventListener("input", () => form.classList.add("is-changed"));
    form.addEventListener("submit", (event) => this.send(event));
    for (const [selector, path] of Object.entries(MODULES)) {
      const fields = form.querySelectorAll(selector);
      if (fields.length > 0) {
        import(path).then((module) => fields.forEach((field) => module.enhance(field)));
      }
    }
  }

  // A redirect says that it was made. What was refused comes back with its sentences; anything else is a page's affair.
  async send(event) {
    event.preventDefault();
    if (this.sending) {
      return;
    }
    this.sending = true;
    const body = new FormData(this.form);
    const response = await fetch(this.address, { method: "POST", body, redirect: "manual" }).catch(() => null);
    this.sending = false;
    if (response && response.status !== 422) {
      this.stopGuarding();
    }
    if (response?.type === "opaqueredirect") {
      this.made();
    } else if (response?.status === 422) {
      const { form } = await formIn(response);
      this.put(form);
      form.classList.add("is-changed");
      form.querySelector(`#${PREFIX}form-errors`)?.focus();
    } else if (response) {
      this.form.submit();
    } else {
      this.say(_("The server cannot be reached. What you typed is still here; try again in a moment."));
    }
  }

  // With unsaved changes behind, only the cards are renewed, so that nothing typed is lost.
  async made() {
    const behind = document.querySelector("[data-record-form].is-changed, [data-record-form][data-changed]");
    if (!behind) {
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const renewed = [...page.querySelectorAll("[data-related]")];
    this.dialog.close();
    document.querySelectorAll("[data-related]").forEach((cards, index) => cards.replaceWith(renewed[index]));
    renewed.flatMap((cards) => [...cards.querySelectorAll("[data-in-place]")]).forEach(enhance);
    const said = Object.assign(document.createElement("p"), { className: "related-said", tabIndex: -1 });
    said.textContent = _("It was created. Your unsaved changes are still here.");
    said.setAttribute("role", "status");
    renewed[0].prepend(said);
    said.focus();
  }

  say(sentence) {
    const box = Object.assign(document.createElement("div"), { className: "alert alert-warning", textContent: sentence });
    box.setAttribute("role", "alert");
    this.form.querySelector(".record-main > .alert-warning")?.remove();
    this.form.querySelector(".record-main").prepend(box);
  }

  leave() {
    if (!this.changed || confirm(_("Leave without creating it? What you typed is lost."))) {
      this.dialog.close();
    }
  }
}

export function enhance(link) {
  link.addEventListener("click", (event) => {
    if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      new InPlace(link).open();
    }
  });
}
