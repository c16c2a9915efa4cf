// The certificate's name follows what is typed. Without this, the preview shows the name as it was sent last.
(() => {
  const typed = document.querySelector("[data-name-source]");
  const shown = document.querySelector("[data-name-preview] .certificate-name");
  if (!typed || !shown) return;
  const show = () => { shown.textContent = typed.value.normalize("NFC").trim().replace(/\s+/g, " ") || "Your name"; };
  typed.addEventListener("input", show);
  show();
})();
