// What the page uses of ECharts. It is a file of its own, the largest of the page's scripts, and comes when it is wanted: see
// charts.js.

import { init, use } from "echarts/core";
import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([CustomChart, LineChart, ScatterChart, AxisPointerComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

export { init };
