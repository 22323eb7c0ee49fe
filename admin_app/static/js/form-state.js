// What a person has typed into a form, beside what the page itself says in it, and whether that is what the page came with.

// A token, the version it was made from, the questions it was asked.
export const isTyped = ({ name }) => name !== "" && !name.startsWith("_") && name !== "csrf_token";

function values(field, first) {
  if (field instanceof HTMLSelectElement) {
    const chosen = [...field.options].filter((option) => (first ? option.defaultSelected : option.selected));
    return chosen.map((option) => option.value).filter((value) => value !== "");
  }
  if (field.type === "checkbox" || field.type === "radio") {
    return (first ? field.defaultChecked : field.checked) ? [field.value] : [];
  }
  return [first ? field.defaultValue : field.value];
}

const fields = (form) => [...form.elements].filter((field) => "name" in field && field.matches("input, textarea, select"));
const state = (form, first) =>
  JSON.stringify(fields(form).filter(isTyped).map((field) => [field.name, values(field, first)]));

// The JSON editor writes into its textarea what it still holds back.
export function handOver(form) {
  form.querySelectorAll("textarea[data-json-editor]").forEach((area) => area.dispatchEvent(new Event("handover")));
}

// Changed and changed back is no change. What the page itself calls changed is not saved whatever is in it.
export function isChanged(form) {
  return "changed" in form.dataset || state(form, false) !== state(form, true);
}
