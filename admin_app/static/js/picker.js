// Chooses a related row by typing; the server is asked for twenty at a time.
import "../vendor/tom-select/tom-select.complete.min.js";
import { _ } from "./words.js";

async function lookup(base, query) {
  const url = new URL(base, location.href);
  url.search = new URLSearchParams([...url.searchParams, ["query", query], ["offset", "0"], ["limit", "20"]]);
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    throw new Error(`The choices could not be loaded (${response.status}).`);
  }
  return (await response.json()).map(([id, label]) => ({ value: String(id), text: label }));
}

export function enhance(select) {
  const hadFocus = document.activeElement === select;
  const picker = new globalThis.TomSelect(select, {
    placeholder: select.dataset.placeholder,
    maxOptions: 50,
    preload: "focus",
    // Else the choice in force would stand first in every search, and Enter would take it again.
    hideSelected: true,
    // The server has already found and ordered them; a second search here would hide some.
    score: () => () => 1,
    sortField: [{ field: "$order" }],
    load(query, done) {
      lookup(select.dataset.pickerUrl, query).then(
        (choices) => {
          picker.clearOptions((option) => picker.items.includes(option.value));
          done(choices);
        },
        () => done(),
      );
    },
    shouldLoad: () => true,
    render: {
      no_results: ({ input }, escape) => {
        const text = _("Nothing found for “%(text)s”.", { text: input });
        return `<div class="no-results">${escape(text)}</div>`;
      },
    },
  });
  // A click on a field that has just opened by itself would close it, and what is typed would go nowhere.
  picker.hook("instead", "onClick", () => picker.focus());
  select.setAttribute("aria-hidden", "true");
  // The list of errors names the select, which is hidden.
  document.querySelector(`a[href="#${select.id}"]`)?.addEventListener("click", (event) => {
    event.preventDefault();
    picker.focus();
  });
  // While something is chosen the chooser refuses a paste; here it is a search like any other.
  picker.control_input.addEventListener("paste", (event) => event.stopImmediatePropagation(), { capture: true });
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) {
      picker.control_input.setAttribute(name, select.getAttribute(name));
    }
  }
  if (hadFocus) {
    // The list of choices opens when somebody begins, not with the page.
    const { openOnFocus } = picker.settings;
    picker.settings.openOnFocus = false;
    picker.control_input.focus();
    picker.settings.openOnFocus = openOnFocus;
  }
}
