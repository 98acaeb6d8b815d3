// A canvas that is as sharp as the screen, and the colours of the theme.

/** Prepares a canvas for drawing in pixels of the page: {ctx, width, height}, or null while it is not on show. */
export function prepare(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return null;
  const scale = devicePixelRatio;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return { ctx, width, height };
}

/** The theme's colours by name, and its font. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["queue", "prefill", "prefill-soft", "decode", "preempted", "preempted-text", "line", "line-strong", "ink", "ink2", "ink3", "surface"];
  return { ...Object.fromEntries(names.map((name) => [name, value(name)])), font: (size, weight = 400) => `${weight} ${size}px ${value("sans")}` };
}
