// What may stand in the editor's document. The other half is courses/prose/documents.py.
(() => {
  const { model, tables } = window.ProseMirror;

  const align = { default: "", getFromDOM: (dom) => dom.style.textAlign || dom.align || "", setDOMAttr: (value, attrs) => { if (value) attrs["data-align"] = value; } };
  const cells = tables.tableNodes({ tableGroup: "block", cellContent: "paragraph+", cellAttributes: { align } });

  const heading = (level) => ({ tag: `h${level}`, getAttrs: (dom) => ({ level: Math.min(Math.max(level, 2), 4), key: dom.dataset.key || "" }) });
  const list = (tag, attrs, getAttrs) => ({
    content: "list_item+",
    group: "block",
    attrs,
    parseDOM: [{ tag, getAttrs }],
    toDOM: (node) => [tag, node.attrs.start > 1 ? { start: node.attrs.start } : {}, 0],
  });

  const nodes = {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      content: "inline*",
      group: "block",
      defining: true,
      attrs: { level: { default: 2 }, key: { default: "" } },
      parseDOM: [2, 3, 4, 5, 6, 1].map(heading),
      toDOM: (node) => [`h${node.attrs.level}`, { "data-key": node.attrs.key }, 0],
    },
    blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    bullet_list: list("ul", { loose: { default: false } }, () => ({})),
    ordered_list: list("ol", { loose: { default: false }, start: { default: 1 } }, (dom) => ({ start: Number(dom.getAttribute("start")) || 1 })),
    list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    ...cells,
    // What the editor has no tool for: shown, moved or deleted in one piece.
    kept: {
      group: "block",
      atom: true,
      attrs: { source: { default: "" } },
      parseDOM: [{ tag: "div[data-kept]", getAttrs: (dom) => ({ source: dom.dataset.kept }) }],
      toDOM: (node) => ["div", { "data-kept": node.attrs.source, class: "prose-kept" }, node.attrs.source],
    },
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    citation: {
      inline: true,
      group: "inline",
      atom: true,
      marks: "",
      attrs: { keys: { default: "" } },
      parseDOM: [{ tag: "span[data-cites]", getAttrs: (dom) => ({ keys: dom.dataset.cites }) }],
      toDOM: (node) => ["span", { "data-cites": node.attrs.keys, class: "prose-cite" }, node.attrs.keys],
    },
  };

  const marks = {
    link: {
      inclusive: false,
      attrs: { href: { default: "" } },
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => (/^(https?:|mailto:|lesson:|claim:|term:)/i.test(dom.getAttribute("href")) ? { href: dom.getAttribute("href") } : false) }],
      // No address on the screen: a click in the editor is never to lead away, whatever the address.
      toDOM: (mark) => ["a", { href: /^(https?:|mailto:)/i.test(mark.attrs.href) ? mark.attrs.href : "#", class: `prose-link prose-link--${mark.attrs.href.split(":")[0].replace(/[^a-z]/g, "")}` }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (dom) => dom.style.fontWeight !== "normal" && null }, { style: "font-weight=bold" }, { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value) && null }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i", getAttrs: (dom) => dom.style.fontStyle !== "normal" && null }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
    code: { parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  };

  window.fasciaProse = { schema: new model.Schema({ nodes, marks }) };
})();
