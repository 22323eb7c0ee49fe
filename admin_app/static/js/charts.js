// Draws the bars of a table's numbers, in the colours of the theme; a click leads where the number in the table leads.
import "../vendor/chart.js/chart.umd.js";

const LONGEST_LABEL = { narrow: 16, wide: 30 };

export function enhance(box) {
  const { Chart } = globalThis;
  const table = document.querySelector(box.dataset.chart);
  const rows = [...table.tBodies[0].rows];
  const kinds = [...table.tHead.querySelectorAll("[data-kind]")];
  const titles = rows.map((row) => row.cells[0].textContent.trim());
  const cells = (kind) => rows.map((row) => row.cells[kind.cellIndex]);

  const shareColour = ({ dataset: { kind } }) => getComputedStyle(document.querySelector(`.legend-${kind}`), "::before").backgroundColor;
  const colour = (property) => () => getComputedStyle(box)[property];

  Object.assign(Chart.defaults.font, { family: getComputedStyle(box).fontFamily, size: 13 });
  const chart = new Chart(box.querySelector("canvas"), {
    type: "bar",
    data: {
      labels: titles,
      datasets: kinds.map((kind) => ({
        kind: kind.dataset.kind,
        label: kind.textContent.trim(),
        data: cells(kind).map((cell) => Number(cell.dataset.count)),
        stack: "lessons",
        barThickness: 18,
        borderRadius: 3,
        borderSkipped: false,
        borderWidth: { right: 1 },
        backgroundColor: shareColour,
        borderColor: colour("backgroundColor"),
      })),
    },
    options: {
      indexAxis: "y",
      locale: document.documentElement.lang,
      animation: false,
      maintainAspectRatio: false,
      plugins: {
        colors: { enabled: false },
        legend: { display: false },
        tooltip: { callbacks: { title: ([item]) => titles[item.dataIndex] } },
      },
      interaction: { mode: "nearest", axis: "xy", intersect: true },
      scales: {
        x: {
          stacked: true,
          beginAtZero: true,
          border: { display: false },
          grid: { color: colour("borderTopColor") },
          ticks: { precision: 0, color: colour("color") },
        },
        y: {
          stacked: true,
          grid: { display: false },
          ticks: { autoSkip: false, color: colour("color"), callback: (index) => shortened(titles[index], box) },
        },
      },
      onHover: (event, [bar]) => {
        event.native.target.style.cursor = bar ? "pointer" : "";
      },
      onClick: (event, [bar]) => {
        const link = bar && cells(kinds[bar.datasetIndex])[bar.index].querySelector("a");
        if (link) {
          location.assign(link.href);
        }
      },
    },
  });
  const repaint = () => chart.update("none");
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

function shortened(title, box) {
  const longest = LONGEST_LABEL[box.clientWidth < 500 ? "narrow" : "wide"];
  return title.length > longest ? `${title.slice(0, longest - 1).trimEnd()}…` : title;
}
