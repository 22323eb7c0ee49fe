// Chooses a filter by field, condition and value; without script every filter of the list stands open.
const control = (row) => row.querySelector("input, select");
const option = (text) => Object.assign(document.createElement("option"), { value: text, textContent: text });

export function enhance(form, list) {
  const rows = [...form.querySelectorAll("[data-filter-row]")];
  const field = form.querySelector("#filter-field");
  const operation = form.querySelector("#filter-operation");

  const show = () => {
    for (const row of rows) {
      row.hidden = row.dataset.group !== field.value || row.dataset.operation !== operation.value;
    }
  };
  const offer = () => {
    const offered = rows.filter((row) => row.dataset.group === field.value).map((row) => row.dataset.operation);
    operation.replaceChildren(...offered.map(option));
    show();
  };

  form.classList.add("is-picking");
  form.querySelector(".filter-pick").hidden = false;
  field.addEventListener("change", offer);
  operation.addEventListener("change", show);
  offer();

  list.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-filter-edit]");
    const row = chip && rows.find((each) => control(each).id === chip.dataset.filterEdit);
    if (row) {
      event.preventDefault();
      field.value = row.dataset.group;
      offer();
      operation.value = row.dataset.operation;
      show();
      // Once the click is over, which closes whatever menu it was not in.
      setTimeout(() => {
        form.closest("details").open = true;
        control(row).focus();
      });
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
