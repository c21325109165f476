// Draws columns of the table by year as bars, the years going up; without the library the table says the same.
// A cell tells its value in data-value; a chart names its columns, its unit, what a unit is, and a line to hold against.

const COLOURS = ["#0b4f9c", "#c77700"];
const LABEL = { position: "top", color: "#1b2430", fontSize: 12 };
const AXIS = { color: "#4b5563", fontSize: 13 };

function library(address) {
  window.duixianCharts ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return window.duixianCharts;
}

function written(number) {
  return number.toLocaleString("zh-CN", { maximumFractionDigits: number < 10 ? 2 : 1 });
}

// Tables begin with the latest year, unless they say that their years go up.
function rising(table) {
  const rows = [...table.tBodies[0].rows];
  return table.dataset.order === "up" ? rows : rows.reverse();
}

function values(table, column, of) {
  return rising(table).map((row) => {
    const value = row.querySelector(`[data-column="${column}"]`)?.dataset.value;
    return value === undefined || value === "" ? null : value / of;
  });
}

function bars(table, place) {
  const { columns, of, unit, stack } = place.dataset;
  return columns.split(" ").map((column, index) => ({
    type: "bar",
    ...(stack && { stack }),
    barMaxWidth: 44,
    itemStyle: { color: COLOURS[index] },
    data: values(table, column, of),
    label: { show: !stack, ...LABEL, formatter: (one) => (one.value === null ? "" : written(one.value) + (unit === "%" ? "%" : "")) },
  }));
}

// Bars upon each other say what they come to, above the topmost.
function summed(series) {
  const sums = series[0].data.map((_, place) => series.reduce((sum, one) => sum + (one.data[place] ?? 0), 0));
  series.at(-1).label = { show: true, ...LABEL, formatter: (one) => (sums[one.dataIndex] ? written(sums[one.dataIndex]) : "") };
}

function limit(place, years) {
  return { type: "line", data: years.map(() => Number(place.dataset.limit)), symbol: "none", silent: true, lineStyle: { color: "#a5281f", type: "dashed", width: 2 } };
}

function options(table, place) {
  const years = rising(table).map((row) => `${row.dataset.year}年`);
  const series = bars(table, place);
  if (place.dataset.stack) summed(series);
  if (place.dataset.limit) series.push(limit(place, years));
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 8, top: 36, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: years, axisLabel: AXIS, axisTick: { show: false } },
    yAxis: { type: "value", name: place.dataset.unit, nameTextStyle: { ...AXIS, align: "left" }, axisLabel: { ...AXIS, formatter: written }, splitNumber: 4, splitLine: { lineStyle: { color: "#e6e9ee" } } },
    series,
  };
}

async function draw(place) {
  const table = document.getElementById(place.dataset.bars);
  const echarts = await library(place.dataset.library);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(options(table, place));
  new ResizeObserver(() => chart.resize()).observe(place);
}

for (const place of document.querySelectorAll("[data-bars]")) {
  place.hidden = false;
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    draw(place).catch(() => (place.hidden = true));
  });
  watcher.observe(place);
}
