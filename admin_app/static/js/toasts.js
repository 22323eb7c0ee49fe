// Messages over the corner of a page: read out, closed by hand, and where there is nothing to do in them, by themselves.
const LONG_ENOUGH = 8_000;

export function enhance(box) {
  for (const message of box.children) {
    readOut(message.querySelector(".alert-text"));
    message.querySelector("[data-toast-close]").addEventListener("click", () => close(message));
    if (!("stays" in message.dataset)) {
      closeLater(message);
    }
  }
}

// A screen reader is silent about what a live region had from the start.
function readOut(text) {
  const parts = [...text.childNodes];
  text.replaceChildren();
  requestAnimationFrame(() => text.replaceChildren(...parts));
}

// Not while somebody is at it; whoever comes back to it has the whole time again.
function closeLater(message) {
  let timer;
  const wait = () => {
    timer = setTimeout(() => close(message), LONG_ENOUGH);
  };
  const stay = () => clearTimeout(timer);
  const leave = () => {
    stay();
    if (!message.matches(":hover, :focus-within")) {
      wait();
    }
  };
  message.addEventListener("pointerenter", stay);
  message.addEventListener("focusin", stay);
  message.addEventListener("pointerleave", leave);
  message.addEventListener("focusout", () => setTimeout(leave));
  wait();
}

function close(message) {
  const hadFocus = message.contains(document.activeElement);
  const next = message.nextElementSibling ?? message.previousElementSibling;
  message.remove();
  if (hadFocus) {
    (next?.querySelector("[data-toast-close]") ?? document.getElementById("main")).focus();
  }
}
