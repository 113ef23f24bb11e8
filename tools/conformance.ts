// `npm run conformance`: holds us against the published tests of standards and prints what was tried, what came out as expected
// and what differs, each difference by its name. Ends with 1 where one has no name.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder, held, missing } from './conformance/standard.ts';
import type { Outcome } from './conformance/standard.ts';
import { standards } from './conformance/standards.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = dataFolder(values.data ?? process.env['CROSSDOCK_TEST_DATA']);

if (!existsSync(join(data, 'conformance'))) {
  const where = join(data, 'conformance');
  process.stderr.write(
    `Nothing was tried: ${where} is not here. Name the folder that holds conformance/ by --data or CROSSDOCK_TEST_DATA.\n`,
  );
  process.exit(2);
}

const gone = standards.map((standard) => missing(standard, data)).filter((why) => why !== null);
const outcomes = standards.filter((standard) => missing(standard, data) === null).map((one) => held(one, data));
process.stdout.write(`${tableOf(outcomes)}\n\n${outcomes.flatMap(linesOf).join('\n')}\n`);
for (const why of gone) process.stderr.write(`Not tried: ${why}.\n`);
const isUnnamed = outcomes.some(({ differing }) => differing.some(({ reason }) => reason === null));
process.exitCode = isUnnamed || gone.length > 0 ? 1 : 0;

function tableOf(rows: readonly Outcome[]): string {
  const cells = rows.map(({ standard, tried, asExpected }) => [
    standard.name,
    ...[tried, asExpected, tried - asExpected].map(String),
  ]);
  const all = [['standard', 'tried', 'as expected', 'differing'], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((row) => row.map(pad).join('  ')).join('\n');
}

function linesOf({ standard, differing }: Outcome): string[] {
  return [
    ...differing.map(({ group, names, reason }) =>
      reason === null
        ? `${standard.name}, ${group}: ${names.length} differ, which nobody has named: ${names.join('; ') || 'those that are named differ no more'}`
        : `${standard.name}, ${group}: ${names.length} differ: ${reason}`,
    ),
    ...standard.notClaimed.map((what) => `${standard.name}: not claimed: ${what}`),
  ];
}
