// Growth as a table and as pictures, everything also as a part of what it is with the fewest orders.
import { lineChart } from '../chart.ts';
import { repeated } from '../statistics.ts';
import { memoryGrowthMaxPercent } from './memory.ts';
import type { MemoryResult } from './memory.ts';
import type { LevelSample } from './rates.ts';
import type { Recovery } from './recovery.ts';

export interface Level {
  readonly orders: number;
  readonly samples: readonly LevelSample[];
  readonly nodeKilled: Recovery | undefined;
  readonly bothKilled: Recovery | undefined;
}

export interface LevelFigures {
  readonly orders: number;
  readonly httpPerSecond: number;
  readonly httpSpread: number;
  readonly batchPerSecond: number;
  readonly batchSpread: number;
  /** In percent of the level with the fewest orders. */
  readonly httpOfFirst: number;
  readonly batchOfFirst: number;
  readonly httpP99Ms: number;
  readonly httpProcessorUs: number;
  readonly batchProcessorUs: number;
  readonly lookupP99Ms: number;
  readonly residentMiB: number;
  readonly databaseMiB: number;
  readonly nodeRecoveryMs: number | undefined;
  readonly bothRecoveryMs: number | undefined;
}

const targetPercent = 90;

export function figures(levels: readonly Level[]): LevelFigures[] {
  const middle = (level: Level, of: (sample: LevelSample) => number): number => repeated(level.samples.map(of)).median;
  const [first] = levels;
  return levels.map((level) => {
    const http = repeated(level.samples.map((sample) => sample.http.perSecond));
    const batch = repeated(level.samples.map((sample) => sample.batch.perSecond));
    return {
      orders: level.orders,
      httpPerSecond: http.median,
      httpSpread: http.spread,
      batchPerSecond: batch.median,
      batchSpread: batch.spread,
      httpOfFirst: (http.median / middle(first ?? level, (sample) => sample.http.perSecond)) * 100,
      batchOfFirst: (batch.median / middle(first ?? level, (sample) => sample.batch.perSecond)) * 100,
      httpP99Ms: middle(level, (sample) => sample.http.p99Ms),
      httpProcessorUs: middle(level, (sample) => sample.http.processorUs),
      batchProcessorUs: middle(level, (sample) => sample.batch.processorUs),
      lookupP99Ms: middle(level, (sample) => sample.lookupP99Ms),
      residentMiB: middle(level, (sample) => sample.residentMiB),
      databaseMiB: middle(level, (sample) => sample.databaseMiB),
      nodeRecoveryMs: level.nodeKilled?.firstOrderMs,
      bothRecoveryMs: level.bothKilled?.firstOrderMs,
    };
  });
}

export function growthTable(levels: readonly Level[]): string {
  const all = figures(levels);
  const row = (name: string, cell: (one: LevelFigures) => string): string =>
    `| ${name} | ${all.map(cell).join(' | ')} |`;
  const share = (percent: number): string => `${Math.round(percent)} %${percent < targetPercent ? ', **missed**' : ''}`;
  const seconds = (ms: number | undefined): string => (ms === undefined ? '' : `${(ms / 1_000).toFixed(1)} s`);
  return [
    row('orders stored', ({ orders }) => orders.toLocaleString('en')),
    `|---|${all.map(() => '---:').join('|')}|`,
    row('over HTTP, orders/s (spread)', (one) => `${whole(one.httpPerSecond)} (${whole(one.httpSpread * 100)} %)`),
    row(`of the first (target ${targetPercent} %)`, (one) => share(one.httpOfFirst)),
    row('in batches, orders/s (spread)', (one) => `${whole(one.batchPerSecond)} (${whole(one.batchSpread * 100)} %)`),
    row(`of the first (target ${targetPercent} %)`, (one) => share(one.batchOfFirst)),
    row('p99 over HTTP', (one) => `${whole(one.httpP99Ms)} ms`),
    row('processor time an order over HTTP', (one) => `${whole(one.httpProcessorUs)} µs`),
    row('processor time an order in batches', (one) => `${whole(one.batchProcessorUs)} µs`),
    row('p99 of an order asked for by its number', (one) => `${one.lookupP99Ms.toFixed(1)} ms`),
    row('memory of the node (RSS)', (one) => `${whole(one.residentMiB)} MiB`),
    row('the database', (one) => `${whole(one.databaseMiB)} MiB`),
    row('node killed, until the next order is answered', (one) => seconds(one.nodeRecoveryMs)),
    row('node and PostgreSQL killed, until the next order is answered', (one) => seconds(one.bothRecoveryMs)),
  ].join('\n');
}

export function memorySentence({ samples, earlyMiB, lateMiB, grownPercent, orders, p99Ms }: MemoryResult): string {
  const minutes = samples.at(-1)?.minutes ?? 0;
  const missed = grownPercent > memoryGrowthMaxPercent ? ', **missed**' : '';
  return `${orders.toLocaleString('en')} orders in ${whole(minutes)} minutes, p99 ${whole(p99Ms)} ms: resident memory of the node ${whole(earlyMiB)} MiB in the second quarter of the time, ${whole(lateMiB)} MiB in the last, ${grownPercent > 0 ? '+' : ''}${grownPercent.toFixed(1)} % (target ≤ ${memoryGrowthMaxPercent} %${missed}).`;
}

/** SVG by file name. */
export function pictures(levels: readonly Level[], memory: MemoryResult | undefined): Map<string, string> {
  const all = figures(levels);
  const over = (y: (one: LevelFigures) => number | undefined): { x: number; y: number }[] =>
    all.flatMap((one) => {
      const value = y(one);
      return value === undefined ? [] : [{ x: one.orders, y: value }];
    });
  const stored = { label: 'orders stored', logarithmic: true };
  const found = new Map<string, string>();
  if (all.length > 1) {
    found.set(
      'growth-rates.svg',
      lineChart({
        title: 'Orders a second as orders are stored',
        x: stored,
        y: { label: `% of the rate with ${all[0]?.orders.toLocaleString('en')} orders` },
        mark: { y: targetPercent, name: 'target' },
        series: [
          { name: 'over HTTP', points: over((one) => one.httpOfFirst) },
          { name: 'in batches', points: over((one) => one.batchOfFirst) },
        ],
      }),
    );
    found.set(
      'growth-cost.svg',
      lineChart({
        title: 'Processor time of an order as orders are stored',
        x: stored,
        y: { label: 'µs, node and PostgreSQL' },
        series: [
          { name: 'over HTTP', points: over((one) => one.httpProcessorUs) },
          { name: 'in batches', points: over((one) => one.batchProcessorUs) },
        ],
      }),
    );
    if (all.every((one) => one.nodeRecoveryMs !== undefined))
      found.set(
        'growth-recovery.svg',
        lineChart({
          title: 'From a kill to the next order',
          x: stored,
          y: { label: 's' },
          series: [
            { name: 'node killed', points: over((one) => one.nodeRecoveryMs && one.nodeRecoveryMs / 1_000) },
            { name: 'node and PostgreSQL', points: over((one) => one.bothRecoveryMs && one.bothRecoveryMs / 1_000) },
          ],
        }),
      );
  }
  if (memory !== undefined)
    found.set(
      'memory.svg',
      lineChart({
        title: 'Memory of a node over time',
        x: { label: 'minutes', logarithmic: false },
        y: { label: 'MiB resident' },
        series: [{ name: 'node', points: memory.samples.map((one) => ({ x: one.minutes, y: one.residentMiB })) }],
      }),
    );
  return found;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
