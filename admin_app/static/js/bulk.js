// Marking rows: all at once, the count, and buttons that are off while nothing is marked.
export function enhance(form) {
  const all = document.querySelector("[data-bulk-all]");
  const count = form.querySelector("[data-bulk-count]");
  const boxes = [...form.elements].filter((element) => element.name === "rowid");

  const show = () => {
    const marked = boxes.filter((box) => box.checked).length;
    count.textContent = `${marked} marked`;
    form.classList.toggle("is-idle", marked === 0);
    all.checked = marked === boxes.length;
    all.indeterminate = marked > 0 && marked < boxes.length;
    form.querySelectorAll("button").forEach((button) => {
      button.disabled = marked === 0;
    });
  };
  all.addEventListener("change", () => {
    boxes.forEach((box) => {
      box.checked = all.checked;
    });
    show();
  });
  boxes.forEach((box) => box.addEventListener("change", show));
  // The browser restores marks after "back" without a change event.
  addEventListener("pageshow", show);
  show();
}
