// Text size and theme, remembered on this device. Runs in the head, so that a page never flashes the wrong theme.
(() => {
  const root = document.documentElement;
  const settings = [
    { key: "fascia.theme", attribute: "data-theme", choice: "themeChoice" },
    { key: "fascia.text", attribute: "data-text", choice: "textSize" },
  ];

  // Storage throws where a browser forbids it; the choice then lasts as long as the page.
  const recall = (key) => {
    try { return localStorage.getItem(key) || ""; } catch { return ""; }
  };
  const remember = (key, value) => {
    try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* see above */ }
  };

  const apply = (setting, value) => {
    if (value) root.setAttribute(setting.attribute, value);
    else root.removeAttribute(setting.attribute);
  };

  const press = (panel, setting) => {
    const value = root.getAttribute(setting.attribute) || "";
    for (const button of panel.querySelectorAll("button")) {
      if (setting.choice in button.dataset) {
        button.setAttribute("aria-pressed", String(button.dataset[setting.choice] === value));
      }
    }
  };

  const serve = (panel) => {
    panel.hidden = false;
    settings.forEach((setting) => press(panel, setting));
    panel.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      const setting = button && settings.find(({ choice }) => choice in button.dataset);
      if (!setting) return;
      apply(setting, button.dataset[setting.choice]);
      remember(setting.key, button.dataset[setting.choice]);
      press(panel, setting);
    });
    panel.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !panel.open) return;
      panel.open = false;
      panel.querySelector("summary").focus();
    });
    document.addEventListener("click", ({ target }) => {
      if (!panel.contains(target)) panel.open = false;
    });
  };

  settings.forEach((setting) => apply(setting, recall(setting.key)));
  addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-appearance]").forEach(serve));
})();
