// On a wide screen each reference also stands in the margin, beside the line that first cites it.
(() => {
  const place = (reader) => {
    const placed = new Set();
    for (const link of reader.querySelectorAll('.cite a[href^="#ref-"]')) {
      const entry = document.getElementById(link.hash.slice(1));
      // What is folded away has no line to stand beside.
      if (!entry || placed.has(entry) || link.closest("details")) continue;
      placed.add(entry);
      const note = document.createElement("small");
      note.className = "sidenote";
      // The list at the end says the same to those who listen, so this copy is for the eye alone.
      note.setAttribute("aria-hidden", "true");
      const words = [...entry.childNodes].filter((node) => node.nodeName !== "A").map((node) => node.textContent);
      note.textContent = `${link.textContent} ${words.join(" ").trim()}`;
      // A table scrolls by itself and would cut the note off, so that one stands beside its first line.
      const table = link.closest(".table-scroll");
      if (table) table.before(note);
      else link.closest(".cite").after(note);
    }
  };
  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".reader-text").forEach(place));
})();
