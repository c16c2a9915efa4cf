// Wagtail's editor goes on saving by itself while what was pressed is under way. Its form then carries the
// decision too, and a slow server would take it twice. The server refuses that: courses/authoring_hooks.py.
(() => {
  const leaving = new WeakSet();

  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.matches("[data-edit-form]")) leaving.add(event.target);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("[data-edit-form]").forEach((form) => leaving.delete(form));
  });
  document.addEventListener("w-autosave:save", (event) => {
    const form = event.target;
    if (leaving.has(form) || form.elements.namedItem("action-workflow-action")) event.preventDefault();
  });
})();
