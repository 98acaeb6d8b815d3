// The help: the keys, the words and the fields of a scenario.

import { element, words } from "./words.js";

const dialog = document.getElementById("help");
const body = dialog.querySelector(".help-body");

/** Opens the help, at a term where one is named. */
export async function open(term = "") {
  if (!dialog.open) dialog.showModal();
  try {
    if (!body.firstChild) body.append(...sections(await words()));
  } catch (error) {
    return body.replaceChildren(element("p", { className: "field-error", textContent: error.message }));
  }
  const target = document.getElementById(`word-${term}`) ?? body.firstChild;
  for (const marked of body.querySelectorAll(".word-sought")) marked.classList.remove("word-sought");
  if (term) target.classList.add("word-sought");
  target.scrollIntoView({ block: term ? "center" : "start" });
  target.focus({ preventScroll: true });
}

function sections({ keys, terms, fields }) {
  const name = new Map(terms.map((term) => [term.id, term.name]));
  return [
    section("Keys", keys.map(({ keys, does }) => [element("span", { className: "keys" }, ...keys.map((key) => element("kbd", { textContent: key }))), does])),
    section("Words", terms.map(({ id, name: title, short, long, see }) => [
      element("dfn", { textContent: title }),
      element("p", { textContent: long ? `${short} ${long}` : short }),
      ...(see ? [element("p", { className: "see" }, "See ", ...see.flatMap((other, i) => [i ? ", " : "", leadTo(other, name.get(other))]))] : []),
      id,
    ])),
    section("Fields of a scenario", fields.map(({ path, doc }) => [element("code", { textContent: path }), doc])),
  ];
}

/** A heading and a list of rows: what is explained, and then its explanation. The last of a word's parts is its id. */
function section(title, rows) {
  const list = element("dl", { className: "words" });
  for (const [head, ...rest] of rows) {
    const id = rest.length > 1 ? rest.pop() : "";
    const row = element("div", { tabIndex: -1 }, element("dt", {}, head), element("dd", {}, ...rest));
    if (id) row.id = `word-${id}`;
    list.append(row);
  }
  return element("section", { tabIndex: -1 }, element("h3", { textContent: title }), list);
}

function leadTo(id, name) {
  const button = element("button", { type: "button", className: "text-link", textContent: name });
  button.addEventListener("click", () => open(id));
  return button;
}
