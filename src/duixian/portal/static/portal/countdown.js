// The last day of a round: what is left, counted from what the server said, never from the visitor's own clock.

function words(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours) return `${hours}小时${minutes}分`;
  return minutes ? `${minutes}分${seconds % 60}秒` : `${seconds % 60}秒`;
}

const started = performance.now();
for (const place of document.querySelectorAll("[data-left]")) {
  const left = Number(place.dataset.left);
  const count = () => {
    const now = left - (performance.now() - started);
    place.textContent = now > 0 ? words(now) : "0秒，已截止";
    if (now > 0) setTimeout(count, 1000);
  };
  count();
}
