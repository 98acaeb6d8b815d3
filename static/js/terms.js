// What a term means, beside it: on hover, on focus, and in the help on a click. Elements name their term in data-term;
// those that do something else on a click have not the class "term".

import { element } from "./element.js";
import { words } from "./words.js";

const delay = 120; // ms until a tip shows or goes, so that the pointer can cross gaps
const tip = element("div", { id: "term-tip", className: "term-tip", hidden: true, attr: { role: "tooltip" } });

/** @type {HTMLElement | null} */
let shown = null; // the element whose term is explained
/** @type {number} */
let timer = 0;

/**
 * Explains the terms of the page. open is called with the id of a term that was clicked.
 *
 * @param {(term: string) => void} open
 */
export function mount(open) {
  document.body.append(tip);
  const follow = (/** @type {number} */ wait) => (/** @type {Event} */ { target }) => {
    const at = target instanceof Element ? target : null;
    if (tip.contains(at)) return clearTimeout(timer);
    later(wait, at?.closest("[data-term]") ?? null);
  };
  document.addEventListener("pointerover", follow(delay));
  document.addEventListener("focusin", follow(0));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && show(null));
  addEventListener("scroll", () => show(null), { passive: true, capture: true });
  document.addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null} */
    const term = target instanceof Element ? target.closest(".term[data-term]") : null;
    if (!term) return;
    show(null);
    open(term.dataset.term ?? "");
  });
}

/**
 * @param {number} wait
 * @param {HTMLElement | null} node
 */
function later(wait, node) {
  clearTimeout(timer);
  if (node === shown) return;
  timer = setTimeout(show, wait, node);
}

/** @param {HTMLElement | null} node */
async function show(node) {
  clearTimeout(timer);
  shown?.removeAttribute("aria-describedby");
  shown = node;
  tip.hidden = true;
  if (!node) return;
  const { terms } = await words().catch(() => ({ terms: [] }));
  const term = terms.find(({ id }) => id === node.dataset.term);
  if (!term || shown !== node) return;
  tip.replaceChildren(element("b", { textContent: term.name }), ` ${term.short}`);
  tip.hidden = false;
  node.setAttribute("aria-describedby", tip.id);
  const at = node.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8));
  const below = at.bottom + 6;
  const top = below + tip.offsetHeight > innerHeight ? at.top - 6 - tip.offsetHeight : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}
