// The menu of saved views, fetched when it is first opened; without this, a link leads to the same as a page.
import { enhance as enhanceCopy } from "./copy.js";
import { menu } from "./list-menu.js";
import { _ } from "./words.js";

export function enhance(details) {
  const panel = details.querySelector("[data-menu-panel]");
  const link = panel.innerHTML;
  let asked = false;

  const load = async () => {
    panel.setAttribute("aria-busy", "true");
    panel.textContent = _("Loading…");
    try {
      const response = await fetch(details.dataset.savedViews, { headers: { "X-Requested-With": "fetch" } });
      // Somebody whose session is over is led to the sign-in, which is no menu.
      if (!response.ok || response.redirected) {
        throw new Error(response.status);
      }
      panel.innerHTML = await response.text();
      panel.querySelectorAll("[data-copy]").forEach(enhanceCopy);
    } catch {
      asked = false;
      panel.innerHTML = link;
    }
    panel.setAttribute("aria-busy", "false");
    if (details.open) {
      panel.querySelector("a[href], input")?.focus();
    }
  };
  menu(details, () => {
    if (!asked) {
      asked = true;
      load();
    }
  });
}
