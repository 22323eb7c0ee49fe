// The details of a row beside its list, row after row, without leaving it.
import { _ } from "./words.js";

export function enhance(list) {
  const panel = list.querySelector("[data-quick-look-panel]");
  const title = panel.querySelector("h2");
  const body = panel.querySelector("[data-quick-look-body]");
  const links = panel.querySelector("[data-quick-look-links]");
  const steps = [...panel.querySelectorAll("[data-quick-look-step]")];
  const rows = () => [...list.querySelectorAll("[data-row]")];
  let row;
  let running;

  const fill = async () => {
    running?.abort();
    const mine = (running = new AbortController());
    const { href } = row.querySelector("[data-row-link]");
    body.innerHTML = '<p class="skeleton"></p>'.repeat(6);
    body.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(href, { headers: { "X-Requested-With": "fetch" }, signal: mine.signal });
      if (response.redirected) {
        location.assign(href);
        return;
      }
      if (response.ok) {
        body.innerHTML = await response.text();
      } else {
        say(response.status === 404 ? _("This row is gone: it may have been deleted a moment ago.") : _("This row cannot be shown. Open it to see why."));
      }
    } catch (error) {
      if (error.name === "AbortError") {
        return;
      }
      say(_("The server cannot be reached. Close this, and try again in a moment."));
    }
    body.scrollTop = 0;
    body.setAttribute("aria-busy", "false");
  };
  const say = (sentence) =>
    body.replaceChildren(Object.assign(document.createElement("p"), { className: "quick-look-note", textContent: sentence }));

  const look = (chosen) => {
    row?.classList.remove("is-looked-at");
    row = chosen;
    row.classList.add("is-looked-at");
    title.textContent = row.querySelector("[data-row-link]").textContent;
    links.replaceChildren(...[...row.querySelectorAll(".row-actions > a, .row-more > a")].map(worded));
    const place = rows().indexOf(row);
    steps.forEach((step) => {
      const next = rows()[place + Number(step.dataset.quickLookStep)];
      // Not disabled, which would drop the focus.
      step.setAttribute("aria-disabled", String(!next));
    });
    if (!panel.open) {
      panel.showModal();
    }
    fill();
  };
  const step = (by) => {
    const next = rows()[rows().indexOf(row) + by];
    if (next) {
      next.scrollIntoView({ block: "nearest" });
      look(next);
    }
  };

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-quick-look]");
    if (button) {
      look(button.closest("[data-row]"));
    }
  });
  list.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !target.matches("[data-row] a")) {
      return;
    }
    if (key === " ") {
      event.preventDefault();
      look(target.closest("[data-row]"));
    } else if (["ArrowDown", "ArrowUp"].includes(key) && target.matches("[data-row-link]")) {
      const next = rows()[rows().indexOf(target.closest("[data-row]")) + (key === "ArrowDown" ? 1 : -1)];
      if (next) {
        event.preventDefault();
        next.querySelector("[data-row-link]").focus();
      }
    }
  });
  panel.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      step(by);
    }
  });
  panel.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-quick-look-step]");
    if (button) {
      step(Number(button.dataset.quickLookStep));
    } else if (target === panel || target.closest("[data-quick-look-close]")) {
      panel.close();
    }
  });
  panel.addEventListener("close", () => {
    running?.abort();
    row.classList.remove("is-looked-at");
    row.querySelector("[data-row-link]").focus();
  });
}

// The link of a row's icon, in words.
function worded(link) {
  const copy = link.cloneNode(true);
  copy.classList.remove("btn-icon");
  copy.removeAttribute("aria-label");
  copy.removeAttribute("title");
  copy.append(` ${link.title}`);
  return copy;
}
