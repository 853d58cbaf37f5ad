"use strict";
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const paint = (theme) => root.setAttribute("data-theme", theme);
paint(dark.matches ? "dark" : "light");
dark.addEventListener("change", () => paint(dark.matches ? "dark" : "light"));
document.getElementById("theme").addEventListener("click", () =>
  paint(root.getAttribute("data-theme") === "dark" ? "light" : "dark"));

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
      item.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    count.textContent = `${shown} of ${items.length}`;
    if (tools.dataset.of === "changes") {
      for (const node of document.querySelectorAll(".graph .node")) {
        const names = node.dataset.names.toLowerCase();
        node.classList.toggle("faded", words.length > 0 && !words.every((word) => names.includes(word)));
      }
    }
  };
  for (const control of [search, ...choices]) control.addEventListener("input", filter);
  filter();
}
