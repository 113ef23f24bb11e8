// `npm run mutants`: plants bugs by operators over the core and its SQL and says which of them nobody saw.
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printJson, printLine } from '../../src/cli/output.ts';
import { choose } from './choose.ts';
import { CannotJudge, kindOf, kinds } from './cover.ts';
import type { Kind } from './cover.ts';
import { coreFiles, findMutants } from './find.ts';
import { openSurvivors, readJudged } from './judged.ts';
import { operators } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { countBy, countTable, survivorLines } from './report.ts';
import type { Count } from './report.ts';
import { jobsMax, runMutants } from './run.ts';
import { isSurvivor } from './results.ts';
import type { Result } from './results.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

interface Options {
  readonly files?: string;
  readonly operator?: string;
  readonly id?: readonly string[];
  readonly sample?: number;
  readonly seed: string;
  readonly tests?: readonly string[];
  readonly judge?: readonly Kind[];
  readonly jobs: number;
  readonly folder: string;
  readonly resume: boolean;
  readonly list: boolean;
  readonly json: boolean;
}

// What a run has started ends with it: judges and the database.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

await new Command('npm run mutants --')
  .description('plant bugs by operators over the core and its SQL, and say which of them no test sees')
  .option('--files <glob>', 'only mutants of these files')
  .addOption(new Option('--operator <name>', 'only mutants by this operator').choices(operators))
  .option('--id <ids...>', 'only these mutants, tried again whatever is known of them')
  .option('--sample <count>', 'so many of them, each operator in turn', positive)
  .option('--seed <seed>', 'chooses the sample; the same one chooses the same', '1')
  .option('--tests <paths...>', 'ask these test files alone')
  .addOption(new Option('--judge <kinds...>', 'ask these alone').choices(kinds))
  .option('--jobs <count>', 'mutants tried at the same time', positive, jobsMax())
  .option('--folder <path>', 'where coverage and results are kept', 'coverage/mutants')
  .option('--resume', 'go on with the results of the run before, if the code is the same', false)
  .option('--list', 'print the mutants and try none', false)
  .option('--json', 'print the results as JSON', false)
  .addHelpText(
    'after',
    `
Each mutant is one edit of one file, served to a process of its own: the tree is not touched. Tests that run the edited place
judge it, those without a database first. Two runs at the same time need a folder each.

Exits with 0 when every mutant was caught or is judged in sim/mutants/judged.json, with 1 when one is
neither, with 2 when a test fails on the code as it is.

Examples:
  $ npm run mutants -- --sample 200
  $ npm run mutants -- --files 'src/stock/*' --operator off-by-one
  $ npm run mutants -- --id 0123456789ab`,
  )
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CannotJudge)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  });

async function run(options: Options): Promise<void> {
  const all = findMutants(root, coreFiles(root));
  const mutants = choose(all, { ...options, ids: options.id });
  if (mutants.length === 0) {
    process.stderr.write('No mutant is of that kind; --list without filters shows all.\n');
    process.exitCode = 2;
    return;
  }
  if (options.list) {
    list(mutants, options.json);
    return;
  }
  const judged = readJudged(join(root, 'sim/mutants/judged.json'));
  const bar = new SingleBar({
    format:
      '{stage} {bar} {value}/{total}  {rate} a minute  {eta_formatted} left  {caught} caught, {survived} survived',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 30_000,
  });
  const shown = { stage: '', rate: '–', caught: 0, survived: 0 };
  let startedAt = performance.now();
  let steps = 0;
  const results = await runMutants({
    root,
    mutants,
    folder: resolve(root, options.folder),
    resume: options.resume || options.id !== undefined,
    again: options.id !== undefined,
    jobs: options.jobs,
    tests: options.tests,
    judges: options.judge,
    onStage(stage, total) {
      bar.stop();
      shown.rate = '–';
      shown.stage = stage === 'coverage' ? 'which tests run what' : 'mutants';
      startedAt = performance.now();
      steps = 0;
      bar.start(total, 0, shown);
    },
    onStep(result) {
      steps += 1;
      shown.rate = (steps / ((performance.now() - startedAt) / 60_000)).toFixed(1);
      if (result !== undefined)
        shown[result.verdict === 'caught' || result.verdict === 'hung' ? 'caught' : 'survived'] += 1;
      bar.increment(shown);
    },
  }).finally(() => bar.stop());
  const open = openSurvivors(results, judged);
  if (options.json) printJson({ mutants: all.length, tried: results.length, open, results });
  else report(results, open, { all: all.length, judged });
  process.exitCode = open.length > 0 ? 1 : 0;
}

function list(mutants: readonly Mutant[], json: boolean): void {
  if (json) printJson(mutants);
  else for (const { id, operator, file, line } of mutants) printLine(`${id}  ${operator}  ${file}:${line}`);
}

function report(
  results: readonly Result[],
  open: readonly Result[],
  { all, judged }: { readonly all: number; readonly judged: ReturnType<typeof readJudged> },
): void {
  const by = (name: (result: Result) => string, some = results): Count[] => countBy(some, judged, name);
  const caught = results.filter((result) => !isSurvivor(result));
  const tables = [
    countTable(
      'operator',
      by(({ language, operator }) => `${language === 'sql' ? 'SQL ' : ''}${operator}`),
    ),
    countTable(
      'file',
      by(({ file }) => file),
    ),
    countTable(
      'caught by',
      by((result) => kindOf(result.by ?? ''), caught),
    ),
    countTable(
      '',
      by(() => 'all'),
    ),
  ];
  for (const lines of tables) printLine(`${lines.join('\n')}\n`);
  for (const survivor of open) printLine(`${survivorLines(survivor).join('\n')}\n`);
  printLine(
    open.length === 0
      ? `ok: ${results.length} of ${all} mutants tried, each caught or judged`
      : `not ok: ${open.length} of ${results.length} mutants survived and are not judged in sim/mutants/judged.json`,
  );
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('Give a number from 1 on.');
  return number;
}
