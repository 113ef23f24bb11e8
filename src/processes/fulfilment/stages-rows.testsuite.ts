// The table of stages-table.testsuite.ts, taken apart.
import { disturbances } from './disturbances.testsuite.ts';
import type { Disturbance } from './disturbances.testsuite.ts';
import { stages } from './stages.testsuite.ts';
import type { Stage } from './stages.testsuite.ts';
import { table } from './stages-table.testsuite.ts';

/** In the order in which they are written down. */
export const names = {
  stages: Object.keys(stages) as Stage[],
  disturbances: Object.keys(disturbances) as Disturbance[],
} as const;

/** Stage → the other columns. */
export function rowsOf(disturbance: Disturbance): ReadonlyMap<string, readonly string[]> {
  const rows = table[disturbance].trim().split('\n');
  return new Map(
    rows
      .map((row) => row.split('|').map((column) => column.trim()))
      .map(([stage = '', ...columns]) => [stage, columns]),
  );
}
