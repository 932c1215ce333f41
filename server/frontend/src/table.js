// Lets a reader sort the rows of an answer that are shown.

export function makeSortable(table, words) {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  table.querySelectorAll("thead th").forEach((heading, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = words;
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sort(table, heading, place, collator));
  });
}

function sort(table, heading, place, collator) {
  const descending = heading.getAttribute("aria-sort") === "ascending";
  const numeric = heading.classList.contains("number");
  const text = (row) => row.cells[place].textContent;
  const compare = numeric ? (a, b) => Number(text(a)) - Number(text(b)) : (a, b) => collator.compare(text(a), text(b));
  const rows = [...table.tBodies[0].rows].sort(descending ? (a, b) => compare(b, a) : compare);
  table.tBodies[0].append(...rows);
  table.querySelectorAll("thead th").forEach((each) => each.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
}
