// Saving while one types: says how it stands, tries again when the line was lost, stops when somebody else wrote the
// same, and never lets a colleague's value replace what is being typed. Without script the buttons save.

const form = document.querySelector("form[data-autosave]");
const place = document.getElementById("saving");
const RETRY = 5000;
let sent = null; // what the last request carried
let busy = false;
let dirty = false;
let waiting = null; // the button to press once the request under way has answered

const content = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version");
const values = (all, field) =>
  JSON.stringify(all.filter(([name]) => name === field || name.startsWith(`${field}-`) || field === "other-support"));
const stopped = () => place.querySelector("[data-clash]") !== null;

function say(text) {
  place.textContent = text;
}

function again() {
  setTimeout(() => dirty && !busy && htmx.trigger(form, "flush"), RETRY);
}

function lost(why) {
  dirty = true;
  say(`${why}，最近的修改还没有保存；内容仍在本页，稍后自动再试。`);
  again();
}

form.addEventListener("input", () => {
  dirty = true;
});

form.addEventListener("htmx:beforeRequest", (event) => {
  if (stopped() || waiting) {
    event.preventDefault();
    return;
  }
  sent = content();
  busy = true;
  dirty = false;
  say("正在保存……");
});

// Signed out meanwhile: htmx would leave the page, and what was typed with it.
form.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault();
  dirty = true;
  place.innerHTML = "";
  const link = document.createElement("a");
  link.href = "/my/applications/";
  link.target = "_blank";
  link.textContent = "在新窗口登录";
  place.append("登录已过期，最近的修改还没有保存；内容仍在本页。请", link, "，再回到这里接着填。");
  again();
});

form.addEventListener("htmx:beforeSwap", (event) => {
  const others = (event.detail.xhr.getResponseHeader("X-Changed-By-Others") ?? "").split(",").filter(Boolean);
  const now = content();
  if (others.some((field) => values(now, field) !== values(sent, field))) {
    event.detail.shouldSwap = false; // the next save goes out under the old version, and asks
    dirty = true;
    again();
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target !== form) return;
  busy = false;
  if (waiting !== null) {
    const button = waiting;
    waiting = null;
    form.requestSubmit(button);
  }
});
form.addEventListener("htmx:sendError", () => lost("连接中断"));
form.addEventListener("htmx:timeout", () => lost("连接太慢"));
form.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 403) renew().then(() => lost("页面已过期"));
  else lost("系统暂时没有应答");
});
window.addEventListener("online", () => dirty && htmx.trigger(form, "flush"));

// A sign-in in another window makes a new token for forms.
async function renew() {
  const page = await fetch(location.pathname, { credentials: "same-origin" });
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = fresh.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
}

form.addEventListener("submit", (event) => {
  if (busy) {
    event.preventDefault();
    waiting = event.submitter;
    return;
  }
  dirty = false;
});

// Leaving by a link right after typing: the last change goes along without a page.
window.addEventListener("pagehide", () => {
  if (dirty && !stopped()) navigator.sendBeacon(form.getAttribute("hx-post"), new FormData(form));
});
