// The histogram of arrivals in the scenario's column: how bursty the workload is, at a glance.

import { column } from "./store.js";

const bins = 48;

/**
 * Draws the arrivals of the result on show, in bars as tall as the busiest.
 *
 * @param {HTMLElement} host
 */
export function draw(host) {
  const times = column("req.arrival_s");
  const end = times.reduce((a, b) => Math.max(a, b), 0) || 1;
  const counts = new Uint32Array(bins);
  for (const t of times) counts[Math.min(bins - 1, Math.floor((t / end) * bins))]++;
  const most = Math.max(...counts);
  host.replaceChildren(
    ...Array.from(counts, (n) => {
      const bar = document.createElement("span");
      bar.style.height = `${(100 * n) / most}%`;
      return bar;
    }),
  );
}
