// Without script the browser's own menu prints.
export function enhance(button) {
  button.addEventListener("click", () => print());
}
