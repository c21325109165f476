// Copying a link and printing: buttons that only script can serve are shown by it.

function say(text) {
  for (const place of document.querySelectorAll("[data-copied]")) {
    place.textContent = text;
    setTimeout(() => (place.textContent = ""), 4000);
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say("链接已复制");
  } catch {
    say("浏览器不允许复制，请从地址栏复制链接");
  }
}

for (const link of document.querySelectorAll("[data-copy-link]")) {
  link.addEventListener("click", () => copy(link.href));
}
for (const button of document.querySelectorAll("[data-copy-text]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button.dataset.copyText));
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
