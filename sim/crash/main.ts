// `npm run crash`: kills real nodes and real databases while callers work, and looks after every fault whether what was
// acknowledged is there, once. See README.md.
import { Command, InvalidArgumentError, Option } from 'commander';
import { SingleBar } from 'cli-progress';
import { availableParallelism, cpus } from 'node:os';
import { attempts } from './attempts.ts';
import { whenAskedToEnd } from './ends.ts';
import { faultNamed, faults } from './faults.ts';
import type { Fault } from './faults.ts';
import { run } from './run.ts';
import type { Report } from './run.ts';
import { kinds, systemBinaries } from './server.ts';
import type { Kind } from './server.ts';

interface Options {
  readonly kills: number;
  readonly nodes: number;
  readonly fault?: Fault;
  readonly seed: number;
  readonly postgres: Kind;
  readonly attempts?: number;
  readonly minutes?: number;
  readonly json: boolean;
}

/** Everything can be looked at after every fault as long as it is not too much. */
const killsPerWorld = 50;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const program = new Command('crash')
  .description(
    'kill nodes and databases under load, and prove after every fault that nothing was lost and nothing done twice',
  )
  .option('--kills <number>', 'faults that kill; with --fault, how often it happens', positive, 20)
  .option('--nodes <number>', 'nodes on one database, 1 to 8', positive, 3)
  .option('--fault <name>', 'only this fault; left out: all that kill, in turn by chance', parseFault)
  .option(
    '--seed <number>',
    'makes the same choices again; what happens in between is up to the machine',
    positive,
    Date.now() % 1_000_000,
  )
  .addOption(
    new Option('--postgres <kind>', "the embedded server, or Debian's").choices([...kinds]).default('embedded'),
  )
  .option('--attempts <number>', 'instead of faults: so many attempts to reserve the same scarce stock', positive)
  .option('--minutes <number>', 'end after so long, however many are done', positive)
  .option('--json', 'print the report for programs', false)
  .addHelpText(
    'after',
    `
Faults:
${faults.map(({ name, does }) => `  ${name.padEnd(20)} ${does}`).join('\n')}

Examples:
  $ npm run crash -- --kills 1000 --nodes 4
  $ npm run crash -- --fault frozen --kills 3
  $ npm run crash -- --attempts 1000000 --postgres system

It needs about 500 MB in the folder for temporary files. Exit code 1: something was lost or done twice.`,
  )
  .action(async (options: Options) => {
    const { json, ...wanted } = options;
    const reason = options.fault?.unable?.();
    if (reason !== undefined) {
      say(`The fault ${options.fault?.name} cannot be done here: ${reason}.`);
      process.exitCode = 2;
      return;
    }
    say(
      `seed ${options.seed}, ${options.nodes} nodes, ${describe(options.postgres)}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`,
    );
    const bar = new SingleBar({ stream: process.stderr, format: '[{bar}] {value}/{total}  {what}', hideCursor: true });
    bar.start(options.attempts ?? options.kills, 0, { what: 'starting' });
    const startedAt = performance.now();
    try {
      if (options.attempts !== undefined) {
        const report = await attempts({
          ...wanted,
          attempts: options.attempts,
          onProgress: (done) => bar.update(done, { what: 'attempts' }),
        });
        bar.stop();
        print(
          json,
          { seed: options.seed, ...report },
          Object.entries(report).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
        );
        process.exitCode = report.violations.length === 0 ? 0 : 1;
        return;
      }
      const { fault, ...others } = wanted;
      let stopped = false;
      whenAskedToEnd(() => {
        stopped = true;
        say('ending after this fault …');
      });
      const report = await run({
        ...others,
        isStopped: () => stopped,
        ...(fault !== undefined && { faults: [fault] }),
        killsPerWorld,
        onHarm: (done, { what, recoveredMs }) => {
          bar.update(Math.min(done, options.kills), { what: `${what}, recovered in ${recoveredMs} ms` });
          if (!process.stderr.isTTY) say(`${done}/${options.kills}  ${what}, recovered in ${recoveredMs} ms`);
        },
      });
      bar.stop();
      const seconds = Math.round((performance.now() - startedAt) / 1_000);
      print(json, { seed: options.seed, seconds, ...report }, linesOf(report, seconds));
      process.exitCode = report.violations.length === 0 ? 0 : 1;
    } finally {
      bar.stop();
    }
  });

await program.parseAsync();

function print(json: boolean, report: object, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${lines.join('\n')}\n`);
}

function linesOf(report: Report, seconds: number): string[] {
  const lost = Object.values(report.unknown).reduce((sum, count) => sum + count, 0);
  return [
    `${report.faults} faults, ${report.kills} of which killed ${report.processesKilled} processes, ${seconds} s`,
    `${report.takenOver} times others took over before the killed one was started again; ${report.missed} times a moment did not come and was waited for again; a timer was ${report.timerLateMsMax} ms late at most`,
    `${report.acknowledged} requests acknowledged, ${report.refused} refused, ${lost} answers lost, ${report.abandoned} never asked again`,
    `${report.delivered} deliveries took effect, ${report.repeated} came again under the same id`,
    ...Object.entries(report.byFault).map(
      ([name, { times, recoveredMsMedian, recoveredMsMax }]) =>
        `  ${name.padEnd(20)} ${String(times).padStart(5)} ×, recovered in ${recoveredMsMedian} ms, at most ${recoveredMsMax} ms`,
    ),
    report.violations.length === 0 ? 'nothing was lost, nothing was done twice, verify is clean' : 'WRONG:',
    ...report.violations,
  ];
}

function describe(kind: Kind): string {
  return kind === 'embedded'
    ? 'embedded PostgreSQL'
    : `PostgreSQL ${systemBinaries()?.version ?? '(not installed)'} of the system`;
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a whole number above 0.');
}

function parseFault(name: string): Fault {
  try {
    return faultNamed(name);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
