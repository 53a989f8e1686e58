// Long lists are narrowed by typing; without script they are lists as any other.
"use strict";

for (const list of document.querySelectorAll("select[data-filter]")) {
  const typed = document.createElement("input");
  typed.type = "search";
  typed.className = "filter";
  typed.placeholder = list.dataset.filter;
  typed.setAttribute("aria-label", list.dataset.filter);
  typed.setAttribute("aria-controls", list.id);
  list.before(typed);
  const all = Array.from(list.children, (group) => [group, Array.from(group.children)]);
  typed.addEventListener("input", () => {
    const wanted = typed.value.trim().toLowerCase();
    const chosen = list.value;
    const groups = all.map(([group, options]) => {
      group.replaceChildren(...options.filter((each) => each.text.toLowerCase().includes(wanted)));
      return group;
    });
    list.replaceChildren(...groups.filter((group) => group.children.length));
    const kept = Array.from(list.options).findIndex((each) => each.value === chosen);
    list.selectedIndex = Math.max(kept, 0);
  });
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      list.focus();
    }
  });
}
