// A chart's figures as a table, for those who would rather read them.

import { count, duration, number, percent, plain, tick } from "./format.js";

/** @import { TableColumn, Where } from "./types/chart" */

/** @type {Record<string, (value: number) => string>} */
export const formats = {
  count,
  duration,
  number,
  percent,
  plain,
  tick,
  share: (v) => percent(v * 100),
  yes: (v) => (v ? "yes" : "no"),
  seconds: (v) => `${number(v)}\u00a0s`,
};

const rowsAtMost = 100;

/**
 * The table of a chart's columns, every n-th row of long ones, the last row always. column finds a column by name; more
 * are formats beside those above. where picks rows by a column: { column, min, max }.
 *
 * @param {TableColumn[]} columns
 * @param {(name: string) => ArrayLike<number> | undefined} column
 * @param {Record<string, (value: number) => string>} [more]
 * @param {Where | null} [where]
 */
export function figures(columns, column, more = {}, where = null) {
  const known = { ...formats, ...more };
  const present = columns.flatMap((c) => {
    const values = column(c.column);
    return values ? [{ ...c, values }] : [];
  });
  const length = Math.max(...present.map(({ values }) => values.length));
  const picked = where && column(where.column);
  const all = Array.from({ length }, (_, i) => i).filter((i) => !picked || (picked[i] >= where.min && picked[i] <= where.max));
  const step = Math.max(1, Math.ceil(all.length / rowsAtMost));
  const rows = all.filter((_, i) => i % step === 0 || i === all.length - 1);

  const table = Object.assign(document.createElement("table"), { className: "figures" });
  const head = table.createTHead().insertRow();
  for (const c of present) head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: c.title }));
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const c of present) {
      const value = c.values[row];
      line.insertCell().textContent = Number.isFinite(value) ? known[c.format](value) : "–";
    }
  }
  const scroll = Object.assign(document.createElement("div"), { className: "figures-scroll", tabIndex: 0 });
  scroll.append(table);
  return scroll;
}
