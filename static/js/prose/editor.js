// Puts an editor in the place of each [data-prose] field. The field itself keeps the document as JSON.
(() => {
  const { model, state: { EditorState, Plugin }, view: { EditorView }, keymap: { keymap }, history, commands, lists, tables, rules, gapcursor, dropcursor } = window.ProseMirror;
  const { schema, toolbar, clean, windows } = window.fasciaProse;
  const { nodes, marks } = schema;

  const listRule = (expression, type, attrs) => rules.wrappingInputRule(expression, type, attrs);
  const typing = rules.inputRules({
    rules: [listRule(/^\s*([-*])\s$/, nodes.bullet_list), listRule(/^(\d+)\.\s$/, nodes.ordered_list, (found) => ({ start: Number(found[1]) }))],
  });

  const keys = (editor) => ({
    "Mod-b": commands.toggleMark(marks.strong),
    "Mod-i": commands.toggleMark(marks.em),
    "Mod-z": history.undo,
    "Mod-y": history.redo,
    "Shift-Mod-z": history.redo,
    "Mod-k": () => { windows.link(editor); return true; },
    "Shift-Enter": commands.chainCommands(commands.exitCode, (state, dispatch) => { if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView()); return true; }),
    Enter: lists.splitListItem(nodes.list_item),
    "Mod-]": lists.sinkListItem(nodes.list_item),
    "Mod-[": lists.liftListItem(nodes.list_item),
    Tab: commands.chainCommands(tables.goToNextCell(1), lists.sinkListItem(nodes.list_item)),
    "Shift-Tab": commands.chainCommands(tables.goToNextCell(-1), lists.liftListItem(nodes.list_item)),
  });

  // Every second-level heading can be linked to. Its name is made here, once, and stays when its words change.
  const nameHeadings = new Plugin({
    appendTransaction(transactions, before, now) {
      if (!transactions.some((each) => each.docChanged)) return null;
      const seen = new Set();
      let change = null;
      now.doc.descendants((node, at) => {
        if (node.type !== nodes.heading) return;
        if (node.attrs.level === 2 && (!node.attrs.key || seen.has(node.attrs.key))) {
          const key = `h${crypto.getRandomValues(new Uint32Array(1))[0].toString(16)}`;
          change = (change || now.tr).setNodeMarkup(at, null, { ...node.attrs, key });
        }
        seen.add(node.attrs.key);
      });
      return change;
    },
  });

  class Citation {
    constructor(node, editor) {
      this.dom = document.createElement("span");
      this.dom.className = "prose-cite";
      this.dom.dataset.cites = node.attrs.keys;
      this.dom.textContent = node.attrs.keys.split(" ").map((key) => editor.labels[key] || key).join("; ");
    }
  }

  const mount = (field) => {
    const settings = JSON.parse(field.dataset.prose);
    const stored = field.value ? JSON.parse(field.value) : { source: "", doc: null, labels: {} };
    const place = document.createElement("div");
    place.className = "prose-editor";
    const editor = { labels: stored.labels || {}, urls: settings.urls, view: null };
    const { bar, update } = toolbar(editor, settings.tools);
    const host = document.createElement("div");
    host.className = "prose-host";
    place.append(bar, host);
    field.after(place);
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);

    const changed = () => {
      field.value = JSON.stringify({ fascia: 1, source: stored.source || "", labels: editor.labels, doc: editor.view.state.doc.toJSON() });
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };

    editor.view = new EditorView(host, {
      state: EditorState.create({
        doc: stored.doc ? model.Node.fromJSON(schema, stored.doc) : undefined,
        schema,
        plugins: [typing, keymap(keys(editor)), keymap(commands.baseKeymap), history.history(), nameHeadings, tables.tableEditing(), gapcursor.gapCursor(), dropcursor.dropCursor()],
      }),
      attributes: { class: "prose-text", role: "textbox", "aria-multiline": "true", "aria-label": label ? label.textContent.replace("*", "").trim() : settings.label || "Text", spellcheck: "true" },
      nodeViews: { citation: (node) => new Citation(node, editor) },
      transformPastedHTML: clean,
      handleDOMEvents: { click: (view, event) => { if (event.target.closest && event.target.closest("a")) event.preventDefault(); return false; } },
      handleDoubleClickOn: (view, at, node) => { if (node.type !== nodes.citation) return false; windows.cite(editor); return true; },
      dispatchTransaction(transaction) {
        this.updateState(this.state.apply(transaction));
        update(this.state);
        if (transaction.docChanged) changed();
      },
    });
    update(editor.view.state);
    field.addEventListener("focus", () => editor.view.focus());
    field.proseEditor = editor;
  };

  const start = (root) => {
    const fields = root.matches && root.matches("[data-prose]") ? [root] : root.querySelectorAll ? root.querySelectorAll("[data-prose]") : [];
    for (const field of fields) if (!field.proseEditor && !/__(NAME|prefix)__/.test(field.name) && field.isConnected) mount(field);
  };

  // In a StreamField, Wagtail draws the widget when its block is added.
  class Widget {
    constructor(html) { this.html = html; }

    render(placeholder, name, id, state) {
      const holder = document.createElement("div");
      holder.innerHTML = this.html.replace(/__NAME__/g, name).replace(/__ID__/g, id).trim();
      const field = holder.querySelector("[data-prose]");
      const parts = [...holder.childNodes];
      placeholder.replaceWith(...parts);
      field.value = state || "";
      requestAnimationFrame(() => start(field));
      const textOf = (node) => node.text || (node.content || []).map(textOf).join(" ");
      // The editor itself begins a moment later than Wagtail asks.
      const words = () => { try { return field.proseEditor ? field.proseEditor.view.state.doc.textContent : textOf(JSON.parse(field.value).doc); } catch { return ""; } };
      return {
        idForLabel: id,
        getValue: () => field.value,
        getState: () => field.value,
        setState: (value) => { field.value = value; },
        setInvalid: (bad) => field.setAttribute("aria-invalid", bad ? "true" : "false"),
        getValueForLabel: words,
        getTextLabel: (options) => { const text = words(), most = (options && options.maxLength) || 60; return text.length > most ? `${text.slice(0, most - 1)}…` : text; },
        focus: () => field.proseEditor && field.proseEditor.view.focus(),
        setCapabilityOptions: () => {},
      };
    }
  }
  if (window.telepath) window.telepath.register("fascia.prose.Widget", Widget);

  const begin = () => {
    start(document);
    // Forms that are added later, such as another instructor.
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(start))).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
