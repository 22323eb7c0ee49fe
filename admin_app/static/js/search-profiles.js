// Finds learners as one types, and walks through them with the arrow keys; the form itself works without it.
import { _, ngettext } from "./words.js";

const PAUSE_MS = 200;

export function enhance(form) {
  const results = document.querySelector(form.dataset.liveSearch);
  const input = form.querySelector("input[type=search]");
  const told = form.querySelector("[role=status]");
  let timer;
  let running;

  const links = () => [...results.querySelectorAll("a")];
  const search = async () => {
    running?.abort();
    running = new AbortController();
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form));
    results.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { headers: { "X-Requested-With": "fetch" }, signal: running.signal });
      if (response.ok) {
        results.innerHTML = await response.text();
        history.replaceState(null, "", url);
        const count = links().length;
        told.textContent = count ? ngettext("%(num)s learner found", "%(num)s learners found", count) : _("No learner found");
      }
      results.setAttribute("aria-busy", "false");
    } catch (error) {
      // A newer search took over, or the server is away: what is shown stays.
      if (error.name !== "AbortError") {
        results.setAttribute("aria-busy", "false");
      }
    }
  };
  const searchSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  };
  input.addEventListener("input", searchSoon);
  // What was typed before this script was there.
  if (input.value !== input.defaultValue) {
    searchSoon();
  }

  // The field, then each learner found; above the first is the field again.
  const walk = (event) => {
    const stops = [input, ...links()];
    const place = stops.indexOf(document.activeElement);
    const wanted = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 1, End: stops.length - 1, Escape: 0 }[event.key];
    const isTyping = place === 0 && event.key !== "ArrowDown";
    if (wanted === undefined || isTyping || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    stops[Math.min(Math.max(wanted, 0), stops.length - 1)].focus();
  };
  input.addEventListener("keydown", walk);
  results.addEventListener("keydown", walk);
}
