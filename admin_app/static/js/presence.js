// Says now and then that this form is open, and shows who else has it open and what has become of its row meanwhile.
const BEAT = 30_000;

export function enhance(box) {
  const form = box.closest("form");
  const value = (name) => form.elements[name]?.value ?? "";
  let seen = box.dataset.presenceSeen;
  let sending = false;

  const post = (fields, options) =>
    fetch(box.dataset.presence, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": value("csrf_token") },
      body: new URLSearchParams(fields),
      ...options,
    });

  const show = (notes) => {
    const shown = [...box.children].map((note) => note.textContent);
    // What is read aloud is only what is new.
    if (shown.join("\n") !== notes.join("\n")) {
      box.replaceChildren(...notes.map((note) => Object.assign(document.createElement("p"), { textContent: note })));
    }
  };

  const beat = async () => {
    if (document.hidden || sending) {
      return;
    }
    // A server that is away, or a session that has ended, is told of when the form is sent.
    const response = await post({ _version: value("_seen") || value("_version") }).catch(() => null);
    if (response?.ok && !sending) {
      const told = await response.json();
      seen = told.seen ?? "";
      show(told.notes);
    }
  };

  form.addEventListener("submit", () => {
    sending = true;
  });
  // Leaving is told with the time of the last beat: a page of the same person that has come since stays.
  addEventListener("pagehide", () => {
    if (seen && !sending) {
      post({ leaving: seen }, { keepalive: true }).catch(() => null);
    }
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) {
      sending = false;
      beat();
    }
  });
  document.addEventListener("visibilitychange", beat);
  setInterval(beat, BEAT);
  if (!seen) {
    beat();
  }
}
