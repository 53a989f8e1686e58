// Search gets better with script: "/" goes to the field, arrows go through the hits,
// names are completed from what the person may find. Without script all of it still works.
"use strict";

const field = () => document.getElementById("q") || document.getElementById("find");
const hits = () => Array.from(document.querySelectorAll(".hit h2 a"));

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field().focus();
    field().select();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && hits().length) {
    const at = hits().indexOf(document.activeElement);
    const fromField = document.activeElement === field();
    if (at < 0 && !(fromField && event.key === "ArrowDown")) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) field().focus();
    else if (next < hits().length) hits()[next].focus();
  }
});

let waiting = 0;
let asked = "";
document.addEventListener("input", (event) => {
  const names = document.getElementById("names");
  if (event.target.id !== "q" || !names) return;
  window.clearTimeout(waiting);
  waiting = window.setTimeout(async () => {
    const typed = event.target.value.trim();
    if (!typed || typed.length > 40 || typed === asked) return;
    asked = typed;
    const answer = await fetch(`/names?q=${encodeURIComponent(typed)}`).catch(() => null);
    if (!answer || !answer.ok || typed !== asked) return;
    const found = await answer.json();
    names.replaceChildren(...found.map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }));
  }, 250);
});
