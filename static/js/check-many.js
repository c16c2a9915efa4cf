// Drop files anywhere on the page, and see that a long check is under way. The form works without.
const form = document.querySelector(".check-many");
const files = form.querySelector("[data-drop]");
const progress = form.querySelector(".check-progress");

function count() {
  if (files.files.length > 1) return `${files.files.length} files`;
  if (files.files.length) return files.files[0].name;
  const codes = form.elements.codes.value.split(/[\n,;\t]+/).filter((line) => line.trim()).length;
  return codes ? `${codes} code${codes === 1 ? "" : "s"}` : "the list";
}

form.addEventListener("submit", () => {
  progress.hidden = false;
  progress.querySelector("span").textContent = `Sending and checking ${count()}. Stay on this page.`;
});

// Back from the results, the browser shows this page as it was left.
window.addEventListener("pageshow", () => {
  progress.hidden = true;
});

for (const name of ["dragover", "drop", "dragleave"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("is-over", name === "dragover");
    if (name !== "drop") return;
    files.files = event.dataTransfer.files;
    files.focus();
  });
}
