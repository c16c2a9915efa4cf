// A note, a bookmark or a question at any block, without leaving the lesson. Notes that cannot be sent wait in
// this browser, and so do drafts. Without this script the page of notes does the same.
(() => {
  const template = document.querySelector("template[data-block-tools]");
  if (!template) return;
  const device = matchMedia("(pointer: coarse)").matches ? "phone" : "computer";
  const key = `fascia.notes.${location.pathname}`;
  const words = {
    saved: "Saved. Only you can see it.",
    offline: `Saved on this ${device}. We’ll send it when you’re back online.`,
    refused: "We couldn’t save that. Shorten it, or copy it and reload the page.",
    signedOut: `You’ve been signed out. Your note is saved on this ${device}; sign in and we’ll send it.`,
  };

  // Storage throws where a browser forbids it. Notes then wait in this page only.
  let memory = { drafts: {}, outbox: {} };
  const load = () => {
    try { return { drafts: {}, outbox: {}, ...JSON.parse(localStorage.getItem(key)) }; } catch { return memory; }
  };
  const store = (kept) => {
    memory = kept;
    try { localStorage.setItem(key, JSON.stringify(kept)); } catch { /* see above */ }
  };
  const change = (edit) => { const kept = load(); edit(kept); store(kept); };

  // randomUUID exists in secure contexts only.
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };

  const post = async (address, fields) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", template.content.querySelector("[name=csrfmiddlewaretoken]").value);
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) return { state: "signedOut" };
      return answer.ok ? { state: "saved", said: await answer.json() } : { state: answer.status < 500 ? "refused" : "offline" };
    } catch { return { state: "offline" }; }
  };

  const beside = (block, mark) => {
    block.querySelector(":scope > .block-tools").before(mark);
  };
  const shown = (note) => {
    const mark = document.createElement("div");
    mark.className = "kept is-beside";
    const text = document.createElement("p");
    text.className = "kept-text";
    text.textContent = note.text;
    mark.append(text);
    return mark;
  };

  const flush = async () => {
    for (const [id, note] of Object.entries(load().outbox)) {
      const { state } = await post(template.dataset.notes, { ...note, client_id: id });
      if (state === "saved" || state === "refused") change((kept) => { delete kept.outbox[id]; });
    }
  };

  const serveNote = (form, block, say) => {
    const area = form.elements.text;
    const where = block.id.slice(2);
    area.value = load().drafts[where] || "";
    area.addEventListener("input", () => change((kept) => { kept.drafts[where] = area.value; }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = area.value.trim();
      if (!text) return;
      const id = newId();
      change((kept) => { kept.outbox[id] = { block: where, text }; delete kept.drafts[where]; });
      const { state, said } = await post(template.dataset.notes, { block: where, text, client_id: id });
      say(words[state]);
      if (state === "refused") {
        change((kept) => { delete kept.outbox[id]; kept.drafts[where] = text; });
        return;
      }
      if (state === "saved") change((kept) => { delete kept.outbox[id]; });
      area.value = "";
      const mark = shown({ text });
      if (said) {
        const link = document.createElement("a");
        Object.assign(link, { href: said.url, textContent: "Change or delete" });
        const acts = document.createElement("p");
        acts.className = "kept-acts";
        acts.append(link);
        mark.append(acts);
      }
      beside(block, mark);
    });
  };

  const serveBookmark = (form, block, say) => {
    const button = form.querySelector("button");
    const name = button.querySelector("span");
    const show = (is) => { button.setAttribute("aria-pressed", String(is)); name.textContent = is ? "Bookmarked" : "Bookmark"; };
    show(Boolean(document.querySelector(`[data-mark="bookmark"][data-block="${block.id.slice(2)}"]`)));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const wanted = button.getAttribute("aria-pressed") !== "true";
      const { state } = await post(form.action, { block: block.id.slice(2), ...(wanted ? { wanted: "on" } : {}) });
      if (state === "saved") show(wanted);
      say(state === "saved" ? (wanted ? "Bookmarked." : "The bookmark is removed.") : "We couldn’t reach the server. Try again when you’re online.");
    });
  };

  const serve = (block) => {
    const tools = template.content.querySelector(".block-tools").cloneNode(true);
    const line = tools.querySelector("[role=status]");
    const say = (text) => { line.textContent = text; };
    const first = block.textContent.trim().split(/\s+/).slice(0, 6).join(" ");
    tools.querySelector("summary").setAttribute("aria-label", `Note, bookmark or question at “${first}…”`);
    tools.querySelectorAll("a[data-at-block]").forEach((link) => { link.href += `?block=${block.id.slice(2)}`; });
    block.append(tools);
    serveNote(tools.querySelector("form[data-note]"), block, say);
    serveBookmark(tools.querySelector("form[data-bookmark]"), block, say);
  };

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll('.reader .prose [id^="b-"]').forEach(serve);
    flush();
    addEventListener("online", flush);
  });
})();
