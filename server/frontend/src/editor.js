// Puts the editor in place of the plain text field of the SPARQL page. Without this script the page works too.

import Yasqe from "@zazuko/yasqe";

import { addCompleters } from "./completion.js";
import { makeSortable } from "./table.js";
import "./editor.css";

const LONGEST_ADDRESS = 6000;

function start(form) {
  const words = JSON.parse(form.dataset.words);
  const field = form.querySelector("textarea");
  const place = document.createElement("div");
  place.className = "editor";
  field.before(place);

  const terms = fetch(form.dataset.terms).then((answer) => (answer.ok ? answer.json() : null), () => null);
  const names = addCompleters(Yasqe, terms, document.documentElement.lang);
  const editor = new Yasqe(place, configure(form, field, names));
  // What Yasqe would say here, in English, stands below the editor in the language of the page.
  editor.showNotification = () => {};
  editor.config.invalidLine = words.expected;
  editor.checkSyntax();

  describe(editor, field, place, words);
  editor.on("change", () => { field.value = editor.getValue(); });
  form.querySelector("label[for='query']").addEventListener("click", (event) => {
    event.preventDefault();
    editor.focus();
  });
  markFault(editor, form);
  guardSubmission(form, editor, field, words);
  field.hidden = true;
}

function configure(form, field, autocompleters) {
  const leave = () => form.querySelector("button[type='submit']").focus();
  const ask = () => form.requestSubmit();
  // A list is merged with the default list place by place, so the default has to go first.
  Yasqe.defaults.autocompleters = [];
  return {
    value: field.value,
    autocompleters,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    screenReaderLabel: form.querySelector("label[for='query']").textContent,
    // The tabulator moves on as it does everywhere, so that nobody is caught in the editor.
    extraKeys: { Tab: false, "Shift-Tab": false, Esc: leave, "Ctrl-Enter": ask, "Cmd-Enter": ask, "Ctrl-S": false },
  };
}

function describe(editor, field, place, words) {
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.id = "editor-keys";
  hint.textContent = words.keys;
  place.after(hint);
  const input = editor.getInputField();
  const fault = field.getAttribute("aria-describedby");
  input.setAttribute("aria-describedby", fault ? `${fault} ${hint.id}` : hint.id);
  if (field.getAttribute("aria-invalid")) {
    input.setAttribute("aria-invalid", "true");
  }
}

function markFault(editor, form) {
  const line = Number(form.dataset.line) - 1;
  if (line >= 0 && line < editor.lineCount()) {
    editor.addLineClass(line, "background", "fault-line");
    editor.setCursor({ line, ch: Math.max(0, Number(form.dataset.column) - 1) });
  }
}

function guardSubmission(form, editor, field, words) {
  const button = form.querySelector("button[type='submit']");
  const name = button.textContent;
  form.addEventListener("submit", () => {
    field.value = editor.getValue();
    form.method = encodeURIComponent(field.value).length > LONGEST_ADDRESS ? "post" : "get";
    if (form.elements.format.value === "html") {
      button.textContent = words.asking;
      button.setAttribute("aria-busy", "true");
    }
  });
  // Who comes back finds the page as it was left.
  window.addEventListener("pageshow", () => {
    button.textContent = name;
    button.removeAttribute("aria-busy");
  });
}

const form = document.getElementById("query-form");
if (form) {
  start(form);
  const result = document.getElementById("result");
  if (result) {
    makeSortable(result, JSON.parse(form.dataset.words).sort);
  }
}
