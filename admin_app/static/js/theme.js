// Sets theme and density before the first paint, which is why it is a classic script in the head.
(() => {
  // What can be chosen; the first holds until something is.
  const CHOICES = { theme: ["system", "light", "dark"], density: ["comfortable", "compact"] };
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = {};

  // Private windows may refuse storage; a choice then lasts as long as the page.
  const remembered = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const remember = (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      /* as above */
    }
  };

  function show() {
    const isDark = chosen.theme === "dark" || (chosen.theme === "system" && system.matches);
    root.setAttribute("data-bs-theme", isDark ? "dark" : "light");
    root.setAttribute("data-density", chosen.density);
    for (const button of document.querySelectorAll("[data-choice]")) {
      button.setAttribute("aria-pressed", chosen[button.dataset.choice] === button.value);
    }
  }

  function choose(name, value) {
    chosen[name] = CHOICES[name].includes(value) ? value : CHOICES[name][0];
    show();
  }

  // The server writes times in this zone.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.cookie = `timezone=${zone}; path=/; max-age=31536000; samesite=lax`;

  Object.keys(CHOICES).forEach((name) => choose(name, remembered(name)));
  system.addEventListener("change", show);
  // What is chosen in one tab holds in the others.
  addEventListener("storage", ({ key, newValue }) => key in CHOICES && choose(key, newValue));
  document.addEventListener("DOMContentLoaded", () => {
    show();
    for (const button of document.querySelectorAll("[data-choice]")) {
      button.addEventListener("click", () => {
        choose(button.dataset.choice, button.value);
        remember(button.dataset.choice, button.value);
      });
    }
  });
})();
