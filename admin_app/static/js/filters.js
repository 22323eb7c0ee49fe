// Shows only the filters in force and one choice to add another; without script all of them stand open.
const control = (row) => row.querySelector("input, select");

export function enhance(form) {
  const add = form.querySelector("#filter-add");
  const rows = [...form.querySelectorAll("[data-filter-row]")];

  const hide = (row) => {
    control(row).value = "";
    row.hidden = true;
  };
  const reveal = (row) => {
    row.hidden = false;
    control(row).focus();
  };

  add.closest(".filter-add").hidden = false;
  for (const row of rows) {
    const remove = row.querySelector("[data-filter-remove]");
    remove.hidden = false;
    remove.addEventListener("click", () => {
      hide(row);
      add.focus();
    });
    row.hidden = control(row).value === "";
  }
  add.addEventListener("change", () => {
    const chosen = rows.find((row) => control(row).id === add.value);
    add.value = "";
    if (chosen) {
      reveal(chosen);
    }
  });
  // An empty filter would only lengthen the address.
  form.addEventListener("submit", () => {
    rows.map(control).forEach((input) => {
      input.disabled = input.value === "";
    });
  });
  addEventListener("pageshow", () => rows.map(control).forEach((input) => (input.disabled = false)));
}
