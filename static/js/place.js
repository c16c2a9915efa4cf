// Where the reader is, and for how long somebody was there. Resumes at that block on any device. What cannot be
// sent waits in this browser. Without this script the lesson is the same, from its beginning.
(() => {
  const BEAT = 20; // seconds of activity after which the server is told
  const IDLE = 60_000; // without a touch, a key or a scroll for so long, nobody is there
  const reader = document.querySelector(".reader[data-stopped]");
  if (!reader) return;
  const address = `${location.pathname}place/`;
  const waiting = `fascia.place.${location.pathname}`;
  const token = document.querySelector("template[data-block-tools]").content.querySelector("[name=csrfmiddlewaretoken]").value;
  const blocks = [...reader.querySelectorAll('.prose [id^="b-"]')];
  const line = document.querySelector(".topbar-place");
  const minutes = Number(line.textContent.match(/(\d+) min left/)?.[1] || 0);
  let active = 0;
  let told = null;
  let touched = Date.now();

  // Storage throws where a browser forbids it; the place is then kept on the server alone.
  const recall = () => { try { return JSON.parse(localStorage.getItem(waiting)); } catch { return null; } };
  const store = (news) => {
    try { news ? localStorage.setItem(waiting, JSON.stringify(news)) : localStorage.removeItem(waiting); } catch { /* see above */ }
  };

  const bar = () => document.querySelector(".topbar").offsetHeight + 24;
  const here = () => {
    const passed = blocks.filter((block) => block.getBoundingClientRect().top <= bar());
    return passed.length ? passed[passed.length - 1].id.slice(2) : "";
  };

  const send = async (news) => {
    const body = new FormData();
    const ago = Math.round((Date.now() - news.at) / 1000);
    Object.entries({ csrfmiddlewaretoken: token, block: news.block, seconds: news.seconds, ago }).forEach(([name, value]) => body.append(name, value));
    try {
      const answer = await fetch(address, { method: "POST", body, keepalive: true, redirect: "manual" });
      return answer.status === 204 || (answer.status >= 400 && answer.status < 500);
    } catch { return false; }
  };
  const tell = async () => {
    const block = here();
    if (block === told && active < 1) return;
    const news = { block, seconds: Math.round(active), at: Date.now() };
    active = 0;
    told = block;
    store(news);
    if (await send(news)) store(null);
  };
  const catchUp = async () => {
    const news = recall();
    if (news && (await send(news))) store(null);
  };

  const countDown = () => {
    if (!minutes) return;
    const text = reader.querySelector(".prose");
    const seen = innerHeight - text.getBoundingClientRect().top;
    const left = Math.ceil(minutes * Math.min(1, Math.max(0, 1 - seen / text.offsetHeight)));
    const words = left > 0 ? `${left} min left` : "at the end";
    line.textContent = line.textContent.replace(/(\d+ min left|at the end)$/, words);
  };

  const resume = () => {
    const [navigation] = performance.getEntriesByType("navigation");
    const stopped = recall()?.block ?? reader.dataset.stopped;
    const block = document.getElementById(`b-${stopped}`);
    if (!stopped || !block || location.hash || navigation?.type === "back_forward" || block === blocks[0]) return;
    const told = document.querySelector("template[data-resumed]").content.cloneNode(true);
    block.before(told);
    block.previousElementSibling.scrollIntoView();
  };

  addEventListener("DOMContentLoaded", () => {
    resume();
    countDown();
    catchUp();
    ["scroll", "pointerdown", "keydown", "touchstart"].forEach((kind) =>
      addEventListener(kind, () => { touched = Date.now(); }, { passive: true }));
    addEventListener("scroll", countDown, { passive: true });
    addEventListener("online", catchUp);
    setInterval(() => {
      if (document.visibilityState === "visible" && Date.now() - touched < IDLE) active += 1;
      if (active >= BEAT) tell();
    }, 1000);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
    addEventListener("pagehide", tell);
  });
})();
