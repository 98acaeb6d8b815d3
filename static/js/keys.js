// The page's keys, but for those that belong to what has the focus. web/glossary lists them all for the help.

const plain = new Map([["/", "find"], ["?", "help"], ["p", "pin"], ["P", "pin"]]);

/**
 * Calls on.run, undo, redo, find, help, pin and escape.
 *
 * @param {Record<string, () => unknown>} on
 */
export function listen(on) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const action = on[name(event)];
    if (action && action() !== false) event.preventDefault();
  });
}

/** @param {KeyboardEvent} event */
function name({ key, ctrlKey, metaKey, altKey, shiftKey, target }) {
  const at = /** @type {Element} */ (target);
  if (document.querySelector("dialog[open]") || altKey) return "";
  if (ctrlKey || metaKey) {
    if (key === "Enter") return "run";
    if (at.matches("textarea")) return ""; // it undoes by itself
    if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
    return key.toLowerCase() === "y" ? "redo" : "";
  }
  if (key === "Escape") return "escape";
  if (at.matches("input, textarea, select")) return "";
  return plain.get(key) ?? "";
}
