// Takes clicks on a chart for the list beside it, and shows on the chart what the list says.

const regionOf = (input) => document.querySelector(`.chart-region[data-for="${input.id}"]`);

document.querySelectorAll("[data-hotspot]:not([data-ready])").forEach((place) => {
  place.dataset.ready = "";
  const inputs = [...place.querySelectorAll("input")];
  const show = () => inputs.forEach((input) => regionOf(input).classList.toggle("is-chosen", input.checked));
  place.querySelectorAll(".chart-region").forEach((region) => {
    const input = document.getElementById(region.dataset.for);
    region.addEventListener("click", () => { input.click(); input.focus({ preventScroll: true }); });
    // Looking at a row points at its place, and the other way round.
    const row = input.closest(".option");
    [["pointerenter", true], ["pointerleave", false]].forEach(([event, on]) => {
      region.addEventListener(event, () => row.classList.toggle("is-pointed", on));
      row.addEventListener(event, () => region.classList.toggle("is-pointed", on));
    });
  });
  place.addEventListener("change", show);
  place.addEventListener("restored", show);
  show();
});
