"use strict";
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
document.getElementById("theme").addEventListener("click", () => {
  const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
});

/** Search boxes and lists of choices: what does not fit is hidden, and fades in the picture. */
for (const tools of document.querySelectorAll(".tools")) {
  const items = [...document.querySelectorAll(`#${tools.dataset.of} [data-text]`)];
  const search = tools.querySelector("input");
  const choices = [...tools.querySelectorAll("select")];
  const count = tools.querySelector("output");
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const fits = words.every((word) => item.dataset.text.includes(word)) &&
        choices.every((choice) => !choice.value || item.dataset[choice.name] === choice.value);
      if (item instanceof SVGElement) item.classList.toggle("faded", !fits);
      else item.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const group of document.querySelectorAll(`#${tools.dataset.of} .group`)) {
      group.hidden = !group.querySelector("[data-text]:not([hidden])");
    }
    count.textContent = `${shown} of ${items.length}`;
    fadeEdges();
    if (tools.dataset.of === "graph" && shown < items.length) reveal(".node:not(.faded)");
  };
  for (const control of [search, ...choices]) control.addEventListener("input", filter);
  filter();
}

function fadeEdges() {
  const faded = new Set([...document.querySelectorAll(".node.faded")].map((node) => node.dataset.node));
  for (const edge of document.querySelectorAll(".edge")) {
    edge.classList.toggle("faded", edge.dataset.ends.split(" ").some((end) => faded.has(end)));
  }
}

/** Scroll the picture to the first box that a selector finds. */
function reveal(selector) {
  const frame = document.querySelector(".canvas");
  const box = frame.querySelector(selector)?.getBoundingClientRect();
  if (!box) return;
  const edge = frame.getBoundingClientRect();
  frame.scrollBy({ left: box.left - edge.left - 24, top: box.top - edge.top - 56, behavior: "instant" });
}

/** The picture: zoomed by buttons or Ctrl and wheel, moved by dragging, scrolling, a finger or the arrow keys. */
const canvas = document.querySelector(".canvas");
const picture = canvas?.querySelector("svg");
if (picture) {
  const { width, height } = picture.viewBox.baseVal;
  let scale = 1;
  const zoom = (wanted, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
    const before = scale;
    scale = Math.min(3, Math.max(0.2, wanted));
    const [left, top] = [canvas.scrollLeft + x, canvas.scrollTop + y];
    picture.setAttribute("width", width * scale);
    picture.setAttribute("height", height * scale);
    canvas.scrollTo(left * scale / before - x, top * scale / before - y);
  };
  const fit = () => zoom(Math.min(1.1, Math.max(0.95, canvas.clientWidth / width)));
  const whole = () => zoom(Math.min(canvas.clientWidth / width, canvas.clientHeight / height));
  const actions = { in: () => zoom(scale * 1.25), out: () => zoom(scale / 1.25), fit, whole };
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", actions[button.dataset.zoom]);
  }
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const edge = canvas.getBoundingClientRect();
    zoom(scale * Math.exp(-event.deltaY / 300), event.clientX - edge.left, event.clientY - edge.top);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") actions.in();
    if (event.key === "-") actions.out();
  });
  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) held = { x: event.clientX, y: event.clientY, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.abs(x) + Math.abs(y) < 4) return;
    canvas.classList.add("held");
    canvas.scrollBy(-x, -y);
    held = { x: event.clientX, y: event.clientY, moved: true };
  });
  window.addEventListener("pointerup", () => {
    canvas.classList.remove("held");
    held = held?.moved ? { ended: true } : null;
    setTimeout(() => { held = null; });
  });
  fit();
  reveal(".node:not(.same)");

  const panel = document.querySelector(".panel");
  const choose = (node) => {
    if (held?.ended) return;
    for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
    node.classList.add("chosen");
    for (const edge of document.querySelectorAll(".edge")) {
      if (edge.dataset.ends.split(" ").includes(node.dataset.node)) edge.classList.add("chosen");
    }
    panel.replaceChildren(...told(node));
  };
  for (const node of picture.querySelectorAll(".node")) {
    node.addEventListener("click", () => choose(node));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(node);
    });
  }
}

function element(tag, text, style = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = style;
  return made;
}

/** Return what the panel says of a box: its changes as the list has them, and the names of what stays. */
function told(node) {
  const names = node.dataset.names.split("\n");
  const ids = node.dataset.changes.split(" ").filter(Boolean);
  const changes = ids.map((id) => {
    const copy = document.getElementById(id).cloneNode(true);
    copy.removeAttribute("id");
    copy.hidden = false;
    copy.open = ids.length === 1;
    return copy;
  });
  const changed = new Set(changes.map((change) => change.dataset.name));
  const rest = names.filter((name) => !changed.has(name));
  const list = element("ul", "");
  list.append(...rest.map((name) => element("li", name)));
  const [, first] = node.querySelectorAll("text");
  return [
    element("h3", node.querySelector(".name").textContent),
    element("p", names.length === 1 ? first.textContent : "", "soft"),
    ...changes,
    ...(rest.length ? [element("p", ids.length ? "Stay as they are:" : "Nothing changes:", "soft"), list] : []),
  ];
}

/** A link to a change opens it. */
const open = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") { target.hidden = false; target.open = true; target.scrollIntoView(); }
};
window.addEventListener("hashchange", open);
open();
