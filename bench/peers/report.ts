// The figures of the peers as a table: each measure with its median, best and spread, and what Crossdock is of it. Everywhere the best way and
// the best number of nodes of a peer counts.
import { repeated } from '../statistics.ts';
import type { Repeated } from '../statistics.ts';
import type { Sample } from './measure.ts';
import type { Subject } from './subject.ts';

export interface Measured {
  readonly name: string;
  readonly title: string;
  readonly group: Subject['group'];
  readonly batch: number;
  readonly nodes: number;
  readonly load: 'uniform' | 'hot';
  readonly samples: readonly Sample[];
}

export interface Bulk {
  readonly connections: number;
  readonly ratesPerSecond: readonly number[];
}

export interface Figures {
  readonly measured: readonly Measured[];
  readonly bulk: readonly Bulk[];
}

export interface Line {
  readonly name: string;
  readonly title: string;
  readonly nodes: number;
  readonly load: Measured['load'];
  readonly perSecond: Repeated;
  readonly p99Ms: Repeated;
  readonly processorUs: Repeated;
  readonly refused: number;
  /** Crossdock's rate over HTTP, the best of its node counts, as a multiple of this. */
  readonly crossdockIs: number | undefined;
  /** What an order costs here in processor time, as a multiple of Crossdock's over HTTP. */
  readonly costs: number | undefined;
}

export function lines({ measured }: Figures): Line[] {
  const crossdock = (load: Measured['load']): Measured[] =>
    measured.filter((one) => one.group === 'crossdock' && one.batch === 1 && one.load === load);
  return measured.map((one) => {
    const rates = repeated(one.samples.map(({ perSecond }) => perSecond));
    const processorUs = repeated(
      one.samples.map((sample) => sample.processorUs),
      'low',
    );
    const ours = crossdock(one.load).map(({ samples }) => ({
      rate: repeated(samples.map(({ perSecond }) => perSecond)).median,
      processorUs: repeated(samples.map((sample) => sample.processorUs)).median,
    }));
    const isPeer = !one.group.startsWith('crossdock') && ours.length > 0;
    return {
      name: one.name,
      title: one.title,
      nodes: one.nodes,
      load: one.load,
      perSecond: rates,
      p99Ms: repeated(
        one.samples.map(({ p99Ms }) => p99Ms),
        'low',
      ),
      processorUs,
      refused: one.samples.reduce((sum, { refused }) => sum + refused, 0),
      crossdockIs: isPeer ? Math.max(...ours.map(({ rate }) => rate)) / rates.median : undefined,
      costs: isPeer ? processorUs.median / Math.min(...ours.map((our) => our.processorUs)) : undefined,
    };
  });
}

export interface Ratio {
  readonly what: string;
  readonly load: Measured['load'];
  /** Of the medians. */
  readonly value: number;
  readonly unit: '×' | '%';
  /** Undefined: nothing was promised. */
  readonly target: number | undefined;
  readonly of: string;
}

/** Crossdock against the best way of each peer, and in batches against the same rows by COPY. */
export function ratios(figures: Figures): Ratio[] {
  const found: Ratio[] = [];
  const best = (
    group: Subject['group'],
    load: Measured['load'],
    batched: boolean,
  ): { rate: number; one: Measured } | undefined =>
    figures.measured
      .filter((one) => one.group === group && one.load === load && one.batch > 1 === batched)
      .map((one) => ({ one, rate: repeated(one.samples.map(({ perSecond }) => perSecond)).median }))
      .toSorted((one, other) => other.rate - one.rate)[0];
  for (const load of ['uniform', 'hot'] as const) {
    const ours = best('crossdock', load, false);
    for (const [group, name, target] of [
      ['plain', 'one transaction per order', undefined],
      ['dbos', 'DBOS', 15],
      ['restate', 'Restate', 10],
    ] as const) {
      const theirs = best(group, load, false);
      if (ours === undefined || theirs === undefined) continue;
      found.push({
        what: `over HTTP, of ${name}`,
        load,
        value: ours.rate / theirs.rate,
        unit: '×',
        target: load === 'uniform' ? target : undefined,
        of: `${theirs.one.name}, ${nodes(theirs.one.nodes)}`,
      });
    }
    const batches = best('crossdock', load, true);
    const bulk = figures.bulk
      .map(({ connections, ratesPerSecond }) => ({ connections, rate: repeated(ratesPerSecond).median }))
      .toSorted((one, other) => other.rate - one.rate)[0];
    if (batches !== undefined && bulk !== undefined)
      found.push({
        what: 'in batches, of the same rows by COPY',
        load,
        value: (batches.rate / bulk.rate) * 100,
        unit: '%',
        target: load === 'uniform' ? 35 : undefined,
        of: `${bulk.connections === 1 ? 'one connection' : `${bulk.connections} connections`}`,
      });
  }
  return found;
}

function nodes(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}

export function rateTable(figures: Figures): string {
  return table(
    [
      'what',
      'load',
      'nodes',
      'orders/s, median',
      'best',
      'spread',
      'p99',
      'processor time an order',
      'Crossdock over HTTP is',
      'an order costs',
    ],
    [
      ...figures.bulk.map(({ connections, ratesPerSecond }) => {
        const { median, best, spread } = repeated(ratesPerSecond);
        const what = `the rows of Crossdock by COPY, no logic, ${connections === 1 ? 'one connection' : `${connections} connections`}`;
        return [what, '', '', whole(median), whole(best), percent(spread), '', '', '', ''];
      }),
      ...lines(figures).map((line) => [
        `${line.title}${line.refused > 0 ? ` (${line.refused} refused)` : ''}`,
        line.load,
        String(line.nodes),
        whole(line.perSecond.median),
        whole(line.perSecond.best),
        percent(line.perSecond.spread),
        `${whole(line.p99Ms.median)} ms`,
        `${whole(line.processorUs.median)} µs`,
        line.crossdockIs === undefined ? '' : `${line.crossdockIs.toFixed(1)} ×`,
        line.costs === undefined ? '' : `${line.costs.toFixed(1)} ×`,
      ]),
    ],
    2,
  );
}

export function ratioTable(figures: Figures): string {
  return table(
    ['Crossdock', 'load', 'is', 'target', 'measured against'],
    ratios(figures).map(({ what, load, value, unit, target, of }) => [
      what,
      load,
      `${value.toFixed(unit === '%' ? 0 : 1)} ${unit}`,
      target === undefined ? '' : `≥ ${target} ${unit}${value < target ? ', **missed**' : ''}`,
      of,
    ]),
    2,
  );
}

/** Markdown that can be read as it is: cells are as wide as their column; from `numbersFrom` on they are set to the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], numbersFrom: number): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0), 3));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column < numbersFrom ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column < numbersFrom ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`,
  );
  return [line(heads), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
