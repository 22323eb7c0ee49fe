// Sets the colours before the first paint, which is why it is a classic script in the head.
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  // Private windows may refuse storage; the system's choice then stands.
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const remember = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      /* the choice then lasts as long as the page */
    }
  };
  const show = (theme) => root.setAttribute("data-bs-theme", theme);
  const preferred = () => remembered() ?? (system.matches ? "dark" : "light");

  // The server writes times in this zone.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.cookie = `timezone=${zone}; path=/; max-age=31536000; samesite=lax`;

  show(preferred());
  system.addEventListener("change", () => show(preferred()));
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
        remember(next);
        show(next);
      });
    }
  });
})();
