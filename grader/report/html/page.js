"use strict";
(() => {
  const find = (query) => [...document.querySelectorAll(query)];
  const one = (id) => document.getElementById(id);
  const rows = find("#class tbody tr");
  const shown = one("shown");

  function filter() {
    const words = one("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const result = one("result").value, group = one("group").value;
    let count = 0;
    for (const row of rows) {
      const said = row.textContent.toLowerCase();
      const fits = words.every((word) => said.includes(word))
        && (!result || row.dataset.result === result)
        && (!group || row.dataset.groups.split(" ").includes(group));
      row.hidden = !fits;
      const more = one("more-" + row.dataset.student);
      if (more) more.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} of ${rows.length} students`;
  }

  function sort(column, header) {
    const down = header.getAttribute("aria-sort") === "ascending";
    const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const order = new Intl.Collator(undefined, { numeric: true });
    const number = (text) => text !== "" && !Number.isNaN(Number(text));
    const compare = (a, b) => number(a) && number(b) ? a - b : order.compare(a, b);
    rows.sort((a, b) => compare(key(a), key(b)) * (down ? -1 : 1));
    rows[0]?.parentNode.append(...rows);
    find("#class thead th").forEach((each) => each.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  find("#class thead th").forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    header.dataset.title = header.textContent; // a button is not drawn where paper repeats the head
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(column, header));
    header.append(button);
  });
  for (const id of ["search", "result", "group"]) one(id).addEventListener("input", filter);
  find(".controls").forEach((each) => { each.hidden = false; });
  addEventListener("beforeprint", () => find("details").forEach((each) => { each.open = true; }));
  filter();
})();
