// Runs before the first paint: the reader's theme, and whether the address asks for another scenario than the one drawn.
// After it, has what comes next fetched.

const root = document.documentElement;
let theme = null;
try {
  theme = localStorage.getItem("llmemu.theme");
} catch {
  // no storage in this browser; the system's choice stands
}
root.dataset.theme = theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
if (/[#&]s=/.test(location.hash)) root.dataset.link = "opening";

/** Waits for the first frame with a chart. */
function look() {
  if (!document.querySelector(".picture")) return requestAnimationFrame(look);
  const frame = performance.now();
  new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName("first-contentful-paint");
    if (first) painted(Math.max(first.startTime, frame));
  }).observe({ type: "paint", buffered: true });
}

/** Marks when the first chart was painted, and has the page's own code fetched: until now the network was the page's own. */
function painted(startTime) {
  performance.mark("llmemu-charts", { startTime });
  document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "", href: "ui.wasm" }));
}

requestAnimationFrame(look);
