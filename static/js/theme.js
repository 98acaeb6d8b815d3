// Runs before the first paint: the reader's theme, and whether the address asks for another scenario than the one drawn.
// Says when the first chart is painted.

const root = document.documentElement;
let theme = null;
try {
  theme = localStorage.getItem("llmemu.theme");
} catch {
  // no storage in this browser; the system's choice stands
}
root.dataset.theme = theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
if (/[#&]s=/.test(location.hash)) root.dataset.link = "opening";

/** Marks when the first chart was painted: with the first paint, or in the first frame that has it where it came later. */
function look() {
  if (!document.querySelector(".picture")) return requestAnimationFrame(look);
  const frame = performance.now();
  new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName("first-contentful-paint");
    if (first) performance.mark("llmemu-charts", { startTime: Math.max(first.startTime, frame) });
  }).observe({ type: "paint", buffered: true });
}
requestAnimationFrame(look);
