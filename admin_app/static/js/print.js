// Without script the browser's own menu prints.
export function enhance(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
