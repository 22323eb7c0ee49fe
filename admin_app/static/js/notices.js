// What has to be said above a form while it is open: one notice of a name at a time, each where it is seen from everywhere.
// They stand before the form, whose columns they would push apart.
const KINDS = { danger: "alert", warning: "alert", info: "status", success: "status" };

export function say(form, name, { kind, text, actions = [] }) {
  const told = find(form, name);
  if (told?.dataset.text === text) {
    return;
  }
  const box = document.createElement("div");
  box.className = `alert alert-${kind} notice`;
  box.setAttribute("role", KINDS[kind]);
  box.dataset.notice = name;
  box.dataset.text = text;
  const buttons = document.createElement("div");
  buttons.className = "btn-list";
  buttons.append(...actions);
  told?.remove();
  form.before(box);
  // A live region is read when something comes into it.
  box.append(Object.assign(document.createElement("p"), { textContent: text }), ...(actions.length ? [buttons] : []));
}

export function unsay(form, name) {
  find(form, name)?.remove();
}

export const isSaid = (form, name) => find(form, name) !== null;

const find = (form, name) => form.parentElement.querySelector(`:scope > [data-notice="${name}"]`);

export function button(label, kind, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  made.className = `btn ${kind}`;
  made.addEventListener("click", act);
  return made;
}
