// Draws a table of amounts as lines: first column across, the other columns up. The chart library is fetched
// only when the chart comes into view; without it the table says the same.

const FEN_PER_WAN = 1000000;
const COLOURS = ["#0b4f9c", "#8a4b00"];

function wan(fen) {
  return fen / FEN_PER_WAN;
}

function written(number) {
  return number.toLocaleString("zh-CN", { maximumFractionDigits: 2 });
}

function library(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
}

function lines(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.dataset.name);
  return names.map((name, column) => ({
    name,
    points: [...table.tBodies[0].rows].map((row) => ({
      at: [wan(row.cells[0].dataset.fen), wan(row.cells[column + 1].dataset.fen)],
      knee: row.cells[column + 1].dataset.knee !== undefined,
    })),
  }));
}

function series(line, index) {
  const colour = COLOURS[index % COLOURS.length];
  return {
    type: "line",
    name: line.name,
    lineStyle: { width: 3, color: colour },
    itemStyle: { color: colour },
    symbol: "circle",
    data: line.points.map((point) => ({
      value: point.at,
      symbolSize: point.knee ? 11 : 0,
      label: {
        show: point.knee,
        ...(index
          ? { position: "right", offset: [0, 16], distance: 4 }
          : { position: "top", distance: 10 }),
        color: colour,
        fontWeight: "bold",
        formatter: () => `${line.name ? `${line.name}：` : ""}${written(point.at[0])}万元起封顶`,
      },
    })),
  };
}

function options(table) {
  const drawn = lines(table);
  const style = getComputedStyle(document.body);
  const most = Math.max(...drawn.flatMap((line) => line.points.map((point) => point.at[1])));
  const axis = { color: "#4b5563", fontSize: 13, formatter: written };
  return {
    animation: false,
    textStyle: { fontFamily: style.fontFamily },
    grid: { left: 12, right: 28, top: 40, bottom: 28, containLabel: true },
    xAxis: { type: "value", name: table.dataset.across, nameLocation: "middle", nameGap: 30, nameTextStyle: axis, axisLabel: axis, splitLine: { show: false } },
    yAxis: { type: "value", name: "测算上限（万元）", nameTextStyle: { ...axis, align: "left" }, axisLabel: axis, max: Math.ceil(most * 1.2), splitLine: { lineStyle: { color: "#e6e9ee" } } },
    series: drawn.map(series),
  };
}

async function draw(place) {
  const table = document.getElementById(place.dataset.chart);
  const echarts = await library(place.dataset.library);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(options(table));
  new ResizeObserver(() => chart.resize()).observe(place);
}

for (const place of document.querySelectorAll("[data-chart]")) {
  place.hidden = false;
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    draw(place).catch(() => (place.hidden = true));
  });
  watcher.observe(place);
}
