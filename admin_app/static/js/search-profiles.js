// Finds learners as one types; the form itself works without it.
const PAUSE_MS = 200;

export function enhance(form) {
  const results = document.querySelector(form.dataset.liveSearch);
  const input = form.querySelector("input[type=search]");
  let timer;
  let running;

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
}
