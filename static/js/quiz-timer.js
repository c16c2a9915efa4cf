// Counts down what the server said is left. The clock of this device is never read: a sleep, a wrong date or a
// change of time zone moves nothing. More time that is given meanwhile arrives with the next answer, or within a minute.

const clock = document.querySelector("[data-seconds-left]");
const words = clock.querySelector("[data-time-left]");
const hide = clock.querySelector("button");
const announce = (text) => { document.querySelector("[data-quiz-announce]").textContent = text; };
const WARNINGS = [600, 120, 30];
const POLL_SECONDS = 60;

let ends = performance.now() + 1000 * Number(clock.dataset.secondsLeft);
let warned = WARNINGS.filter((seconds) => seconds >= Number(clock.dataset.secondsLeft));
let over = false;
const left = () => Math.ceil((ends - performance.now()) / 1000);

const spoken = (seconds) => {
  const [number, unit] = seconds >= 100 ? [Math.ceil(seconds / 60), "minute"] : [Math.max(seconds, 0), "second"];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
};

const correct = (seconds) => {
  if (seconds === null) { clock.hidden = true; ends = Infinity; return; }
  if (seconds === undefined) return;
  const before = left();
  ends = performance.now() + 1000 * seconds;
  if (seconds > before + 5) announce(`You have been given more time: ${spoken(seconds)} left.`);
  warned = warned.filter((mark) => mark >= seconds);
};
addEventListener("quiz:seconds-left", (event) => correct(event.detail));

const ask = async () => {
  try {
    const response = await fetch(clock.dataset.state, { redirect: "manual" });
    if (response.ok) {
      const state = await response.json();
      if (state.closed) location.assign(state.result);
      else correct(state.seconds_left);
    }
  } catch { /* offline: the outbox says so, and the time runs on */ }
};

const draw = () => {
  const seconds = left();
  words.textContent = `${spoken(seconds)} left`;
  clock.classList.toggle("is-short", seconds <= 120);
  const due = WARNINGS.find((mark) => seconds <= mark && !warned.includes(mark));
  if (due !== undefined && seconds > 0) {
    warned = [...warned, ...WARNINGS.filter((mark) => mark >= due)];
    clock.classList.remove("is-hidden");
    hide.textContent = "Hide";
    announce(`${spoken(seconds)} left. Whatever you’ve answered by then is handed in.`);
  }
};

const tick = async () => {
  if (over || ends === Infinity) return;
  if (left() <= 0) {
    over = true;
    await ask();
    if (left() > 0) over = false;
    else {
      words.textContent = "Time is up";
      announce("Time is up. Your answers are being handed in.");
      dispatchEvent(new CustomEvent("quiz:time-up"));
      // Offline, nothing can be handed in: try again until the server has closed it by itself.
      setInterval(() => dispatchEvent(new CustomEvent("quiz:time-up")), 10_000);
    }
    return;
  }
  draw();
};

hide.hidden = false;
hide.addEventListener("click", () => {
  const isHidden = clock.classList.toggle("is-hidden");
  hide.textContent = isHidden ? "Show the time" : "Hide";
});
draw();
setInterval(tick, 500);
setInterval(ask, 1000 * POLL_SECONDS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
