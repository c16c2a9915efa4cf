// Saves each answer as it is given. What is not sent yet waits in this browser, by attempt, and survives a
// reload, a crash and hours offline. The page works without any of this: its form saves on Back and Next.

const RETRY_SECONDS = [2, 5, 10, 30];
const form = document.querySelector("[data-quiz-answer], [data-quiz-submit]");
const here = form.dataset.item || "";
const device = matchMedia("(pointer: coarse)").matches ? "phone" : "computer";
const line = form.querySelector("[data-saved-line]");
const words = {
  offline: `Saved on this ${device}. We’ll send it when you’re back online.`,
  unreachable: `We couldn’t reach the server. Your answers are saved on this ${device}. Stay on this page; we’ll send them.`,
  signedOut: `You’ve been signed out. Your answers are saved on this ${device}.`,
  stale: "You answered this question in another window. That answer is kept, and shown here.",
  closed: "This attempt is closed.",
  late: "Your time had run out. What you answered after that is kept with the attempt, and isn’t counted.",
  somebodyElse: `Somebody else is signed in here. Your answers are saved on this ${device}.`,
  refused: "We couldn’t save that answer. Reload the page and choose again.",
  recovered: "All answers are saved again.",
};

// Storage throws where a browser forbids it. Answers then wait in this page only.
const memory = {};
const key = `fascia.outbox.${form.dataset.attempt}`;
const load = () => {
  try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return memory; }
};
const store = (outbox) => {
  Object.keys(memory).forEach((item) => delete memory[item]);
  Object.assign(memory, outbox);
  try {
    if (Object.keys(outbox).length) localStorage.setItem(key, JSON.stringify(outbox));
    else localStorage.removeItem(key);
  } catch { /* see above */ }
};

// randomUUID exists in secure contexts only.
const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

// Ordinary saves are shown, and not announced: eight questions would be eight interruptions.
let troubled = false;
const show = (state, text, link) => {
  line.className = `saved-line${state ? ` is-${state}` : ""}`;
  line.querySelector(".icon")?.remove();
  const icon = document.querySelector(`template[data-icon="${state}"]`);
  if (icon) line.prepend(icon.content.cloneNode(true));
  const place = line.querySelector(".saved-text");
  place.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    Object.assign(anchor, { href: link.href, textContent: link.text, target: link.target ?? "" });
    place.append(" ", anchor);
  }
};
const announce = (text) => { document.querySelector("[data-quiz-announce]").textContent = text; };
const trouble = (state, text, link) => {
  show(state, text, link);
  announce(text);
  troubled = true;
};

const inputs = () => [...form.querySelectorAll('[name="response"], [name^="response."]')];
const isTyped = (input) => input.type === "text" || input.type === "textarea";
const isList = (input) => input.type === "select-one";
// A response is one value for radio buttons and for text, and a list for all else. A question that is made of
// questions has a name for each, and its response is an object by what stands behind the point.
const parts = () => {
  const groups = new Map();
  inputs().forEach((input) => {
    const part = input.name.slice("response.".length);
    groups.set(part, [...(groups.get(part) ?? []), input]);
  });
  return groups;
};
const chosenIn = (group) => {
  const [first] = group;
  if (isTyped(first)) return first.value;
  if (isList(first)) {
    const values = group.map((input) => input.value).filter(Boolean);
    return "single" in first.dataset ? values[0] : values;
  }
  const values = group.filter((input) => input.checked).map((input) => input.value);
  return first.type === "checkbox" ? values : values[0];
};
const chosen = () => {
  const groups = parts();
  if (groups.has("")) return chosenIn(groups.get(""));
  return Object.fromEntries([...groups].map(([part, group]) => [part, chosenIn(group)]).filter(([, value]) => value?.length));
};
const isAnswered = (response) => Object.values(typeof response === "string" ? [response] : response ?? {}).some((value) => value?.length);
const chooseIn = (group, response) => {
  const values = [response ?? []].flat();
  group.forEach((input) => {
    if (isTyped(input)) input.value = values[0] ?? "";
    else if (isList(input)) input.value = [...input.options].find((row) => row.value && values.includes(row.value))?.value ?? "";
    else input.checked = values.includes(input.value);
    input.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
  });
};
const choose = (response) => parts().forEach((group, part) => chooseIn(group, part ? response?.[part] : response));
const differs = (input) => {
  if (isTyped(input)) return input.value !== input.defaultValue;
  if (isList(input)) return !input.selectedOptions[0]?.defaultSelected;
  return input.checked !== input.defaultChecked;
};
const confidence = () => Number(form.querySelector("[name=confidence]:checked")?.value) || undefined;
const chooseConfidence = (value) => form.querySelectorAll("[name=confidence]").forEach((input) => { input.checked = Number(input.value) === value; });
const base = () => Number(form.elements.base?.value || 0);
const setBase = (sequence) => { if (form.elements.base) form.elements.base.value = sequence; };

// The overview beside the question says what has been saved, not what was when the page was made.
const tally = () => {
  const square = document.querySelector(".quiz-square.is-current");
  if (!square) return;
  const answered = isAnswered(chosen());
  square.classList.toggle("is-answered", answered);
  square.querySelector("[data-answered]").textContent = answered ? "answered" : "not answered";
  const count = document.querySelectorAll(".quiz-square.is-answered").length;
  document.querySelector("[data-answered-count]").textContent = count;
  document.querySelector(".thread").value = count;
};

const post = (item, entry) => fetch(form.dataset.save, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  body: JSON.stringify({ item: Number(item), ...entry }),
  redirect: "manual",
  keepalive: true,
});

// Signing in again, in another window, gives a new token: this page learns it from a fresh copy of itself.
const refreshToken = async () => {
  const page = await fetch(location.href, { redirect: "manual" });
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = fresh.querySelector("[data-attempt] [name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  return Boolean(token);
};

const drop = (item, entry) => {
  const outbox = load();
  if (outbox[item]?.client_id === entry.client_id) delete outbox[item];
  store(outbox);
};

const onSaved = (item, entry, { sequence, saved_at }) => {
  const outbox = load();
  if (outbox[item]?.client_id === entry.client_id) delete outbox[item];
  else if (outbox[item]) outbox[item].base = sequence;
  store(outbox);
  if (item === here) {
    setBase(sequence);
    tally();
  }
  const time = new Date(saved_at).toLocaleTimeString("en-US", {
    hour: "numeric", minute: "2-digit", timeZone: form.dataset.timeZone,
  });
  show("saved", item === here ? `Saved ${time}` : words.recovered);
  if (troubled) announce(words.recovered);
  troubled = false;
  if (dialog?.open) dialog.close();
  delete dialog?.dataset.dismissed;
};

const onStale = (item, entry, { current }) => {
  drop(item, entry);
  if (item === here) {
    choose(current.response);
    chooseConfidence(current.confidence);
    setBase(current.sequence);
  }
  trouble("failed", item === here ? words.stale : `Question ${item} was answered in another window. That answer is kept.`);
};

// In place: this page stays as it is, and sends what waits as soon as somebody is signed in again.
const dialog = document.querySelector("[data-quiz-sign-in]");
const onSignedOut = (text = words.signedOut) => {
  const href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  trouble("failed", text, { href, text: "Sign in to send them", target: "_blank" });
  if (!dialog || dialog.open || dialog.dataset.dismissed) return;
  dialog.querySelector("a").href = href;
  dialog.querySelector("[data-device]").textContent = device;
  dialog.showModal();
};
dialog?.addEventListener("close", () => { dialog.dataset.dismissed = "yes"; });

// Each answer that waits is offered, also to an attempt that is closed: the server keeps what comes too late.
let closed = null;
const onClosed = (item, entry, { result, kept }) => {
  drop(item, entry);
  closed = { href: result, kept: kept || closed?.kept };
  trouble("failed", closed.kept ? words.late : words.closed, { href: result, text: "See the result" });
};

const tellTime = (seconds) => dispatchEvent(new CustomEvent("quiz:seconds-left", { detail: seconds }));

// Returns whether the next answer may be sent.
const settle = async (item, entry, response) => {
  if (response.status === 200) {
    const saved = await response.json();
    onSaved(item, entry, saved);
    tellTime(saved.seconds_left);
  } else if (response.status === 409) onStale(item, entry, await response.json());
  else if (response.status === 410) onClosed(item, entry, await response.json());
  else if (response.status === 400) {
    drop(item, entry);
    trouble("failed", item === here ? (await response.json()).error : words.refused);
  } else if (response.status === 413) {
    drop(item, entry);
    trouble("failed", words.refused);
  } else if (response.status === 401 || response.type === "opaqueredirect") {
    onSignedOut();
    return false;
  } else if (response.status === 404) {
    // The page was made for this attempt: whoever is signed in now has none like it. The answers stay.
    onSignedOut(words.somebodyElse);
    return false;
  } else throw new Error(`status ${response.status}`);
  return true;
};

let sending = null;
let failures = 0;
let timer = 0;
const sendAll = async () => {
  for (let next; (next = Object.entries(load())[0]);) {
    const [item, entry] = next;
    let response = await post(item, entry);
    if (response.status === 403 && await refreshToken()) response = await post(item, entry);
    if (response.status === 403) return onSignedOut();
    if (!await settle(item, entry, response)) return undefined;
  }
  failures = 0;
  return undefined;
};
const flush = () => {
  clearTimeout(timer);
  sending ??= sendAll().catch(() => {
    trouble("offline", navigator.onLine ? words.unreachable : words.offline);
    timer = setTimeout(flush, 1000 * RETRY_SECONDS[Math.min(failures, RETRY_SECONDS.length - 1)]);
    failures += 1;
  }).finally(() => { sending = null; });
  return sending;
};

// A line of text is kept with each letter, and sent when the typing pauses.
const keep = (event) => {
  if (event?.target.name === "confidence" && !isAnswered(chosen())) return;
  const outbox = load();
  outbox[here] = { response: chosen(), confidence: confidence(), client_id: newId(), base: outbox[here]?.base ?? base() };
  store(outbox);
  clearTimeout(timer);
  timer = setTimeout(flush, event?.type === "input" ? 900 : 250);
};

const waiting = () => Object.keys(load()).length > 0;
let leaving = false;
form.addEventListener("change", keep);
form.addEventListener("input", (event) => { if (isTyped(event.target)) keep(event); });
form.addEventListener("submit", async (event) => {
  if (leaving || (!waiting() && navigator.onLine)) return;
  event.preventDefault();
  if (sending) await sending;
  await flush();
  if (waiting()) return;
  if (!navigator.onLine) {
    trouble("offline", words.unreachable);
    return;
  }
  leaving = true;
  form.requestSubmit(event.submitter);
});
addEventListener("online", flush);
addEventListener("focus", () => { if (waiting()) flush(); });
// Another window of this attempt may send what waits here: then this line must not say that it waits.
addEventListener("storage", (event) => {
  if (event.key !== key || waiting() || !troubled || closed || !here) return;
  if (isAnswered(chosen())) keep();
});
// Time is up: what waits is sent first, then the attempt is handed in as it stands.
addEventListener("quiz:time-up", async () => {
  if (here && inputs().some(isTyped) && inputs().some(differs)) keep();
  if (sending) await sending;
  if (waiting()) await flush();
  if (closed) location.assign(closed.href);
  else if (!waiting()) document.querySelector("[data-quiz-time-up]").submit();
});
addEventListener("pagehide", () => { if (waiting()) flush(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting()) flush(); });
// A page from the back button's memory has an old base and an old choice.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// A choice made before this script had loaded, or one that the browser restored.
if (inputs().some(differs)) keep();
if (waiting()) {
  const mine = load()[here];
  if (mine) {
    choose(mine.response);
    chooseConfidence(mine.confidence);
  }
  flush();
}
