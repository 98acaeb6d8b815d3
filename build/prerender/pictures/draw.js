// Draws charts as SVG, with the page's own chart code and ECharts, so that a picture and the canvas that takes its place
// agree. Reads { charts: [spec], result: packed result in base64 } and writes { id: HTML } as JSON.

import { Buffer } from "node:buffer";
import { text } from "node:stream/consumers";
import * as echarts from "echarts/core";
import { LineChart, ScatterChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { bind } from "../../../static/js/bind.js";
import { unpack } from "../../../static/js/store.js";
import { fluid } from "./fluid.js";

/** @import { Layout, Size, Spec } from "../../../static/js/types/chart" */
/** @import { Finder } from "../../../static/js/types/figures" */
/** @import { Drawing } from "./fluid.js" */

echarts.use([LineChart, ScatterChart, AxisPointerComponent, GridComponent, MarkLineComponent, TitleComponent, TooltipComponent, SVGRenderer]);

/**
 * There are no fonts here. Widths only decide whether labels fit: those of Inter are 0.56 em on average.
 *
 * @param {string} written
 * @param {string} [font]
 */
const measureText = (written, font = "") => ({ width: 0.56 * written.length * (parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? "") || 12) });

echarts.setPlatformAPI({ measureText });

/** CSS variables stay variables, so that a picture follows the theme. */
const style = { getPropertyValue: (/** @type {string} */ name) => `var(${name})` };

/** Sizes that a chart has in a wide window and on a phone. */
const sizes = { wide: { width: 680, height: 460 }, narrow: { width: 340, height: 330 } };

/** How many times as large the second drawing is, which says where things go as a chart grows. */
const growth = 8;

/**
 * @param {Layout} layout
 * @param {Size} size
 * @param {Finder} column
 * @returns {Drawing}
 */
function drawing(layout, size, column) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
  const { option } = bind(layout, size, column, style);
  for (const series of option.series) series.large = false; // each point for itself
  chart.setOption(/** @type {import("echarts").EChartsCoreOption} */ (option));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return { svg, ...size };
}

/**
 * @param {string} id
 * @param {"wide" | "narrow"} name
 * @param {Layout} layout
 * @param {Finder} column
 */
function picture(id, name, layout, column) {
  const { width, height } = sizes[name];
  const small = drawing(layout, { width, height }, column);
  const large = drawing(layout, { width: growth * width, height: growth * height }, column);
  const [left, right] = [Number(layout.grid[0].left), Number(layout.grid[0].right)];
  return `<div class="picture picture-${name}" aria-hidden="true">${fluid(small, large, left, right, `${id}-${name}-`)}</div>`;
}

/** @type {{ charts: Spec[], result: string }} */
const { charts, result } = JSON.parse(await text(process.stdin));
const { columns } = unpack(new Uint8Array(Buffer.from(result, "base64")).buffer);
const column = (/** @type {string} */ name) => columns.get(name);
const pictures = charts.map(({ id, wide, narrow }) => [id, picture(id, "wide", wide, column) + picture(id, "narrow", narrow ?? wide, column)]);
process.stdout.write(JSON.stringify(Object.fromEntries(pictures)));
