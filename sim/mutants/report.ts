// What a run found, as tables.
import { tableLines } from '../../src/cli/output.ts';
import type { Judged } from './judged.ts';
import { isSurvivor } from './results.ts';
import type { Result } from './results.ts';

export interface Count {
  readonly name: string;
  readonly tried: number;
  readonly caught: number;
  /** Of those caught: by their time limit. */
  readonly hung: number;
  /** Survived, looked at, and found to be none the tests should see. */
  readonly judged: number;
  readonly open: number;
}

export function countBy(
  results: readonly Result[],
  judged: ReadonlyMap<string, Judged>,
  nameOf: (result: Result) => string,
): Count[] {
  return [...Map.groupBy(results, nameOf)]
    .map(([name, group]) => {
      const survivors = group.filter(isSurvivor);
      const known = survivors.filter(({ id }) => judged.has(id) && judged.get(id)?.verdict !== 'gap');
      return {
        name,
        tried: group.length,
        caught: group.length - survivors.length,
        hung: group.filter(({ verdict }) => verdict === 'hung').length,
        judged: known.length,
        open: survivors.length - known.length,
      };
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

export function countTable(title: string, counts: readonly Count[]): string[] {
  const rows = counts.map(({ name, tried, caught, hung, judged, open }) => [
    name,
    ...[tried, caught, hung, judged, open].map(String),
    `${((caught / tried) * 100).toFixed(1)} %`,
  ]);
  return tableLines([[title, 'tried', 'caught', 'of these hung', 'judged', 'open', 'caught'], ...rows]);
}

export function survivorLines({ id, file, line, operator, verdict, before, after }: Result): string[] {
  const shown = (mark: string, text: string): string[] => text.split('\n').map((row) => `    ${mark} ${row.trim()}`);
  return [
    `${id}  ${operator}  ${file}:${line}${verdict === 'unrun' ? '  (no test comes by)' : ''}`,
    ...shown('-', before),
    ...shown('+', after),
  ];
}
