// A page for tests: elements that keep what they are given, canvases that remember what is drawn, and a style in which every
// variable is its own name.

import { recordingCanvas } from "./canvas.js";

class Element {
  constructor(tag) {
    Object.assign(this, { tag, nodes: [], style: {}, dataset: {}, attributes: {}, listeners: {}, className: "", value: "", hidden: false, scrollTop: 0 });
    Object.assign(this, { clientWidth: 0, clientHeight: 0, offsetWidth: 0, offsetHeight: 0, offsetLeft: 0 });
    this.classList = {
      names: new Set(),
      add: (name) => this.classList.names.add(name),
      remove: (name) => this.classList.names.delete(name),
      contains: (name) => this.classList.names.has(name),
      toggle: (name, on) => (on ? this.classList.add(name) : this.classList.remove(name)),
    };
  }
  get children() { return this.nodes.filter((node) => node instanceof Element); }
  get firstChild() { return this.nodes[0]; }
  get lastChild() { return this.nodes.at(-1); }
  get rows() { return this.children; }
  set rows(n) {} // of a textarea
  get cells() { return this.children; }
  get previousSibling() { return this.parentElement.nodes[this.parentElement.nodes.indexOf(this) - 1]; }
  get textContent() { return this.nodes.map((node) => node.textContent ?? node).join(""); }
  set textContent(text) { this.nodes = text === "" ? [] : [String(text)]; }
  append(...nodes) {
    for (const node of nodes) if (node instanceof Element) node.parentElement = this;
    this.nodes.push(...nodes);
  }
  after(node) {
    node.parentElement = this.parentElement;
    this.parentElement.nodes.splice(this.parentElement.nodes.indexOf(this) + 1, 0, node);
  }
  replaceChildren(...nodes) {
    this.nodes = [];
    this.append(...nodes);
  }
  remove() { this.parentElement.nodes.splice(this.parentElement.nodes.indexOf(this), 1); }
  setAttribute(name, value) { this.attributes[name] = String(value); }
  getAttribute(name) { return this.attributes[name] ?? null; }
  addEventListener(type, listener) { (this.listeners[type] ??= []).push(listener); }
  /** Lets the listeners of a type hear an event. */
  tell(type, event = {}) { for (const listener of this.listeners[type] ?? []) listener(event); }
  getBoundingClientRect() { return { left: 0, top: 0, width: this.clientWidth, height: this.clientHeight }; }
  cloneNode() { return new Element(this.tag); }
  createTHead() { return this.part("thead"); }
  createTBody() { return this.part("tbody"); }
  insertRow() { return this.part("tr"); }
  insertCell() { return this.part("td"); }
  part(tag) {
    const node = new Element(tag);
    this.append(node);
    return node;
  }
  /** The first element below that passes a test. */
  find(test) {
    for (const child of this.children) {
      const found = test(child) ? child : child.find(test);
      if (found) return found;
    }
    return null;
  }
}

/** An element of a size; a canvas has `drawn`, see canvas.js. */
export function element(tag, width = 0, height = 0) {
  const node = new Element(tag);
  Object.assign(node, { clientWidth: width, clientHeight: height });
  if (tag !== "canvas") return node;
  const { context, drawn } = recordingCanvas();
  return Object.assign(node, { width: 0, height: 0, drawn, getContext: () => context });
}

/** Puts the page in place, a while after it was opened. Frames are drawn when the returned function is called. */
export function openPage() {
  const frames = [];
  const root = element("html");
  Object.defineProperty(globalThis, "performance", { value: { now: () => 60_000 } });
  Object.assign(globalThis, {
    document: { createElement: (tag) => element(tag), documentElement: root, querySelector: () => element("svg"), addEventListener() {} },
    getComputedStyle: () => ({ getPropertyValue: (name) => name }),
    devicePixelRatio: 1,
    requestAnimationFrame: (draw) => frames.push(draw),
    ResizeObserver: class { observe() {} },
    matchMedia: () => ({ matches: false, addEventListener() {} }),
  });
  return () => frames.splice(0).forEach((draw) => draw(0));
}

/** Forgets what was drawn into a canvas, and returns it. */
export function taken(canvas) {
  return canvas.drawn.splice(0);
}
