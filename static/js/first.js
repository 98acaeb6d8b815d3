// Runs before the first paint: the theme, and whether the address asks for another scenario than the one drawn.
// After it, fetches the page's own code.

import "./theme.js";
import { sayUnusable } from "./unusable.js";

if (/[#&]s=|^#example\//.test(location.hash)) document.documentElement.dataset.link = "opening";

/** Settles when the first chart is painted, and marks the time. A page in the background paints nothing: it waits two seconds. */
const painted = new Promise((/** @type {(reason?: void) => void} */ resolve) => {
  function look() {
    if (!document.querySelector(".picture")) return requestAnimationFrame(look);
    const frame = performance.now(); // paints the chart, if the first paint has not
    new PerformanceObserver((list) => {
      const [first] = list.getEntriesByName("first-contentful-paint");
      if (!first) return;
      performance.mark("llmemu-charts", { startTime: Math.max(first.startTime, frame) });
      resolve();
    }).observe({ type: "paint", buffered: true });
  }
  requestAnimationFrame(look);
  setTimeout(resolve, 2000);
});

/** The page's own code, for main.js. Until the first paint the network is the page's own. */
globalThis.llmemuCode = painted.then(() => fetch("ui.wasm"));
globalThis.llmemuCode.catch(() => {}); // main.js says so, where that has come

// Where it has not, or one that it needs, nothing else would tell.
addEventListener("error", ({ target }) => {
  if (!(target instanceof HTMLScriptElement) || !target.defer && target.type !== "module") return;
  const say = () => sayUnusable("its code could not be loaded");
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", say);
  else say();
}, { capture: true });
