// The page's keys, but for those that belong to what has the focus. web/glossary lists them all for the help.

/** Calls on.run, undo, redo, find, help, pin and escape. */
export function listen(on) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const action = on[name(event)];
    if (action && action() !== false) event.preventDefault();
  });
}

function name({ key, ctrlKey, metaKey, altKey, shiftKey, target }) {
  if (document.querySelector("dialog[open]") || altKey) return "";
  if (ctrlKey || metaKey) {
    if (key === "Enter") return "run";
    if (target.matches("textarea")) return ""; // it undoes by itself
    if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
    return key.toLowerCase() === "y" ? "redo" : "";
  }
  if (key === "Escape") return "escape";
  if (target.matches("input, textarea, select")) return "";
  return { "/": "find", "?": "help", p: "pin", P: "pin" }[key] ?? "";
}
