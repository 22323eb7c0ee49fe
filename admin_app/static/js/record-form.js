// A form of one record: warns before unsaved changes are left behind, and saves with Ctrl-S.
export function enhance(form) {
  let changed = "changed" in form.dataset;
  const note = (event) => {
    // The editor and the picker have inputs of their own; only what is posted counts.
    if (event.target.name) {
      changed = true;
    }
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => {
    changed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed) {
      event.preventDefault();
    }
  });
  // In the capture phase, because the JSON editor keeps its keys to itself.
  addEventListener("keydown", (event) => saveOnKey(event, form), { capture: true });
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
