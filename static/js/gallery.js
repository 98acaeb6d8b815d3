// The gallery: cards of scenarios that each show one effect, from a file of the site that is fetched when it is needed first.
// "#example/ID" is the address of one: the page follows the link that the file has for it, and the address stays as it is.

import { element } from "./element.js";
import { get } from "./reach.js";
import { reason } from "./reason.js";

/** @import { Card, CardGroup } from "./types/messages" */

const address = /^#?example\//;

/** @type {Promise<CardGroup[]> | null} */
let fetched = null;

/** Resolves to the groups of cards, as build/prerender writes them. */
function groups() {
  fetched ??= get("gallery.json", (response) => response.json());
  fetched.catch(() => (fetched = null));
  return fetched;
}

/**
 * What the page has to follow for a fragment of the address, and what to tell the reader, "" for nothing. Where no card has the
 * id, it is the gallery.
 *
 * @param {string} hash
 * @returns {Promise<{ link: string, notice: string }>}
 */
export async function resolve(hash) {
  if (!address.test(hash)) return { link: hash, notice: "" };
  const id = hash.replace(address, "");
  try {
    const card = find(await groups(), id);
    if (card) return { link: `#${card.link}`, notice: "" };
    return { link: "#v=gallery", notice: `The gallery has no scenario “${id.slice(0, 60)}”: choose one of those below.` };
  } catch (error) {
    return { link: "#v=gallery", notice: `${reason(error)}. Load the page again.` };
  }
}

/**
 * @param {CardGroup[]} list
 * @param {string} id
 * @returns {Card | undefined}
 */
const find = (list, id) => list.flatMap(({ entries }) => entries).find((card) => card.id === id);

/**
 * Fills the view, once it is on show.
 *
 * @param {HTMLElement} body
 */
export async function show(body) {
  if (body.firstChild) return;
  try {
    const list = await groups();
    if (!body.firstChild) body.append(...list.map(section));
  } catch (error) {
    body.replaceChildren(element("p", { className: "field-error", textContent: reason(error) }));
  }
}

/** @param {CardGroup} group */
function section({ title, entries }) {
  const heading = element("h2", { textContent: title });
  return element("section", {}, heading, element("ul", { className: "gallery-list" }, ...entries.map((card) => element("li", {}, drawn(card)))));
}

/** @param {Card} card */
const drawn = ({ id, title, says }) =>
  element("a", { className: "card gallery-card", href: `#example/${id}` }, element("h3", { textContent: title }), element("p", { textContent: says }));
