// A menu beside the search of a list: a details element that closes as menus do, and stays within the window.
export function menu(details, onOpen) {
  const panel = details.querySelector("[data-menu-panel]");
  const summary = details.querySelector("summary");
  const toggled = () => {
    panel.classList.remove("is-at-end");
    panel.classList.toggle("is-at-end", details.open && panel.getBoundingClientRect().right > innerWidth);
    if (details.open) {
      onOpen();
    }
  };
  details.addEventListener("toggle", toggled);
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && details.open) {
      details.open = false;
      summary.focus();
    }
  });
  document.addEventListener("click", (event) => {
    // What was clicked may have been taken out of the page by then.
    if (details.open && event.target.isConnected && !details.contains(event.target)) {
      details.open = false;
    }
  });
  // Somebody may have been quicker than this script.
  if (details.open) {
    toggled();
  }
}
