// A marked sentence or word opens its note below its own line. Without this script it is a link to the note.
(() => {
  const below = (link) => link.closest("li, dd, .table-scroll, figcaption, p, h2, h3, h4") || link;

  const copyOf = (link) => {
    const note = document.getElementById(link.hash.slice(1));
    if (!note) return null;
    const parts = note.matches(".note") ? note.querySelectorAll(".note-statement, .note-body") : [note];
    const box = document.createElement("div");
    box.className = "note-open";
    box.id = `open-${link.hash.slice(1)}-${[...document.querySelectorAll("[data-note]")].indexOf(link)}`;
    box.setAttribute("role", "note");
    for (const part of parts) {
      // A term and its meaning stand in a list at the end; here they are a heading line and text.
      const copy = document.createElement("div");
      copy.className = part.className;
      copy.append(...[...part.childNodes].map((node) => node.cloneNode(true)));
      box.append(copy);
    }
    box.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    return box;
  };

  const close = (link) => {
    document.getElementById(link.getAttribute("aria-controls"))?.remove();
    link.setAttribute("aria-expanded", "false");
    link.removeAttribute("aria-controls");
  };

  const open = (link) => {
    const box = copyOf(link);
    if (!box) return false;
    const place = below(link);
    if (place.matches("li, dd, figcaption")) place.append(box);
    else place.after(box);
    link.setAttribute("aria-expanded", "true");
    link.setAttribute("aria-controls", box.id);
    return true;
  };

  const serve = (link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.getAttribute("aria-expanded") === "true") close(link);
      else if (!open(link)) return;
      event.preventDefault();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        link.click();
      }
      if (event.key === "Escape" && link.getAttribute("aria-expanded") === "true") close(link);
    });
  };

  addEventListener("DOMContentLoaded", () => document.querySelectorAll(".prose a[data-note]").forEach(serve));
})();
