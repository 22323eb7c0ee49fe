// Gives one field the whole window, and back. What is behind it cannot be reached meanwhile.
import { _ } from "./words.js";

// Everything beside the way from the field up to the page.
function around(field) {
  const others = [];
  for (let each = field; each !== document.body; each = each.parentElement) {
    others.push(...[...each.parentElement.children].filter((other) => other !== each && !other.inert));
  }
  return others;
}

export function enhance(button) {
  const field = button.parentElement;
  const label = button.querySelector("span");
  let behind = [];

  const show = (large) => {
    field.classList.toggle("is-enlarged", large);
    button.setAttribute("aria-pressed", String(large));
    label.textContent = large ? _("Leave full screen") : _("Full screen");
    behind.forEach((each) => (each.inert = false));
    behind = large ? around(field) : [];
    behind.forEach((each) => (each.inert = true));
    button.focus();
  };

  button.addEventListener("click", () => show(behind.length === 0));
  // The editor uses Escape itself to leave a value, and says so by preventing it.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && behind.length > 0 && !event.defaultPrevented && event.target === button) {
      show(false);
    }
  });
  button.hidden = false;
}
