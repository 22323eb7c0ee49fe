// Asks before a button does what cannot be undone. Without script the button simply submits.
const dialog = document.getElementById("confirm");

const marked = (form) => form.querySelectorAll ? [...form.elements].filter((box) => box.name === "rowid" && box.checked) : [];

function question(button) {
  if (button.dataset.confirm) {
    return { title: button.dataset.confirm, text: button.dataset.confirmText ?? "" };
  }
  const count = marked(button.form).length;
  const noun = count === 1 ? button.dataset.noun : button.dataset.nouns;
  return { title: `${button.dataset.confirmMany} ${count} ${noun}?`, text: "This cannot be undone." };
}

function ask({ title, text }) {
  document.getElementById("confirm-title").textContent = title;
  document.getElementById("confirm-text").textContent = text;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function enhance(button) {
  let confirmed = false;
  button.form.addEventListener("submit", async (event) => {
    if (event.submitter !== button || confirmed) {
      return;
    }
    event.preventDefault();
    if (await ask(question(button))) {
      confirmed = true;
      button.form.requestSubmit(button);
    }
  });
}
