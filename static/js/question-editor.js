// Adds rows to a question that is being written, and shows it as learners will see it while the writing pauses.

const form = document.querySelector("[data-question-editor]");
const preview = form.querySelector("[data-preview]");

form.querySelectorAll("[data-table]").forEach((table) => {
  const total = table.querySelector("[name$='-TOTAL_FORMS']");
  const rows = table.querySelector(".q-rows");
  const add = table.querySelector("[data-add]");
  add.hidden = false;
  add.addEventListener("click", () => {
    const row = table.querySelector("template").content.cloneNode(true);
    row.querySelectorAll("[name], [id], [for]").forEach((part) => {
      ["name", "id", "for"].forEach((name) => {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace("__prefix__", total.value));
      });
    });
    rows.append(row);
    total.value = Number(total.value) + 1;
    rows.lastElementChild.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
});

let timer = 0;
const draw = () => {
  clearTimeout(timer);
  timer = setTimeout(() => form.requestSubmit(preview), 700);
};
form.addEventListener("input", draw);
form.addEventListener("change", draw);
draw();
