// The speed of a film or a recording, remembered on this device; and the captions of what has no picture.
(() => {
  const KEY = "fascia.speed";
  const players = [...document.querySelectorAll("[data-recording]")].map((figure) => ({
    figure,
    player: figure.querySelector("video, audio"),
    choice: figure.querySelector("[data-speed] select"),
  })).filter(({ player, choice }) => player && choice);

  // Storage throws where a browser forbids it; the choice then lasts as long as the page.
  const recall = () => {
    try { return localStorage.getItem(KEY) || "1"; } catch { return "1"; }
  };
  const remember = (speed) => {
    try { localStorage.setItem(KEY, speed); } catch { /* see above */ }
  };

  const play = (speed) => players.forEach(({ player, choice }) => {
    if (![...choice.options].some((option) => option.value === speed)) return;
    choice.value = speed;
    player.defaultPlaybackRate = player.playbackRate = Number(speed);
  });

  // A recording without a picture shows no captions by itself.
  const follow = (figure, player) => {
    const line = figure.querySelector("[data-line]");
    const track = player.textTracks[0];
    if (!line || !track) return;
    track.mode = "hidden";
    line.hidden = false;
    track.addEventListener("cuechange", () => {
      line.textContent = [...(track.activeCues || [])].map((cue) => cue.getCueAsHTML().textContent).join("\n");
    });
  };

  players.forEach(({ figure, player, choice }) => {
    figure.querySelector("[data-speed]").hidden = false;
    choice.addEventListener("change", () => { remember(choice.value); play(choice.value); });
    follow(figure, player);
  });
  play(recall());
})();
