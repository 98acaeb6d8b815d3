import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "../testing/dom.js";

const variables = { "--decode": " green " };
fakeDocument(variables);
const { color, forgetColors } = await import("./ink.js");

test("colours are the theme's, and another's once the theme has changed", () => {
  assert.equal(color("decode"), "green");
  variables["--decode"] = "lime";
  forgetColors();
  assert.equal(color("decode"), "lime");
});
