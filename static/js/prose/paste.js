// What Word puts on the clipboard → what the editor can hold. Headings, lists, tables and footnotes stay.
(() => {
  const LEVEL = /level(\d+)/;
  const ORDERED = /^\s*(\d+|[a-z]|[ivxlc]+)[.)]/i;

  const styleOf = (element) => (element.getAttribute && element.getAttribute("style")) || "";
  const isItem = (element) => /mso-list:\s*(?!none)[^;]*level\d/i.test(styleOf(element));

  // Word writes no list, only paragraphs with a bullet in front: `mso-list:l0 level2 lfo1`.
  const lists = (body) => {
    for (const first of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")].filter(isItem)) {
      if (!first.isConnected || !isItem(first)) continue;
      const run = [];
      for (let next = first; next && next.nodeType === 1 && isItem(next); next = next.nextElementSibling) run.push(next);
      first.before(build(run));
      run.forEach((paragraph) => paragraph.remove());
    }
  };

  const build = (run) => {
    const open = [];
    let root = null;
    for (const paragraph of run) {
      const level = Number((styleOf(paragraph).match(LEVEL) || [0, 1])[1]);
      const marker = markerOf(paragraph);
      const tag = ORDERED.test(marker) ? "ol" : "ul";
      while (open.length && open.at(-1).level > level) open.pop();
      if (!open.length || open.at(-1).level < level) {
        const list = document.createElement(tag);
        const parent = open.at(-1);
        if (parent) (parent.list.lastElementChild || parent.list).append(list);
        else if (!root) root = list;
        if (!parent && root !== list) { open.push({ level, list: root }); } else open.push({ level, list });
      }
      const item = document.createElement("li");
      const text = document.createElement("p");
      text.append(...paragraph.childNodes);
      item.append(text);
      open.at(-1).list.append(item);
    }
    return root;
  };

  // The bullet or number itself, taken out of the paragraph.
  const markerOf = (paragraph) => {
    let marker = "";
    for (const span of paragraph.querySelectorAll("span")) {
      if (/mso-list:\s*ignore/i.test(styleOf(span))) {
        marker = marker || span.textContent;
        span.remove();
      }
    }
    return marker;
  };

  // Notes of Word stand at the end of the clipboard. Their marks become words, and they a list of their own.
  const footnotes = (body) => {
    const notes = [...body.querySelectorAll('[style*="mso-element:footnote-list"], [style*="mso-element:endnote-list"]')];
    const texts = [];
    for (const list of notes) {
      for (const note of list.querySelectorAll("[id^=ftn], [id^=edn]")) {
        note.querySelectorAll('a[href*="ftnref"], a[href*="ednref"]').forEach((back) => back.remove());
        texts.push(note.textContent.trim());
      }
      list.remove();
    }
    for (const mark of body.querySelectorAll('a[href*="_ftn"], a[href*="_edn"]')) {
      const number = (mark.textContent.match(/\d+/) || [""])[0];
      mark.replaceWith(number ? ` (note ${number})` : "");
    }
    if (!texts.length) return;
    const heading = document.createElement("h3");
    heading.textContent = "Notes";
    const list = document.createElement("ol");
    for (const text of texts) list.append(Object.assign(document.createElement("li"), { textContent: text }));
    body.append(heading, list);
  };

  // A lesson has one title, and it isn't in its text: everything moves down one level.
  const headings = (body) => {
    for (const title of body.querySelectorAll("p.MsoTitle")) rename(title, "h1");
    if (!body.querySelector("h1")) return;
    for (const level of [5, 4, 3, 2, 1]) {
      for (const heading of body.querySelectorAll(`h${level}`)) rename(heading, `h${Math.min(level + 1, 4)}`);
    }
  };

  // 10⁻³ is not 10-3. Letters stay on the line: few have a raised form.
  const DIGITS = "0123456789+-−=()";
  const SHIFTED = { sup: [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"], sub: [..."₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"] };
  const digits = (body) => {
    for (const mark of body.querySelectorAll("sup, sub")) {
      const text = [...mark.textContent.trim()];
      if (text.length && text.every((letter) => DIGITS.includes(letter))) {
        mark.replaceWith(text.map((letter) => SHIFTED[mark.localName][DIGITS.indexOf(letter)]).join(""));
      }
    }
  };

  // A cell over several columns or rows stands once; empty cells keep the others under their heading.
  const cells = (body) => {
    for (const table of body.querySelectorAll("table")) {
      const waiting = new Map();
      for (const row of table.rows) {
        let column = 0;
        for (const cell of [...row.cells, null]) {
          for (; waiting.get(column); column += 1) {
            waiting.set(column, waiting.get(column) - 1);
            row.insertBefore(document.createElement("td"), cell);
          }
          if (!cell) continue;
          const [wide, high] = [cell.colSpan, cell.rowSpan].map((span) => Math.min(Math.max(span, 1), 60));
          cell.removeAttribute("colspan");
          cell.removeAttribute("rowspan");
          for (let more = 1; more < wide; more += 1) cell.after(document.createElement("td"));
          for (const last = column + wide; column < last; column += 1) waiting.set(column, high - 1);
        }
      }
    }
  };

  const rename = (element, tag) => {
    const renamed = document.createElement(tag);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
  };

  const clean = (html) => {
    // Handlers would not run, but the browser would complain of each to our policy.
    const quiet = html.replace(/<!\[[^\]]*\]>|<!--\[if[\s\S]*?<!\[endif\]-->/g, "").replace(/[\s/]on\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, " ");
    const body = new DOMParser().parseFromString(quiet, "text/html").body;
    body.querySelectorAll("script, style, meta, link, title, xml, iframe, object, embed, svg, math, form, template").forEach((part) => part.remove());
    headings(body);
    footnotes(body);
    digits(body);
    cells(body);
    lists(body);
    for (const part of body.querySelectorAll("o\\:p")) part.replaceWith(...part.childNodes);
    for (const part of body.querySelectorAll("[style]")) if (!/font-(weight|style)/.test(styleOf(part))) part.removeAttribute("style");
    for (const part of body.querySelectorAll("p")) if (!part.textContent.trim() && !part.querySelector("img") && !part.closest("td, th")) part.remove();
    return body.innerHTML;
  };

  window.fasciaProse.clean = clean;
})();
