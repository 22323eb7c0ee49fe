// Asks before a button does what cannot be undone. A classic script in the head, so that no click comes before it;
// without script the button simply submits.
(() => {
  // Each yes counts once: a page that stays, or comes back, asks anew.
  const confirmed = new WeakSet();
  // One question at a time: a dialog tells that it was closed only when the next may already be open.
  let answer = Promise.resolve();

  const loaded = () =>
    new Promise((resolve) => {
      if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", resolve, { once: true });
      } else {
        resolve();
      }
    });

  function question({ dataset, form }) {
    if (dataset.confirm) {
      return { title: dataset.confirm, text: dataset.confirmText };
    }
    const count = [...form.elements].filter((box) => box.name === "rowid" && box.checked).length;
    const noun = count === 1 ? dataset.noun : dataset.nouns;
    return { title: `${dataset.confirmMany} ${count} ${noun}?`, text: dataset.confirmText };
  }

  async function ask(button) {
    await loaded();
    const dialog = document.getElementById("confirm");
    const { title, text } = question(button);
    document.getElementById("confirm-title").textContent = title;
    document.getElementById("confirm-text").textContent = text;
    dialog.returnValue = "no";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return dialog.returnValue === "yes";
  }

  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.matches("[data-confirm], [data-confirm-many]") || confirmed.delete(button)) {
      return;
    }
    event.preventDefault();
    answer = answer.then(() => ask(button));
    if (await answer) {
      confirmed.add(button);
      button.form.requestSubmit(button);
    }
  });
})();
