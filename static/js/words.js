// The terms, keys and fields of the help: one file of the site, fetched when it is asked for first.

let fetched = null;

/** Resolves to {terms, keys, fields}, as web/glossary writes them. */
export function words() {
  fetched ??= fetch("words.json").then((response) => {
    if (!response.ok) throw new Error(`the words could not be loaded (${response.status})`);
    return response.json();
  });
  fetched.catch(() => (fetched = null));
  return fetched;
}

/** Makes an element: a tag, its properties, its children. */
export function element(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, dataset);
  node.append(...children);
  return node;
}
