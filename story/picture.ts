// Many seeds as one picture: a small chart for each figure, a row for each column, a dot for each seed. The bar goes from the 10th
// to the 90th percentile, the line across it is the median.
import { escapeXml } from '#statecharts/draw-text.ts';
import { spreadOf, worseIn } from './compare.ts';
import type { OfSeed } from './compare.ts';
import { definitions } from './definitions.ts';
import type { Definition, FigureKey } from './definitions.ts';
import { columns } from './run.ts';
import type { Column } from './run.ts';
import { showFigure } from './show.ts';

const shown: readonly FigureKey[] = [
  'ordersMispromised',
  'unitsOversold',
  'ordersRefused',
  'unitsAsPromised',
  'unitsOnTime',
  'lineFillOnTime',
  'daysToShipMean',
  'ordersExpedited',
  'manualTouches',
  'costTotal',
  'shippedNotInvoicedValue',
  'stockDifferenceUnits',
];
const [chart, gap, head, perRow] = [{ width: 300, height: 128 }, 24, 54, 3];
const [left, right] = [86, 288];
const rowAt: { readonly [Name in Column]: number } = { disconnected: 52, crossdock: 86 };
const colours = {
  ink: '#1f2a37',
  quiet: '#5b6776',
  line: '#d5dbe2',
  ground: '#fbfcfd',
  disconnected: '#a9b4c0',
  crossdock: '#2f5d8a',
};

export function picture(seeds: readonly OfSeed[], days: number): string {
  const charts = definitions.filter(({ key }) => shown.includes(key));
  const width = perRow * (chart.width + gap) + gap;
  const height = head + Math.ceil(charts.length / perRow) * (chart.height + gap) + gap;
  const title = `${days} ${days === 1 ? 'day' : 'days'} of orders on ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}, told twice`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    textAt(gap, 30, `${title}: a dot for each seed, the median, and the 10th to 90th percentile`, 15, colours.ink),
    ...charts.map((definition, index) => {
      const x = gap + (index % perRow) * (chart.width + gap);
      const y = head + Math.floor(index / perRow) * (chart.height + gap);
      return `<g transform="translate(${x} ${y})">\n${chartOf(definition, seeds).join('\n')}\n</g>`;
    }),
    '</svg>',
    '',
  ].join('\n');
}

function chartOf(definition: Definition, seeds: readonly OfSeed[]): string[] {
  const valuesOf = (column: Column): number[] => seeds.map((told) => told[column][definition.key]);
  const all = columns.flatMap(valuesOf);
  // What is good when it is high is much alike in both: its axis begins where the values do.
  const from = definition.better === 'higher' ? Math.min(...all) : 0;
  const to = Math.max(...all, from + (definition.better === 'higher' ? 0 : 1));
  const place = (value: number): number =>
    to === from ? left : Math.round((left + ((value - from) / (to - from)) * (right - left)) * 10) / 10;
  const worse = worseIn(seeds).filter(({ figure }) => figure === definition.key).length;
  const good = definition.better === 'higher' ? 'more is better' : 'less is better';
  return [
    textAt(0, 14, definition.title.trim(), 13, colours.ink, 'font-weight="bold"'),
    textAt(0, 30, `${definition.unit}; ${good}; Crossdock is worse in ${worse} of ${seeds.length}`, 11, colours.quiet),
    ...columns.flatMap((column) => rowOf(column, valuesOf(column), place, definition)),
    `<line x1="${left}" y1="108" x2="${right}" y2="108" stroke="${colours.line}"/>`,
    textAt(left, 122, showFigure(definition, from), 10, colours.quiet),
    textAt(right, 122, showFigure(definition, to), 10, colours.quiet, 'text-anchor="end"'),
  ];
}

function rowOf(
  column: Column,
  values: readonly number[],
  place: (value: number) => number,
  definition: Definition,
): string[] {
  const y = rowAt[column];
  const { median, p10, p90 } = spreadOf(values);
  const [low, middle, high] = [place(p10), place(median), place(p90)];
  const colour = colours[column];
  return [
    textAt(0, y - 1, column, 11, colours.ink),
    textAt(0, y + 12, showFigure(definition, median), 11, colours.quiet),
    `<rect x="${low}" y="${y - 6}" width="${Math.max(1, Math.round((high - low) * 10) / 10)}" height="12" fill="${colour}" fill-opacity="0.25"/>`,
    ...values.map((value) => `<circle cx="${place(value)}" cy="${y}" r="2.5" fill="${colour}" fill-opacity="0.7"/>`),
    `<line x1="${middle}" y1="${y - 9}" x2="${middle}" y2="${y + 9}" stroke="${colours.ink}" stroke-width="2"/>`,
  ];
}

function textAt(x: number, y: number, text: string, size: number, fill: string, more = ''): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${more === '' ? '' : ` ${more}`}>${escapeXml(text)}</text>`;
}
