import assert from "node:assert/strict";
import { test } from "node:test";

import { thin } from "./density.js";

const option = (type) => ({ grid: [{ height: "100%" }], yAxis: [{ type }] });
const size = { width: 600, height: 300 };
const series = (data, more = {}) => ({ series: { type: "scatter", xAxisIndex: 0, yAxisIndex: 0, z: 3, itemStyle: { color: "blue" }, ...more }, data });

/** Many points in one place, and one far above each of some columns of pixels. */
function crowd(n, highest = 1000) {
  const data = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) data.set([i % 100, i % 100 === 37 && i > 9000 && i < 9100 ? highest : 10 + (i % 7) / 10, i], 3 * i);
  return data;
}
const rows = ({ data }) => new Map(Array.from({ length: data.length / 3 }, (_, i) => [data[3 * i + 2], data[3 * i + 1]]));

test("up to the limit every point is drawn", () => {
  const shown = [series(crowd(5000))];
  assert.deepEqual(thin(shown, option("value"), size), { kept: shown, note: "" });
});

for (const type of ["value", "log"]) {
  test(`above it no maximum is dropped, on an axis of type ${type}`, () => {
    const data = crowd(10_000);
    const { kept, note } = thin([series(data)], option(type), size);
    const [shade, points] = kept;
    const left = rows(points);
    assert.equal(Math.max(...left.values()), 1000);
    for (let x = 0; x < 100; x++) {
      const column = Array.from({ length: 100 }, (_, i) => data[3 * (i * 100 + x) + 1]);
      assert.ok([...left].some(([row, y]) => row % 100 === x && y === Math.max(...column)), `the highest of column ${x}`);
    }
    assert.ok(left.size < 5000);
    assert.equal(shade.series.type, "custom");
    assert.equal(note, `${left.size.toLocaleString("en-US")} of 10,000 requests as points, the rest as shaded cells`);
  });
}

test("a point that stands alone stays, one in a crowd does not", () => {
  const data = new Float64Array(3 * 6001);
  for (let i = 0; i < 6000; i++) data.set([50, 10, i], 3 * i);
  data.set([20, 4, 6000], 18_000);
  const { kept } = thin([series(data), series(Float64Array.of(0, 0, 1, 100, 20, 2))], option("value"), size);
  assert.ok(rows(kept[1]).has(6000));
  const lower = new Float64Array([...data, 50, 11, 6001]);
  assert.equal(rows(thin([series(lower)], option("value"), size).kept[1]).has(5), false);
});

test("cells have the commonest colour of what they hold, and lines are left alone", () => {
  const one = new Float64Array(3 * 4000).map((_, i) => [5, 5, i / 3][i % 3]);
  const line = series(Float64Array.of(0, 0, 0, 10, 10, 1), { type: "line" });
  const { kept } = thin([series(one), series(one.slice(0, 3 * 3000), { itemStyle: { color: "red" } }), line], option("value"), size);
  const api = { coord: (at) => at, value: (i) => kept[0].data[i] };
  assert.equal(kept[0].data.length, 4);
  assert.equal(kept[0].series.renderItem({ dataIndex: 0 }, api).style.fill, "blue");
  assert.equal(kept[3].data, line.data);
});

test("the pinned run's points are shaded by themselves", () => {
  const pinned = series(crowd(10_000), { x: "pinned.req.arrival_s", silent: true });
  const { kept } = thin([pinned, series(crowd(10_000), { x: "req.arrival_s" })], option("value"), size);
  assert.deepEqual(kept.map((s) => s.series.type), ["custom", "scatter", "custom", "scatter"]);
});
