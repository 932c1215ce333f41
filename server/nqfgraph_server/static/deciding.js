// Keys for the form of an outcome; all that they do can be done without them.
// They work only while the focus is in the form and not in a field of text (WCAG 2.2, 2.1.4).
const form = document.getElementById("decision");

if (form) {
  const suggestions = [...form.querySelectorAll("fieldset.suggestion")];
  form.querySelector("[data-keys]").hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=next]"));
      return;
    }
    const writes = event.target.matches("input:not([type=radio], [type=checkbox]), textarea");
    const suggestion = suggestions[Number(event.key) - 1];
    if (writes || event.ctrlKey || event.altKey || event.metaKey || !suggestion) return;
    event.preventDefault();
    const choices = [...suggestion.querySelectorAll("input[type=radio]")];
    const here = suggestion.contains(document.activeElement);
    const now = choices.findIndex((each) => each.checked);
    // The first press only goes there where something is decided already.
    const next = !here && choices[now]?.value ? now : (now + 1) % choices.length;
    choices[next].checked = true;
    choices[next].focus();
  });
  if ("arrive" in form.dataset) {
    form.tabIndex = -1;
    form.focus({ preventScroll: true });
  }
}
