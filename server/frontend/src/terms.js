// Finding terms by what a person types, and writing them with a prefix.

// What may follow a prefix without an escape (SPARQL 1.1, PN_LOCAL, the part of it that terms of ours use).
const LOCAL = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

// Returns an IRI with the prefix of the longest namespace that it begins with, or in angle brackets.
export function shorten(iri, prefixes) {
  let best = null;
  for (const [name, namespace] of Object.entries(prefixes)) {
    if (iri.startsWith(namespace) && LOCAL.test(iri.slice(namespace.length))
      && namespace.length > (best?.namespace.length ?? 0)) {
      best = { name, namespace };
    }
  }
  return best ? `${best.name}:${iri.slice(best.namespace.length)}` : `<${iri}>`;
}

// Returns the terms whose name or label has what was typed, those that begin with it first.
export function matching(terms, typed, prefixes) {
  const wanted = typed.replace(/^<|>$/g, "").toLocaleLowerCase();
  if (!wanted) {
    return terms;
  }
  const beginning = [];
  const containing = [];
  for (const term of terms) {
    const name = shorten(term.iri, prefixes).toLocaleLowerCase();
    const texts = [name, name.split(":").at(-1), term.iri.toLocaleLowerCase(), term.label.toLocaleLowerCase()];
    if (texts.some((text) => text.startsWith(wanted))) {
      beginning.push(term);
    } else if (name.includes(wanted) || texts[3].includes(wanted)) {
      containing.push(term);
    }
  }
  return [...beginning, ...containing];
}
