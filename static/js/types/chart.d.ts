// A chart as the page's own code describes it: web/charts. Strings that begin with "@" name functions of bind.js, those like
// var(--ink) are colours of the theme.

/** Picks the rows whose column holds a value of a range. */
export interface Where {
  column: string;
  min: number;
  max: number;
}

/** A column of a chart's table. */
export interface TableColumn {
  title: string;
  column: string;
  format: string;
}

export interface Spec {
  id: string;
  wide: Layout;
  narrow?: Layout;
  asTable: boolean;
  table?: TableColumn[];
  rows?: Where;
  curves?: string[];
  sources?: Record<string, string>;
  store?: string;
}

export interface Layout {
  grid: Grid[];
  xAxis: Axis[];
  yAxis: Axis[];
  series: Series[];
  heat?: Heat;
  axisPointer?: object;
  tooltip?: object;
  textStyle?: object;
}

/** Lengths in pixels or in percent. */
export interface Grid {
  left?: string;
  right?: string;
  top?: string;
  bottom?: string;
  height?: string;
}

export interface Axis {
  type?: string;
  min?: number | string;
  max?: number | string;
  scale?: boolean;
  interval?: number;
  minInterval?: number;
  axisLabel?: { customValues?: number[]; [option: string]: unknown };
  axisTick?: { customValues?: number[]; [option: string]: unknown };
  splitLine?: object;
  data?: string[];
  name?: string;
  [option: string]: unknown;
}

/** The points of a series in one flat array: x, y and row of each, or what its dimensions say. */
export type Values = ArrayLike<number>;

export interface Series {
  type: string;
  name?: string;
  xAxisIndex: number;
  yAxisIndex: number;
  x?: string;
  y?: string;
  where?: Where;
  rows?: number[];
  broken?: boolean;
  aside?: boolean;
  silent?: boolean;
  z?: number;
  itemStyle?: { color?: string; [option: string]: unknown };
  label?: { position?: string; offset?: number[]; [option: string]: unknown };
  endLabel?: { offset?: number[]; [option: string]: unknown };
  markLine?: { data: { xAxis?: number; yAxis?: number }[]; label?: object };
  cells?: Cells;
  pick?: string;
  data?: Values;
  dimensions?: string[];
  encode?: object;
  renderItem?: RenderItem;
  [option: string]: unknown;
}

/** A series with its points. */
export interface Shown {
  series: Series;
  data: Values;
}

/** The cells of a density, or bars. */
export interface Cells {
  x?: string;
  y?: string;
  width?: number;
  height?: number;
  n: string;
  bar?: "x" | "y";
  from?: number;
  part?: number;
  shift?: number;
  kind?: string;
  colors: string[];
  opacity?: number;
  pick?: string;
}

/** A map of cells over two fields. */
export interface Heat {
  x: string;
  y: string;
  value: string;
  shown: string;
  marked: string;
  first: number;
  lines: number;
  xName: string;
  yName: string;
  yTexts?: string[];
  format: string;
  log: boolean;
}

export interface HeatCell {
  value: [number, number];
  row: number;
  names: [string, string];
  level: string;
  text: string;
  share: number;
  marked: boolean;
}

/** How ECharts has a custom series drawn. */
export type RenderItem = (
  params: { dataIndex: number; coordSys: { width: number; height: number } },
  api: { value(dimension: number): number; coord(value: number[]): number[] },
) => object;

/** What a tooltip gets of the mark under the pointer. */
export interface Mark {
  value: number[];
  data?: number[];
  seriesName: string;
  seriesType: string;
}

/** The values of CSS variables. */
export interface Style {
  getPropertyValue(name: string): string;
}

export interface Size {
  width: number;
  height: number;
}

/** The smallest and the largest of some values. */
export interface Extent {
  min: number;
  max: number;
}

/** A complete ECharts option. */
export type Option = Omit<Layout, "series"> & { series: Drawn[] };

/** A series of it. */
export type Drawn = Series & { data: Values };
