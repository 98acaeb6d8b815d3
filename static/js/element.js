// Elements, made in one call.

/**
 * Makes an element: a tag, its properties, its children. attr are its attributes that are no properties.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]> & { attr?: Record<string, string> }} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, { attr = {}, dataset = {}, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attr)) node.setAttribute(name, value);
  Object.assign(node.dataset, dataset);
  node.append(...children);
  return node;
}

/**
 * Writes a text if it is another: the document stays as it is while nothing changes.
 *
 * @param {Element} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * An element that is always in the document.
 *
 * @param {string} id
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
