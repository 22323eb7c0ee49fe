// Whether the server can be reached, and what is said above a form while it cannot.
import { button, isSaid, say, unsay } from "./notices.js";
import { _ } from "./words.js";

const PATIENCE = 3_000;
const AGAIN = 10_000;
const LONG_ENOUGH = 8_000;
const AWAY = "reach";
const BACK = "reach-again";

let looking;

export async function isReachable() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok;
  } catch {
    return false;
  }
}

// `again` is what the person wanted; without it there is nothing to try but to look once more.
export function sayAway(form, again) {
  if (again) {
    // Said anew, so that it is read aloud at each try.
    unsay(form, AWAY);
  }
  unsay(form, BACK);
  say(form, AWAY, {
    kind: "danger",
    text: _("The server can't be reached. What you typed is kept in this browser; try again."),
    actions: [button(_("Try again"), "btn-danger", () => (again ? again() : look(form, true)))],
  });
  looking ??= setInterval(() => look(form), AGAIN);
}

export function sayBack(form) {
  clearInterval(looking);
  looking = undefined;
  if (!isSaid(form, AWAY)) {
    return;
  }
  unsay(form, AWAY);
  say(form, BACK, { kind: "success", text: _("The server can be reached again. What you typed is still here.") });
  setTimeout(() => unsay(form, BACK), LONG_ENOUGH);
}

async function look(form, isAsked = false) {
  if (await isReachable()) {
    sayBack(form);
  } else if (isAsked) {
    sayAway(form, () => look(form, true));
  }
}

export function watch(form) {
  addEventListener("offline", () => sayAway(form));
  addEventListener("online", () => look(form));
  if (!navigator.onLine) {
    sayAway(form);
  }
}
