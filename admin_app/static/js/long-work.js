// Tells of what takes long: what it is, for how long already, how far it is where that is known, and a way to end it.
import { _ } from "./words.js";

const LONG = 2_000;
const SECOND = 1_000;
const LONG_ENOUGH = 8_000;

function element(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}

class LongWork {
  constructor({ title, note, cancel }) {
    this.began = Date.now();
    this.box = element("section", "long-work card");
    this.status = element("div", "long-work-status");
    this.status.setAttribute("role", "status");
    // What changes each second is for the eyes only.
    this.detail = element("p", "long-work-detail");
    this.detail.setAttribute("aria-hidden", "true");
    this.bar = element("progress", "long-work-bar");
    this.bar.setAttribute("aria-label", title);
    this.words = { title, note };
    if (cancel) {
      this.cancelling = element("button", "btn btn-sm", _("Cancel"));
      this.cancelling.type = "button";
      this.cancelling.addEventListener("click", cancel);
    }
    this.waiting = setTimeout(() => this.show(), LONG);
  }

  show() {
    this.isShown = true;
    this.box.setAttribute("aria-label", _("Under way"));
    this.box.append(this.status, this.bar, this.detail, ...(this.cancelling ? [this.cancelling] : []));
    document.body.append(this.box);
    this.say(this.words.title, this.words.note);
    this.tick();
    this.ticking = setInterval(() => this.tick(), SECOND);
  }

  say(title, note) {
    this.status.replaceChildren(element("p", "long-work-title", title), ...(note ? [element("p", "", note)] : []));
  }

  tick() {
    const seconds = Math.round((Date.now() - this.began) / SECOND);
    const time = _("%(seconds)s s", { seconds: seconds.toLocaleString(document.documentElement.lang) });
    this.detail.textContent = this.far ? `${this.far} · ${time}` : time;
  }

  // How far it is, in words and, where the whole is known, as a part of it.
  progress(far, part) {
    this.far = far;
    if (part !== undefined) {
      this.bar.value = Math.min(part, 1);
    }
  }

  // Says how it ended, where it was told of at all or where that is no matter of course.
  end(text, isNews = false) {
    clearTimeout(this.waiting);
    clearInterval(this.ticking);
    if (text && (this.isShown || isNews)) {
      this.bar.remove();
      this.detail.remove();
      this.cancelling?.remove();
      this.box.append(this.status);
      document.body.append(this.box);
      this.say(text);
      setTimeout(() => this.box.remove(), LONG_ENOUGH);
    } else {
      this.box.remove();
    }
  }
}

export const longWork = (options) => new LongWork(options);
