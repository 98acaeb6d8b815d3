import assert from "node:assert/strict";
import { test } from "node:test";

import { calls, recordingCanvas } from "./canvas.js";

test("calls and properties are remembered in order", () => {
  const { canvas, drawn } = recordingCanvas(20, 10);
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = "red";
  ctx.fillRect(1, 2, 3, 4);
  ctx.fillStyle = "blue";
  ctx.beginPath();
  ctx.fillRect(5, 6, 7, 8);
  assert.equal(ctx.fillStyle, "blue");
  assert.deepEqual(drawn, [["fillStyle", "red"], ["fillRect", 1, 2, 3, 4], ["fillStyle", "blue"], ["beginPath"], ["fillRect", 5, 6, 7, 8]]);
  assert.deepEqual(calls(drawn, "fillRect"), [{ fillStyle: "red", args: [1, 2, 3, 4] }, { fillStyle: "blue", args: [5, 6, 7, 8] }]);
});
