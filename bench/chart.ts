// A line chart as SVG: a few lines over one axis, each named where it ends. The horizontal axis can be logarithmic.
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Chart {
  readonly title: string;
  readonly x: { readonly label: string; readonly logarithmic: boolean };
  readonly y: { readonly label: string };
  readonly series: readonly Series[];
  /** A line across, such as a target. */
  readonly mark?: { readonly y: number; readonly name: string };
}

const width = 720;
const height = 400;
const plot = { left: 70, right: 570, top: 56, bottom: 340 };
const colours = ['#0b62a4', '#c2410c', '#15803d', '#7c3aed'];
const ink = '#1f2937';
const faint = '#d1d5db';

export function lineChart({ title, x, y, series, mark }: Chart): string {
  const points = series.flatMap((one) => one.points);
  const place = x.logarithmic ? Math.log10 : (value: number): number => value;
  const left = x.logarithmic ? Math.min(...points.map((point) => place(point.x))) : 0;
  const right = Math.max(...points.map((point) => place(point.x)));
  const ticksY = niceTicks(Math.max(...points.map((point) => point.y), mark?.y ?? 0));
  const top = ticksY.at(-1) ?? 1;
  const atX = (value: number): number =>
    plot.left + ((place(value) - left) / (right - left || 1)) * (plot.right - plot.left);
  const atY = (value: number): number => plot.bottom - (value / top) * (plot.bottom - plot.top);
  const ticksX = x.logarithmic
    ? [...new Set(points.map((point) => point.x))].toSorted((one, other) => one - other)
    : niceTicks(right).filter((tick) => tick >= left && tick <= right);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${escape(title)}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(plot.left, 26, title, { size: 16 }),
    text(plot.left, 46, y.label),
    ...ticksY.flatMap((tick) => [
      line(plot.left, atY(tick), plot.right, atY(tick), faint),
      text(plot.left - 8, atY(tick) + 4, short(tick), { anchor: 'end' }),
    ]),
    ...ticksX.map((tick) => text(atX(tick), plot.bottom + 20, short(tick), { anchor: 'middle' })),
    text((plot.left + plot.right) / 2, plot.bottom + 44, x.label, { anchor: 'middle' }),
    ...(mark === undefined
      ? []
      : [
          `<line x1="${plot.left}" y1="${round(atY(mark.y))}" x2="${plot.right}" y2="${round(atY(mark.y))}" stroke="${ink}" stroke-dasharray="5 4"/>`,
          text(plot.right + 8, atY(mark.y) + 4, mark.name),
        ]),
    ...series.flatMap((one, index) => drawn(one, colours[index % colours.length] ?? ink, atX, atY)),
    ...names(series, mark, atY),
    '</svg>',
    '',
  ].join('\n');
}

function drawn(
  { points }: Series,
  colour: string,
  atX: (value: number) => number,
  atY: (value: number) => number,
): string[] {
  const path = points.map((point) => `${round(atX(point.x))},${round(atY(point.y))}`).join(' ');
  const dots = points.length > 40 ? [] : points;
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`,
    ...dots.map(
      (point) => `<circle cx="${round(atX(point.x))}" cy="${round(atY(point.y))}" r="3.5" fill="${colour}"/>`,
    ),
  ];
}

/** The names at the ends of the lines, moved apart where they would cover each other. */
function names(series: readonly Series[], mark: Chart['mark'], atY: (value: number) => number): string[] {
  const lineHeight = 17;
  const taken = mark === undefined ? [] : [atY(mark.y) + 4];
  return series
    .map(({ name, points }, index) => ({ name, index, y: atY(points.at(-1)?.y ?? 0) + 4 }))
    .toSorted((one, other) => one.y - other.y)
    .map(({ name, index, y }) => {
      let free = y;
      while (taken.some((other) => Math.abs(other - free) < lineHeight)) free += 1;
      taken.push(free);
      return text(plot.right + 8, free, name, { colour: colours[index % colours.length] ?? ink });
    });
}

/** From zero to at least `most`, in steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(most: number): number[] {
  const rough = (most > 0 ? most : 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.ceil((most > 0 ? most : 1) / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function short(value: number): string {
  if (value >= 1_000_000) return `${Number((value / 1_000_000).toPrecision(3))} M`;
  if (value >= 10_000) return `${Number((value / 1_000).toPrecision(3))} k`;
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${colour}"/>`;
}

interface TextStyle {
  readonly anchor?: 'middle' | 'end';
  readonly size?: number;
  readonly colour?: string;
}

function text(x: number, y: number, content: string, { anchor, size, colour = ink }: TextStyle = {}): string {
  const style = `${anchor === undefined ? '' : ` text-anchor="${anchor}"`}${size === undefined ? '' : ` font-size="${size}" font-weight="600"`}`;
  return `<text x="${round(x)}" y="${round(y)}" fill="${colour}"${style}>${escape(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
