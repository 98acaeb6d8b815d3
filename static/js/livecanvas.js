// A canvas that is as sharp as the screen, and the colours of the theme.

/**
 * Prepares a canvas for drawing in pixels of the page: {ctx, width, height}, or null while it is not on show.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function prepare(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return null;
  const scale = devicePixelRatio;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return { ctx, width, height };
}

/** @typedef {ReturnType<typeof palette>} Colors */

/** The theme's colours by name, and its font. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const value = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    queue: value("queue"), prefill: value("prefill"), "prefill-soft": value("prefill-soft"), decode: value("decode"),
    preempted: value("preempted"), "preempted-text": value("preempted-text"),
    line: value("line"), "line-strong": value("line-strong"), ink: value("ink"), ink2: value("ink2"), ink3: value("ink3"), surface: value("surface"),
    font: (/** @type {number} */ size, weight = 400) => `${weight} ${size}px ${value("sans")}`,
  };
}
