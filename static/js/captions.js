// A button above each box for captions that fills it from a file of captions. The server reads what the box holds.
(() => {
  const MOST = 400000;

  const serve = (box) => {
    if (box.dataset.captions || /__(NAME|prefix)__/.test(box.name)) return;
    box.dataset.captions = "ready";
    const label = document.createElement("label");
    label.className = "captions-file";
    label.textContent = "Fill it from a file of captions (.vtt, .srt) ";
    const file = Object.assign(document.createElement("input"), { type: "file", accept: ".vtt,.srt,text/vtt" });
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    label.append(file);
    box.before(label, said);
    file.addEventListener("change", async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      if (chosen.size > MOST) {
        said.textContent = "This file is too large for captions. Choose the .vtt file, not the film.";
        return;
      }
      box.value = await chosen.text();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
      said.textContent = "Filled from the file. Read it through before you save.";
    });
  };

  const start = (root) => {
    if (!root.querySelectorAll) return;
    if (root.matches && root.matches("[data-captions]")) serve(root);
    root.querySelectorAll("[data-captions]").forEach(serve);
  };
  const begin = () => {
    start(document);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(start))).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
