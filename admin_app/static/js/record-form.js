// A form of one record: says that it is changed, warns before that is left behind, saves with Ctrl-S, and is only sent
// where the server answers, so that no page of the browser stands in place of what was typed.
import { isBusy, setBusy, setFree } from "./busy.js";
import { handOver, isChanged } from "./form-state.js";
import { isReachable, sayAway, sayBack, watch } from "./reach.js";

const SOON = 300;
const MARK = "• ";

class RecordForm {
  constructor(form) {
    this.form = form;
    this.look();
    for (const kind of ["input", "change"]) {
      // The editor and the picker have inputs of their own; only what is posted counts.
      form.addEventListener(kind, ({ target }) => target.name && this.note());
    }
    form.addEventListener("submit", () => {
      this.isSent = true;
    });
    addEventListener("pageshow", ({ persisted }) => {
      this.isSent &&= !persisted;
    });
    addEventListener("beforeunload", (event) => this.warn(event));
    // Before anybody else hears of it.
    addEventListener("submit", (event) => event.target === form && this.hold(event), { capture: true });
    // In the capture phase, because the JSON editor keeps its keys to itself.
    addEventListener("keydown", (event) => saveOnKey(event, form), { capture: true });
    // A browser only shows the line with the cursor, and the bar at the bottom may stand on the others.
    form.addEventListener("keyup", ({ key, target }) => key === "Tab" && target.scrollIntoView({ block: "nearest" }));
    watch(form);
  }

  note() {
    // What the JSON editor hands over late belongs to what was sent: no question may stand in its way.
    if (this.isSent && isBusy(this.form)) {
      return;
    }
    this.isSent = false;
    this.mark(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), SOON);
  }

  look() {
    clearTimeout(this.timer);
    handOver(this.form);
    this.mark(isChanged(this.form));
  }

  mark(changed) {
    this.changed = changed;
    this.form.classList.toggle("is-changed", changed);
    const title = document.title.startsWith(MARK) ? document.title.slice(MARK.length) : document.title;
    document.title = changed ? `${MARK}${title}` : title;
  }

  warn(event) {
    if (this.isSent) {
      return;
    }
    if (this.changed) {
      this.look();
    }
    if (this.changed) {
      event.preventDefault();
    }
  }

  async hold(event) {
    if (this.isReached) {
      this.isReached = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isBusy(this.form)) {
      return;
    }
    const { submitter } = event;
    setBusy(this.form, submitter);
    const there = await isReachable();
    setFree(this.form);
    if (there) {
      sayBack(this.form);
      this.isReached = true;
      this.form.requestSubmit(submitter);
    } else {
      sayAway(this.form, () => this.form.requestSubmit(submitter));
    }
  }
}

function saveOnKey(event, form) {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  // Leaving the field ends the edit of a value in the JSON tree.
  document.activeElement?.blur();
  const proceed = form.querySelector("button[name=_continue_editing]") ?? form.querySelector("button[type=submit]");
  form.requestSubmit(proceed);
}

export const enhance = (form) => new RecordForm(form);
