// Titles while somebody writes into a search field: fills the list that the field names.
const WAIT = 150;

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(field.getAttribute("list"));
  let timer;
  let asked;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    asked?.abort();
    if (!field.value.trim()) {
      list.replaceChildren();
      return;
    }
    timer = setTimeout(async () => {
      asked = new AbortController();
      const address = new URL(field.dataset.suggest, location.href);
      address.searchParams.set("q", field.value);
      try {
        const answer = await fetch(address, { signal: asked.signal });
        const titles = answer.ok ? (await answer.json())[1] : [];
        list.replaceChildren(...titles.map((title) => new Option(title, title)));
      } catch {
        // Suggestions only help; the search works without them.
        list.replaceChildren();
      }
    }, WAIT);
  });
}
