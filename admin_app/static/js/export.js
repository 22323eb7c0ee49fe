// Fetches a list as a file and tells how far it is. Whatever does not go well this way is left to the browser's own download.
import { longWork } from "./long-work.js";
import { _, ngettext } from "./words.js";

// Pieces that a browser may move out of memory; past the limit it streams the file to the disk itself.
const PIECE = 4_000_000;
const LARGE = 256_000_000;
const QUOTE = 0x22;
const NEW_LINE = 0x0a;

class TooLarge extends Error {}

// Counts the rows of a CSV file: lines whose end is not inside quotes, without the line of titles.
class RowCounter {
  lines = 0;
  #isQuoted = false;

  take(bytes) {
    for (const byte of bytes) {
      if (byte === QUOTE) {
        this.#isQuoted = !this.#isQuoted;
      } else if (byte === NEW_LINE && !this.#isQuoted) {
        this.lines += 1;
      }
    }
  }

  get rows() {
    return Math.max(0, this.lines - 1);
  }
}

async function read(answer, onRows) {
  const counter = new RowCounter();
  let pieces = [];
  let waiting = [];
  let size = 0;
  let total = 0;
  const reader = answer.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    counter.take(part.value);
    onRows(counter.rows);
    waiting.push(part.value);
    size += part.value.length;
    total += part.value.length;
    if (total > LARGE) {
      throw new TooLarge();
    }
    if (size > PIECE) {
      pieces.push(new Blob(waiting));
      waiting = [];
      size = 0;
    }
  }
  return { file: new Blob([...pieces, ...waiting], { type: "text/csv;charset=utf-8" }), rows: counter.rows };
}

function save(file, name) {
  const url = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const nameOf = (answer) => answer.headers.get("Content-Disposition")?.match(/filename="([^"]+)"/)?.[1] ?? "export.csv";

async function run(link, stop, work) {
  const total = Number(link.dataset.rows);
  const far = (rows) => {
    const shown = { num: rows.toLocaleString(document.documentElement.lang) };
    if (total) {
      const of = total.toLocaleString(document.documentElement.lang);
      work.progress(_("%(num)s of %(total)s rows", { ...shown, total: of }), rows / total);
    } else {
      work.progress(ngettext("%(num)s row", "%(num)s rows", rows));
    }
  };
  const answer = await fetch(link.href, { signal: stop.signal });
  if (!answer.ok || answer.redirected) {
    throw new Error(`The export was answered with ${answer.status}.`);
  }
  const { file, rows } = await read(answer, far);
  save(file, nameOf(answer));
  work.end(ngettext("%(num)s row was exported.", "%(num)s rows were exported.", rows));
}

// The link itself is written anew whenever the list is searched, so its place listens.
export function enhance(place) {
  let stop = null;
  place.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-export]");
    // With a key held the person wants a tab or a window.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    if (stop) {
      return;
    }
    stop = new AbortController();
    link.setAttribute("aria-disabled", "true");
    const work = longWork({ title: _("The list is being exported."), cancel: () => stop?.abort() });
    try {
      await run(link, stop, work);
    } catch (error) {
      if (stop.signal.aborted) {
        work.end(_("The export was cancelled."), true);
      } else {
        stop.abort();
        work.end(error instanceof TooLarge ? _("This file is large: the browser downloads it by itself.") : "");
        // The browser either gets the file or shows what the server has to say.
        location.assign(link.href);
      }
    }
    stop = null;
    link.removeAttribute("aria-disabled");
  });
}
