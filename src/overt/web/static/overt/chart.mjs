// Draws the path of the ceiling's test. The table under it says the same in numbers.
import uPlot from "./uPlot.esm.js";

const HEIGHT = 240;

export function drawCharts(root) {
  for (const place of root.querySelectorAll("[data-chart]")) draw(place);
}

function draw(place) {
  const { faces, evidence, boundary } = JSON.parse(place.dataset.chart);
  const ink = getComputedStyle(place).color;
  const axis = { stroke: ink, grid: { stroke: ink, width: 0.2 }, ticks: { stroke: ink, width: 0.4 } };
  const options = {
    width: place.clientWidth,
    height: HEIGHT,
    cursor: { show: false },
    scales: { x: { time: false } },
    legend: { live: false },
    axes: [{ ...axis, label: "Faces seen" }, { ...axis, label: "Evidence" }],
    series: [
      { label: "Faces seen" },
      { label: "Evidence", stroke: ink, width: 2 },
      { label: "Red at or above", stroke: ink, width: 1, dash: [6, 6] },
    ],
  };
  place.replaceChildren();
  new uPlot(options, [faces, evidence, faces.map(() => boundary)], place);
}
