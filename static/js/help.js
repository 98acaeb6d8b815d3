// The help: the keys, the words and the fields of a scenario.

import { byId, element } from "./element.js";
import { reason } from "./reason.js";
import { words } from "./words.js";

/** @import { Words } from "./types/messages" */

/** @typedef {{ id?: string, head: HTMLElement, text: (Node | string)[] }} Row What is explained, and its explanation. */

const dialog = /** @type {HTMLDialogElement} */ (byId("help"));
const body = /** @type {HTMLElement} */ (dialog.querySelector(".help-body"));

/**
 * Opens the help, at a term where one is named.
 *
 * @param {string} [term]
 */
export async function open(term = "") {
  if (!dialog.open) dialog.showModal();
  try {
    if (!body.firstChild) body.append(...sections(await words()));
  } catch (error) {
    return body.replaceChildren(element("p", { className: "field-error", textContent: reason(error) }));
  }
  const target = document.getElementById(`word-${term}`) ?? /** @type {HTMLElement} */ (body.firstChild);
  for (const marked of body.querySelectorAll(".word-sought")) marked.classList.remove("word-sought");
  if (term) target.classList.add("word-sought");
  target.scrollIntoView({ block: term ? "center" : "start" });
  target.focus({ preventScroll: true });
}

/** @param {Words} words */
function sections({ keys, terms, fields }) {
  const names = new Map(terms.map(({ id, name }) => [id, name]));
  const see = (/** @type {string[]} */ ids) => element("p", { className: "see" }, "See ", ...ids.flatMap((id, i) => [i ? ", " : "", leadTo(id, names.get(id) ?? id)]));
  return [
    section("Keys", keys.map((key) => ({ head: element("span", { className: "keys" }, ...key.keys.map((name) => element("kbd", { textContent: name }))), text: [key.does] }))),
    section("Words", terms.map((term) => ({
      id: term.id,
      head: element("dfn", { textContent: term.name }),
      text: [element("p", { textContent: term.long ? `${term.short} ${term.long}` : term.short }), ...(term.see ? [see(term.see)] : [])],
    }))),
    section("Fields of a scenario", fields.map(({ path, doc }) => ({ head: element("code", { textContent: path }), text: [doc] }))),
  ];
}

/**
 * A heading and a list of rows.
 *
 * @param {string} title
 * @param {Row[]} rows
 */
function section(title, rows) {
  const list = element("dl", { className: "words" });
  for (const { id, head, text } of rows) {
    const row = element("div", { tabIndex: -1 }, element("dt", {}, head), element("dd", {}, ...text));
    if (id) row.id = `word-${id}`;
    list.append(row);
  }
  return element("section", { tabIndex: -1 }, element("h3", { textContent: title }), list);
}

/**
 * @param {string} id
 * @param {string} name
 */
function leadTo(id, name) {
  const button = element("button", { type: "button", className: "text-link", textContent: name });
  button.addEventListener("click", () => open(id));
  return button;
}
