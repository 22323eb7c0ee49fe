// Says now and then that this form is open, and shows who else has it open and what has become of its row meanwhile.
import { say, unsay } from "./notices.js";
import { sayAway, sayBack } from "./reach.js";
import { _ } from "./words.js";

const BEAT = 30_000;
// One answer that does not come says little.
const TOO_MANY_MISSED = 2;

export function enhance(box) {
  const form = box.closest("form");
  const value = (name) => form.elements[name]?.value ?? "";
  let seen = box.dataset.presenceSeen;
  let sending = false;
  let missed = 0;
  let isSignedOut = false;

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
    if (isSignedOut && !(await isSignedInAgain(form))) {
      return;
    }
    isSignedOut = false;
    const response = await post({ _version: value("_seen") || value("_version") }).catch(() => null);
    if (sending) {
      return;
    }
    missed = response ? 0 : missed + 1;
    if (missed >= TOO_MANY_MISSED) {
      sayAway(form);
    } else if (response) {
      sayBack(form);
    }
    if (response?.status === 401) {
      isSignedOut = true;
      saySignedOut(form);
    } else if (response?.ok) {
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

function saySignedOut(form) {
  const link = Object.assign(document.createElement("a"), {
    className: "btn btn-warning",
    href: "/login",
    target: "_blank",
    textContent: _("Sign in in another tab"),
  });
  say(form, "signed-out", {
    kind: "warning",
    text: _("You were signed out. What you typed is kept: sign in in another tab, come back here and save."),
    actions: [link],
  });
}

// The same person, who has signed in elsewhere: this page gets the token of the new session, without which it could not save.
async function isSignedInAgain(form) {
  const answer = await fetch(location.href, { redirect: "error" }).catch(() => null);
  if (!answer?.ok) {
    return false;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const same = page.querySelector("form[data-draft]");
  if (same?.dataset.draft !== form.dataset.draft) {
    return false;
  }
  const token = same.querySelector("[name=csrf_token]").value;
  document.querySelectorAll("[name=csrf_token]").forEach((field) => {
    field.value = token;
  });
  unsay(form, "signed-out");
  say(form, "signed-in", { kind: "success", text: _("You are signed in again. What you typed is not saved yet.") });
  setTimeout(() => unsay(form, "signed-in"), 8_000);
  return true;
}
