import { _ } from "./words.js";

// A text with a button that copies it. Where the browser does not let a page copy, the text is selected instead.
export function enhance(element) {
  const [input, button, label] = ["input", "button", "[data-copy-label]"].map((part) => element.querySelector(part));
  button.hidden = false;
  button.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      label.textContent = _("Copied");
    } catch {
      label.textContent = _("Press Ctrl+C");
    }
  });
}
