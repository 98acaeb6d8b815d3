// As much of a document as the page's scripts need to be tested in Node: elements with children, attributes and listeners.
// Nothing is laid out; whoever tests says how large an element is.

class FakeStyle {
  setProperty(name, value) {
    this[name] = value;
  }
}

export class FakeElement {
  constructor(tag) {
    Object.assign(this, { tagName: tag.toUpperCase(), childNodes: [], attributes: new Map(), listeners: {}, dataset: {}, style: new FakeStyle(), parentElement: null });
    Object.assign(this, { className: "", id: "", hidden: false, value: "", clientWidth: 0, clientHeight: 0, offsetWidth: 0, offsetHeight: 0, scrollTop: 0, scrollHeight: 0 });
    const lines = { tbody: "rows", tr: "cells" }[tag];
    if (lines) Object.defineProperty(this, lines, { get: () => this.children });
    const names = () => this.className.split(" ").filter(Boolean);
    this.classList = {
      contains: (name) => names().includes(name),
      add: (name) => (this.className = [...new Set([...names(), name])].join(" ")),
      remove: (name) => (this.className = names().filter((other) => other !== name).join(" ")),
      toggle: (name, on = !names().includes(name)) => this.classList[on ? "add" : "remove"](name),
    };
  }

  get children() {
    return this.childNodes.filter((node) => node instanceof FakeElement);
  }
  get firstChild() {
    return this.childNodes[0] ?? null;
  }
  get lastChild() {
    return this.childNodes.at(-1) ?? null;
  }
  get textContent() {
    return this.childNodes.map((node) => (node instanceof FakeElement ? node.textContent : node)).join("");
  }
  set textContent(text) {
    this.childNodes = text === "" ? [] : [String(text)];
  }

  append(...nodes) {
    for (const node of nodes) {
      if (node instanceof FakeElement) {
        node.remove();
        node.parentElement = this;
      }
      this.childNodes.push(node instanceof FakeElement ? node : String(node));
    }
  }
  replaceChildren(...nodes) {
    this.childNodes = [];
    this.append(...nodes);
  }
  remove() {
    const siblings = this.parentElement?.childNodes;
    if (siblings?.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    this.parentElement = null;
  }
  contains(node) {
    return node === this || this.children.some((child) => child.contains(node));
  }
  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }

  /** Selectors of one tag, one class or one data attribute: what the scripts use. */
  matches(selector) {
    return selector.split(", ").some((one) => {
      const [, tag, id, name, data] = /^(\w+)?(?:#([\w-]+))?(?:\.([\w-]+))?(?:\[data-([\w-]+)\])?$/.exec(one) ?? [];
      return (tag || id || name || data) && (!tag || this.tagName === tag.toUpperCase()) && (!id || this.id === id) && (!name || this.classList.contains(name)) && (!data || data in this.dataset);
    });
  }
  querySelectorAll(selector) {
    return this.children.flatMap((child) => [...(child.matches(selector) ? [child] : []), ...child.querySelectorAll(selector)]);
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
  closest(selector) {
    return this.matches(selector) ? this : (this.parentElement?.closest(selector) ?? null);
  }

  addEventListener(type, listener) {
    (this.listeners[type] ??= []).push(listener);
  }
  removeEventListener(type, listener) {
    this.listeners[type] = this.listeners[type]?.filter((other) => other !== listener);
  }
  /** Calls what listens to an event of the type, and returns whether it prevented the default. */
  fire(type, properties = {}) {
    let prevented = false;
    const event = { type, target: this, currentTarget: this, button: 0, preventDefault: () => (prevented = true), stopPropagation() {}, stopImmediatePropagation() {}, ...properties };
    for (const listener of this.listeners[type] ?? []) listener(event);
    return prevented;
  }

  getBoundingClientRect() {
    return { left: 0, top: 0, right: this.clientWidth, bottom: this.clientHeight, width: this.clientWidth, height: this.clientHeight };
  }
  insertRow() {
    return insert(this, "tr");
  }
  insertCell() {
    return insert(this, "td");
  }
  createTHead() {
    return insert(this, "thead");
  }
  createTBody() {
    return insert(this, "tbody");
  }
  focus() {}
  select() {}
  scrollIntoView() {}
  setPointerCapture() {}
  showModal() {
    this.open = true;
  }
  close() {
    this.open = false;
  }
}

function insert(parent, tag) {
  const node = new FakeElement(tag);
  parent.append(node);
  return node;
}

/**
 * Puts a document into the global scope, with what the scripts ask of a window: `variables` are the CSS variables. Frames come
 * when frame() is called. Returns { body, byId, fire, frame }.
 */
export function fakeDocument(variables = {}) {
  const root = new FakeElement("html");
  const body = insert(root, "body");
  const events = new FakeElement("window");
  const style = { getPropertyValue: (name) => variables[name] ?? name };
  let frames = [];
  Object.assign(globalThis, {
    Element: FakeElement,
    devicePixelRatio: 1,
    document: Object.assign(new FakeElement("document"), {
      documentElement: root, body, activeElement: null, hidden: false,
      createElement: (tag) => new FakeElement(tag),
      getElementById: (id) => root.querySelector(`#${id}`),
      querySelector: (selector) => root.querySelector(selector),
      querySelectorAll: (selector) => root.querySelectorAll(selector),
    }),
    getComputedStyle: () => style,
    matchMedia: () => ({ matches: false, addEventListener() {} }),
    addEventListener: (type, listener) => events.addEventListener(type, listener),
    removeEventListener: (type, listener) => events.removeEventListener(type, listener),
    requestAnimationFrame: (draw) => frames.push(draw),
    cancelAnimationFrame: () => (frames = []),
    ResizeObserver: class {
      observe() {}
    },
    IntersectionObserver: class {
      observe() {}
    },
  });
  /** Lets a frame come. */
  const frame = () => {
    const due = frames;
    frames = [];
    for (const draw of due) draw();
  };
  const add = (tag, id) => Object.assign(insert(body, tag), { id });
  return { body, add, fire: (type, properties) => events.fire(type, properties), frame, style };
}

/** The texts of an element's rows: of a tooltip, a list or a table. */
export const texts = (element) => element.children.map((row) => row.children.map((cell) => cell.textContent));
