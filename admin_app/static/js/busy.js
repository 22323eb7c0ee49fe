// A form that has been sent is not sent again: pressing twice, or Enter twice, is once. What takes long is told.
import { longWork } from "./long-work.js";
import { _ } from "./words.js";

// Whoever has stopped the browser gets the buttons back.
const GIVEN_UP = 120_000;
const sent = new Map();

export const isBusy = (form) => sent.has(form);

// Buttons stay what they are, since a disabled one would not be sent along.
export function setBusy(form, submitter) {
  const buttons = [...form.elements].filter((field) => field.type === "submit");
  buttons.forEach((each) => each.setAttribute("aria-disabled", "true"));
  submitter?.classList.add("btn-loading");
  sent.set(form, { buttons, submitter, timer: setTimeout(() => setFree(form), GIVEN_UP) });
}

export function setFree(form) {
  const { buttons = [], submitter, timer, work } = sent.get(form) ?? {};
  clearTimeout(timer);
  work?.end();
  buttons.forEach((each) => each.removeAttribute("aria-disabled"));
  submitter?.classList.remove("btn-loading");
  sent.delete(form);
}

const freeAll = () => [...sent.keys()].forEach(setFree);

// Last of all, so that what has kept a form back is known.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if (isBusy(form)) {
    event.preventDefault();
    return;
  }
  setBusy(form, submitter);
  const what = submitter?.textContent.trim() ?? "";
  sent.get(form).work = longWork({
    title: what ? _("“%(what)s” is under way.", { what }) : _("This is under way."),
    note: _("It takes longer than usual. It goes on even if you leave this page."),
  });
});
// Escape stops the browser as its own button does; a page that is shown again was left.
addEventListener("keydown", ({ key }) => key === "Escape" && freeAll());
addEventListener("pageshow", ({ persisted }) => persisted && freeAll());

export function enhance() {}
