// Uploads one file at a time with its progress; files may also be dropped on an item. Without this script the form itself works.

const COUNT = 100;

function send(form, file, row) {
  return new Promise((resolve) => {
    const body = new FormData(form);
    body.delete("files");
    body.append("files", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    const bar = row.querySelector("progress");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((event.loaded / event.total) * COUNT);
    });
    request.upload.addEventListener("load", () => row.append(" 正在检查、查毒……"));
    request.addEventListener("load", () => resolve(request.status === 200 ? request.responseText : ""));
    request.addEventListener("error", () => resolve(""));
    request.send(body);
  });
}

function waiting(form, file) {
  const row = document.createElement("li");
  row.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = COUNT;
  bar.value = 0;
  bar.setAttribute("aria-label", `${file.name}的上传进度`);
  row.append(bar);
  form.querySelector(".evidence-progress").append(row);
  return row;
}

function replaced(id, html) {
  const made = new DOMParser().parseFromString(html, "text/html").getElementById(id);
  const old = document.getElementById(id);
  if (made && old) old.replaceWith(made);
  return made;
}

async function upload(form, files) {
  const id = form.dataset.upload;
  const refused = [];
  let failed = false;
  for (const file of files) {
    const current = document.getElementById(id)?.querySelector("[data-upload]");
    if (!current) break;
    const html = await send(current, file, waiting(current, file));
    if (!html) {
      failed = true;
      break;
    }
    const made = replaced(id, html);
    refused.push(...(made?.querySelectorAll("[role=alert]") ?? []));
  }
  const item = document.getElementById(id);
  for (const message of refused) if (!message.isConnected) item.querySelector("h2").after(message);
  const form_ = item.querySelector("[data-upload]");
  if (failed && form_) form_.querySelector(".evidence-progress").textContent = "没有传完：网络中断或登录已失效。请刷新页面后再传，已传的不受影响。";
  if (form_) ready(form_);
  item.focus();
}

function ready(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "yes";
  form.addEventListener("submit", (event) => {
    const { files } = form.elements.namedItem("files");
    if (!files.length) return;
    event.preventDefault();
    upload(form, [...files]);
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    upload(form, [...event.dataTransfer.files]);
  });
}

for (const form of document.querySelectorAll("[data-upload]")) ready(form);
