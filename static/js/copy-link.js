/* Copies the address of a link, or the text of anything else. Without this, both can be copied by hand. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.href ?? source.textContent);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Your browser won't let us copy. Select it and copy it by hand.";
    }
  });
}
