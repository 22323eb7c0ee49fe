// A list: searched as one types, its menus, its marks and the quick look of a row. All of it stands without script too.
import { enhance as enhanceFilters } from "./filters.js";
import { enhance as enhanceMarks } from "./bulk.js";
import { enhance as enhanceQuickLook } from "./quick-look.js";
import { menu } from "./list-menu.js";
import { _ } from "./words.js";

const PAUSE_MS = 200;
// The status of a search that the database has given up; its sentence is all that is answered.
const TOO_LONG = 504;
export const CHANGED = "list:changed";

export function enhance(list) {
  enhanceSearch(list);
  list.querySelectorAll("[data-list-menu]").forEach((details) => menu(details, () => {}));
  list.querySelectorAll("[data-filters]").forEach((form) => enhanceFilters(form, list));
  enhanceMarks(list);
  enhanceQuickLook(list);
}

function enhanceSearch(list) {
  const form = list.querySelector("[data-list-search]");
  const input = form.elements.search;
  const rows = list.querySelector('[data-part="rows"]');
  const status = list.querySelector("[data-list-status]");
  const problem = list.querySelector("[data-list-problem]");
  let timer;
  let running;
  let shown = input.defaultValue.trim();

  const address = () => {
    const url = new URL(form.action);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    return url;
  };

  const put = (html) => {
    const parts = new DOMParser().parseFromString(html, "text/html");
    for (const part of parts.querySelectorAll("[data-part]")) {
      const place = document.querySelector(`[data-part="${part.dataset.part}"]`);
      place.replaceChildren(...part.childNodes);
    }
    status.textContent = parts.querySelector("[data-counted]").dataset.counted;
    // The other forms of the page lead on from what is searched for now.
    for (const other of list.querySelectorAll(".list-menus form")) {
      other.querySelector('[type="hidden"][name="search"]')?.remove();
      if (shown) {
        other.append(Object.assign(document.createElement("input"), { type: "hidden", name: "search", value: shown }));
      }
    }
    list.dispatchEvent(new CustomEvent(CHANGED));
  };

  const tell = (sentence) => {
    problem.textContent = sentence;
    problem.hidden = false;
  };

  const search = async () => {
    clearTimeout(timer);
    if (input.value.trim() === shown && problem.hidden) {
      running?.abort();
      rows.setAttribute("aria-busy", "false");
      return;
    }
    running?.abort();
    const mine = (running = new AbortController());
    const url = address();
    const wanted = input.value.trim();
    rows.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { headers: { "X-Requested-With": "fetch" }, signal: mine.signal });
      const html = await response.text();
      if (response.status === TOO_LONG) {
        tell([html, _("These are still the rows from before.")].join(" "));
        return;
      }
      if (!response.ok || !html.includes("data-counted")) {
        // The page itself says what is wrong, or asks to sign in.
        location.assign(url);
        return;
      }
      shown = wanted;
      problem.hidden = true;
      put(html);
      history.replaceState(history.state, "", url);
      // What is saved as a view is what is seen.
      const views = list.querySelector("[data-saved-views]");
      views.dataset.savedViews = new URL(views.dataset.savedViews, url).pathname + url.search;
    } catch (error) {
      // A newer search has taken over.
      if (error.name === "AbortError") {
        return;
      }
      tell(_("The server cannot be reached, so these are still the rows from before. Type on to try again."));
    } finally {
      if (mine === running) {
        rows.setAttribute("aria-busy", "false");
      }
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  // How many a filter found is told as what a search finds is, and a live region is silent about what it had at first.
  const counted = document.querySelector("[data-counted]");
  if (counted && /[?&](flt|search=)/.test(location.search)) {
    setTimeout(() => (status.textContent = counted.dataset.counted), PAUSE_MS);
  }
  // What was typed before this script was there.
  search();
}
