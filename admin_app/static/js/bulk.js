// Marking rows: one, all of the page, all that match; their number, and what can be done with them.
import { ngettext } from "./words.js";

export function enhance(list) {
  let isMatching = false;
  const bar = () => list.querySelector("[data-bulk]");
  const all = () => list.querySelector("[data-bulk-all]");
  const boxes = () => [...list.querySelectorAll('[name="rowid"]')];

  const show = () => {
    if (!bar()) {
      return;
    }
    const find = (selector) => bar().querySelector(selector);
    const hide = (selector, isHidden) => find(selector)?.toggleAttribute("hidden", isHidden);
    const marked = boxes().filter((box) => box.checked).length;
    const isWhole = marked > 0 && marked === boxes().length;
    isMatching &&= isWhole && Boolean(find("[data-bulk-matching]"));
    find("[data-bulk-count]").textContent = isMatching
      ? find("[data-bulk-matching]").dataset.told
      : ngettext("%(num)s marked", "%(num)s marked", marked);
    bar().classList.toggle("is-marked", marked > 0);
    hide("[data-bulk-more]", !isWhole || isMatching);
    hide("[data-bulk-marked]", isMatching);
    hide("[data-bulk-all-matching]", !isMatching);
    all().checked = isWhole;
    all().indeterminate = marked > 0 && !isWhole;
    boxes().forEach((box) => box.closest("tr").classList.toggle("is-marked", box.checked));
  };
  const mark = (isMarked) => {
    boxes().forEach((box) => {
      box.checked = isMarked;
    });
  };

  list.addEventListener("change", ({ target }) => {
    if (target.matches("[data-bulk-all]")) {
      mark(target.checked);
    }
    if (target.matches('[data-bulk-all], [name="rowid"]')) {
      show();
    }
  });
  list.addEventListener("click", ({ target }) => {
    if (target.closest("[data-bulk-matching]")) {
      isMatching = true;
      show();
      bar().querySelector("[data-bulk-all-matching] :is(a, button)").focus();
    } else if (target.closest("[data-bulk-none]")) {
      mark(false);
      show();
      all().focus();
    }
  });
  list.addEventListener("list:changed", show);
  // The browser restores marks after "back" without a change event.
  addEventListener("pageshow", show);
  // Somebody may have been quicker than this script.
  if (all()?.checked) {
    mark(true);
  }
  show();
}
