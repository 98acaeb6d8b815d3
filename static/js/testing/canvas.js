// A canvas for tests: it draws nothing and remembers what was asked of it.

/**
 * A canvas of a size in pixels of the page, and `drawn`: what was done to its context, in order. A call is its name and its
 * arguments, ["fillRect", 1, 2, 3, 4]; a property is its name and what it was set to, ["fillStyle", "red"].
 */
export function recordingCanvas(width = 100, height = 100) {
  const drawn = [];
  const state = { measureText: (text) => ({ width: 6 * text.length }) };
  const context = new Proxy(state, {
    get: (known, name) => known[name] ?? ((...args) => void drawn.push([name, ...args])),
    set: (known, name, value) => {
      known[name] = value;
      drawn.push([name, value]);
      return true;
    },
  });
  const canvas = {
    width, height, clientWidth: width, clientHeight: height, style: {}, attributes: {},
    getContext: () => context,
    setAttribute: (name, value) => (canvas.attributes[name] = String(value)),
  };
  return { canvas, context, drawn };
}

/** The calls of one name, each with its arguments and the properties that were set at the time: { args, fillStyle, … }. */
export function calls(drawn, name) {
  const found = [];
  const set = {};
  for (const [what, ...args] of drawn) {
    if (what === name) found.push({ ...set, args });
    else if (args.length === 1) set[what] = args[0]; // a call of one argument does no harm here
  }
  return found;
}
