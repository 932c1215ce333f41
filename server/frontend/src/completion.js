// What the editor completes: prefixes, classes and properties of the release, and nothing from any other site.

import { matching, shorten } from "./terms.js";

const MOST = 100;

// Registers the completers and returns their names; `terms` is a promise of the document of terms, or of null.
export function addCompleters(Yasqe, terms, language) {
  const known = terms.then((found) => found ?? { prefixes: {}, classes: [], properties: [] });
  Yasqe.forkAutocompleter("prefixes", {
    name: "register-prefixes",
    persistenceId: null,
    get: () => known.then(({ prefixes }) => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort()),
  }, false);
  addTerms(Yasqe, known, "property", "properties", language);
  addTerms(Yasqe, known, "class", "classes", language);
  return ["register-prefixes", "register-properties", "register-classes", "variables"];
}

function addTerms(Yasqe, known, original, kind, language) {
  const numbers = new Intl.NumberFormat(language);
  let shown = new Map();
  Yasqe.forkAutocompleter(original, {
    name: `register-${kind}`,
    bulk: false,
    persistenceId: null,
    preProcessToken: between,
    get: (editor, token) => known.then((terms) => {
      const prefixes = { ...terms.prefixes, ...editor.getPrefixesFromQuery() };
      const found = matching(terms[kind], token.autocompletionString, prefixes).slice(0, MOST);
      shown = new Map(found.map((term) => [shorten(term.iri, prefixes), { ...term, prefixes }]));
      return [...shown.keys()];
    }),
    postProcessSuggestion: (editor, token, text) => text,
    postprocessHints: (editor, hints) => hints.map((hint) => {
      const term = shown.get(hint.text);
      return { ...hint, displayText: `${hint.text}  ${term.label} (${numbers.format(term.count)})`, hint: pick(term) };
    }),
  }, false);
}

// Between two words there is nothing to replace, so the completion starts where the cursor is.
function between(editor, token) {
  if (token.string.trim()) {
    return { ...token, autocompletionString: token.string.trim() };
  }
  const { ch } = editor.getCursor();
  return { ...token, string: "", autocompletionString: "", from: { ch }, to: { ch } };
}

// Returns what puts a term into the text, and declares its prefix.
function pick(term) {
  return (editor, list, hint) => {
    editor.replaceRange(hint.text, hint.from ?? list.from, hint.to ?? list.to, "complete");
    const name = hint.text.startsWith("<") ? "" : hint.text.split(":")[0];
    if (name && !(name in editor.getPrefixesFromQuery())) {
      editor.addPrefixes({ [name]: term.prefixes[name] });
    }
  };
}
