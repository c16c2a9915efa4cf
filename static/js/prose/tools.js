// The toolbar of the editor and the windows that its buttons open.
(() => {
  const { commands, lists, tables, history, state: { TextSelection } } = window.ProseMirror;
  const { schema } = window.fasciaProse;
  const { nodes, marks } = schema;

  const icon = (name) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#icon-${name}`);
    svg.append(use);
    return svg;
  };

  // Wagtail has no picture of these two.
  const TURNS = { undo: "M9 5 4 10l5 5M4 10h9a6 6 0 0 1 0 12h-3", redo: "m15 5 5 5-5 5M20 10h-9a6 6 0 0 0 0 12h3" };
  const turn = (name) => {
    const svg = icon(name);
    svg.setAttribute("viewBox", "0 0 24 24");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [key, value] of Object.entries({ d: TURNS[name], fill: "none", stroke: "currentColor", "stroke-width": "2.5" })) path.setAttribute(key, value);
    svg.replaceChildren(path);
    return svg;
  };

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const inside = (state, type) => {
    for (let depth = state.selection.$from.depth; depth > 0; depth--) if (state.selection.$from.node(depth).type === type) return depth;
    return 0;
  };

  const hasMark = (state, type) => {
    const { from, $from, to, empty } = state.selection;
    return empty ? !!type.isInSet(state.storedMarks || $from.marks()) : state.doc.rangeHasMark(from, to, type);
  };

  const toggleQuote = (state, dispatch) => (inside(state, nodes.blockquote) ? commands.lift(state, dispatch) : commands.wrapIn(nodes.blockquote)(state, dispatch));

  const toggleList = (type) => (state, dispatch) => {
    const other = type === nodes.bullet_list ? nodes.ordered_list : nodes.bullet_list;
    if (inside(state, type)) return lists.liftListItem(nodes.list_item)(state, dispatch);
    const depth = inside(state, other);
    if (depth) {
      if (dispatch) dispatch(state.tr.setNodeMarkup(state.selection.$from.before(depth), type));
      return true;
    }
    return lists.wrapInList(type)(state, dispatch);
  };

  const cell = (type, text = "") => type.create(null, nodes.paragraph.create(null, text ? schema.text(text) : null));
  const insertTable = (state, dispatch) => {
    if (inside(state, nodes.table)) return false;
    const row = (type) => nodes.table_row.create(null, [1, 2, 3].map(() => cell(type)));
    const table = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
    if (dispatch) {
      const at = state.selection.$from.end(1) + 1;
      const transaction = state.tr.insert(Math.min(at, state.doc.content.size), table);
      dispatch(transaction.setSelection(TextSelection.near(transaction.doc.resolve(Math.min(at + 4, transaction.doc.content.size)))).scrollIntoView());
    }
    return true;
  };

  // A window with a form in it: `fill` builds the form and returns what its button does.
  const open = (editor, title, fill) => {
    const close = make("button", { type: "button", className: "button button-secondary", textContent: "Cancel" });
    const done = make("button", { type: "submit", className: "button", textContent: "Insert" });
    const body = make("div", { className: "prose-dialog__body" });
    const heading = make("h2", { textContent: title, id: `prose-dialog-${Date.now()}` });
    const form = make("form", { method: "dialog" }, heading, body, make("div", { className: "prose-dialog__end" }, done, close));
    const dialog = make("dialog", { className: "prose-dialog" }, form);
    dialog.setAttribute("aria-labelledby", heading.id);
    const finish = fill(body, done);
    close.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (finish() !== false) dialog.close();
    });
    dialog.addEventListener("close", () => { dialog.remove(); editor.view.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  };

  const field = (label, input, help) => {
    const line = make("label", { className: "prose-dialog__field" }, make("span", { textContent: label }), input);
    if (help) line.append(make("small", { textContent: help }));
    return line;
  };

  const put = (editor, href, words) => {
    const { state } = editor.view;
    const { from, to, empty } = state.selection;
    const mark = marks.link.create({ href });
    const transaction = empty ? state.tr.replaceSelectionWith(schema.text(words, [mark]), false) : state.tr.addMark(from, to, mark);
    editor.view.dispatch(transaction.removeStoredMark(marks.link).scrollIntoView());
  };

  // Selects the whole link around the cursor, so that it can be changed or taken away.
  const currentLink = (editor) => {
    const { state } = editor.view;
    const { $from, empty } = state.selection;
    const mark = marks.link.isInSet($from.marks()) || ($from.nodeAfter && marks.link.isInSet($from.nodeAfter.marks));
    if (!mark) return "";
    if (empty) {
      let start = $from.pos, end = $from.pos;
      const has = (at) => { const node = state.doc.resolve(at).nodeAfter; return node && mark.isInSet(node.marks); };
      while (start > $from.start() && has(start - 1)) start--;
      while (end < $from.end() && has(end)) end++;
      editor.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, start, end)));
    }
    return mark.attrs.href;
  };

  const ADDRESS = /^(https?:\/\/[^\s/]+|mailto:[^\s@]+@[^\s@]+)/i;
  const linkWindow = (editor) => {
    const now = currentLink(editor);
    open(editor, "Link to a page", (body, done) => {
      const address = make("input", { type: "text", value: ADDRESS.test(now) ? now : "", required: true, spellcheck: false });
      const said = make("p", { className: "prose-dialog__error", role: "alert" });
      body.append(field("Address", address, "As in the browser: https://… An e-mail address works too."), said);
      if (now) {
        const off = make("button", { type: "button", className: "button button-secondary no", textContent: "Remove the link" });
        off.addEventListener("click", () => { const { from, to } = editor.view.state.selection; editor.view.dispatch(editor.view.state.tr.removeMark(from, to, marks.link)); off.closest("dialog").close(); });
        done.after(off);
      }
      return () => {
        let href = address.value.trim();
        if (/^[^\s:/@]+@[^\s@]+\.[^\s@]+$/.test(href)) href = `mailto:${href}`;
        else if (/^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(href)) href = `https://${href}`;
        if (!ADDRESS.test(href)) { said.textContent = "That isn't an address of a page. It begins with https://"; address.focus(); return false; }
        put(editor, href, address.value.trim());
        return true;
      };
    });
  };

  const fetchJson = async (address) => {
    const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  };

  const choices = (items, onPick, kind = "radio") => {
    const list = make("div", { className: "prose-dialog__choices" });
    for (const item of items) {
      const input = make("input", { type: kind, name: "prose-choice", value: item.value, checked: !!item.checked });
      input.addEventListener("change", () => onPick(item, input.checked));
      list.append(make("label", {}, input, make("span", {}, make("strong", { textContent: item.label }), item.detail ? make("small", { textContent: item.detail }) : "")));
    }
    return list;
  };

  // A search field above a list that follows it. `address` takes what was typed.
  const finder = (body, label, empty, address, read, onPick, kind) => {
    const search = make("input", { type: "search", autocomplete: "off" });
    const found = make("div", { role: "status" });
    let latest = 0;
    const look = async () => {
      const mine = ++latest;
      try {
        const items = read(await fetchJson(address(search.value)));
        if (mine === latest) found.replaceChildren(items.length ? choices(items, onPick, kind) : make("p", { textContent: empty }));
      } catch {
        if (mine === latest) found.replaceChildren(make("p", { textContent: "The list can't be reached right now. Nothing is lost; try again." }));
      }
    };
    let timer;
    search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 200); });
    body.append(field(label, search), found);
    look();
  };

  const citeWindow = (editor) => open(editor, "Cite a source", (body, done) => {
    const { state } = editor.view;
    const before = state.selection.node && state.selection.node.type === nodes.citation ? state.selection.node.attrs.keys.split(" ") : [];
    const picked = new Map(before.map((key) => [key, editor.labels[key] || key]));
    const summary = make("p", { className: "prose-dialog__picked" });
    const show = () => { summary.textContent = picked.size ? `Cites ${[...picked.values()].join("; ")}` : "Choose one or several."; };
    done.textContent = "Cite";
    finder(body, "Author, year or words of the title", "Nothing in the library fits. Add the source under References first.",
      (typed) => `${editor.urls.references}?q=${encodeURIComponent(typed)}`,
      (answer) => answer.items.map((item) => ({ value: item.key, label: item.label, detail: item.title, checked: picked.has(item.key) })),
      (item, on) => { on ? picked.set(item.value, item.label) : picked.delete(item.value); show(); }, "checkbox");
    body.append(summary);
    show();
    return () => {
      if (!picked.size) return false;
      picked.forEach((label, key) => { editor.labels[key] = label; });
      editor.view.dispatch(editor.view.state.tr.replaceSelectionWith(nodes.citation.create({ keys: [...picked.keys()].join(" ") }), false).scrollIntoView());
      return true;
    };
  });

  // What a lesson link or a claim link may lead to, from the server. The page is the one in the address bar.
  const pageOf = () => (location.pathname.match(/\/pages\/(?:add\/[^/]+\/[^/]+\/)?(\d+)\//) || [])[1] || "";
  const targetWindow = (title, urlName, scheme, label, empty) => (editor) => open(editor, title, (body) => {
    let target = null;
    finder(body, label, empty,
      (typed) => `${editor.urls[urlName]}?page=${pageOf()}&q=${encodeURIComponent(typed)}`,
      (answer) => answer.items.map((item) => ({ value: item.target, label: item.label, detail: item.detail })),
      (item) => { target = item; });
    return () => {
      if (!target) return false;
      currentLink(editor);
      put(editor, `${scheme}:${target.value}`, target.label);
      return true;
    };
  });
  const lessonWindow = targetWindow("Link to a lesson", "lessons", "lesson", "Title of the lesson or heading", "No other lesson or heading fits.");
  const claimWindow = targetWindow("Mark these words as a claim", "claims", "claim", "Words of the claim", "No claim of this lesson fits. Add a claim block and save the draft first.");

  const termWindow = targetWindow("Explain a word", "terms", "term", "The word", "The glossary has no such word. Add it under Courses → Glossary first.");

  const style = (level) => (state, dispatch) => (level ? commands.setBlockType(nodes.heading, { level })(state, dispatch) : commands.setBlockType(nodes.paragraph)(state, dispatch));
  const mark = (type) => ({ run: commands.toggleMark(type), on: (state) => hasMark(state, type) });
  const TOOLS = {
    bold: { label: "Bold", icon: "bold", ...mark(marks.strong) },
    italic: { label: "Italic", icon: "italic", ...mark(marks.em) },
    bullets: { label: "Bulleted list", icon: "list-ul", run: toggleList(nodes.bullet_list), on: (state) => inside(state, nodes.bullet_list) > 0 },
    numbers: { label: "Numbered list", icon: "list-ol", run: toggleList(nodes.ordered_list), on: (state) => inside(state, nodes.ordered_list) > 0 },
    quote: { label: "Quotation", icon: "openquote", run: toggleQuote, on: (state) => inside(state, nodes.blockquote) > 0 },
    table: { label: "Table", icon: "table", run: insertTable },
    link: { label: "Link to a page", icon: "link", open: linkWindow, on: (state) => hasMark(state, marks.link) },
    lesson: { label: "Link to a lesson", icon: "doc-empty", open: lessonWindow },
    cite: { label: "Cite a source", icon: "clipboard-list", words: "Cite", open: citeWindow },
    claim: { label: "Mark a claim", icon: "circle-check", words: "Claim", open: claimWindow },
    term: { label: "Explain a word", icon: "title", words: "Word", open: termWindow },
    undo: { label: "Undo", run: history.undo },
    redo: { label: "Redo", run: history.redo },
  };
  const TABLE = [
    ["Add a row", tables.addRowAfter], ["Add a column", tables.addColumnAfter],
    ["Delete the row", tables.deleteRow], ["Delete the column", tables.deleteColumn], ["Delete the table", tables.deleteTable],
  ];
  const STYLES = [["Text", 0], ["Heading", 2], ["Smaller heading", 3], ["Smallest heading", 4]];

  // Arrow keys walk along the bar, as in every toolbar; Tab leaves it.
  const walk = (bar) => bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.tagName === "SELECT") return;
    const all = [...bar.querySelectorAll("button, select")].filter((each) => !each.disabled && each.offsetParent);
    const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    all.forEach((each) => { each.tabIndex = each === next ? 0 : -1; });
    next.focus();
    event.preventDefault();
  });

  const toolbar = (editor, names) => {
    const bar = make("div", { className: "prose-bar" });
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Formatting");
    const updates = [];
    if (names.includes("headings")) {
      const choose = make("select", { title: "Style of the paragraph" }, ...STYLES.map(([label, level]) => make("option", { value: level, textContent: label })));
      choose.setAttribute("aria-label", "Style of the paragraph");
      choose.addEventListener("change", () => { style(Number(choose.value))(editor.view.state, editor.view.dispatch); editor.view.focus(); });
      updates.push((state) => { const { parent } = state.selection.$from; choose.value = parent.type === nodes.heading ? Math.min(parent.attrs.level, 4) : 0; });
      bar.append(choose);
    }
    for (const name of names.filter((each) => TOOLS[each])) {
      const tool = TOOLS[name];
      const button = make("button", { type: "button", className: "prose-tool", title: tool.label }, TURNS[name] ? turn(name) : icon(tool.icon), tool.words || "");
      button.setAttribute("aria-label", tool.label);
      if (tool.on) updates.push((state) => button.setAttribute("aria-pressed", tool.on(state)));
      if (tool.run) updates.push((state) => { button.disabled = !tool.run(state); });
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => { if (tool.open) tool.open(editor); else { tool.run(editor.view.state, editor.view.dispatch, editor.view); editor.view.focus(); } });
      bar.append(button);
    }
    const more = make("div", { className: "prose-bar__table", hidden: true });
    for (const [label, run] of TABLE) {
      const button = make("button", { type: "button", className: "prose-tool", textContent: label });
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => { run(editor.view.state, editor.view.dispatch); editor.view.focus(); });
      more.append(button);
    }
    updates.push((state) => { more.hidden = !inside(state, nodes.table); });
    bar.append(more);
    walk(bar);
    return { bar, update: (state) => updates.forEach((each) => each(state)) };
  };

  Object.assign(window.fasciaProse, { toolbar, windows: { link: linkWindow, cite: citeWindow } });
})();
