import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { createClient } from '#connections/import/client.ts';
import { readMapping } from '#connections/import/mapping-file.ts';
import { ImportProblem } from '#connections/import/problem.ts';
import { describe } from '#connections/import/report.ts';
import { runImport } from '#connections/import/run.ts';
import type { Phase, Progress } from '#connections/import/run.ts';
import { SetupError } from '#postgres/errors.ts';
import { keyOption, nodeOf, urlOption } from './client.ts';
import type { NodeAddress } from './client.ts';
import { printJson, printLine, progress } from './output.ts';
import { readSettings } from './settings.ts';
import { listenForStop } from './stop-signal.ts';

interface Options {
  readonly mapping: string;
  readonly url?: string;
  readonly key?: string;
  readonly dryRun: boolean;
  readonly restart: boolean;
  readonly json: boolean;
}

export const importCommand: Command = new Command('import')
  .description('send the orders and stock movements of files to a node, through a mapping')
  .argument('<file...>', 'CSV files, in the order of time')
  .requiredOption('--mapping <file>', 'how rows are read and what they mean (docs/guides/import.md)')
  .option(...urlOption)
  .option(...keyOption)
  .option('--dry-run', 'read, map and check everything, and send nothing', false)
  .option('--restart', 'send everything again, even what was sent before; the node knows it again', false)
  .option('--json', 'print the report as JSON', false)
  .addHelpText(
    'after',
    `
Stopped at any moment, the same command goes on. Run once more, it changes nothing.
Exits with 1 if the node refused something, or if the ledger shows something else than the files.

Examples:
  $ crossdock import --mapping examples/online-retail/mapping.json examples/online-retail/sample.csv
  $ crossdock import --mapping examples/online-retail/mapping.json --dry-run --json 2010-12-*.csv`,
  )
  .action(async (files: string[], options: Options) => {
    const settings = readSettings(process.env);
    using stop = listenForStop();
    const stopping = new AbortController();
    void stop.received.then(() => {
      progress('stopping after the step under way');
      stopping.abort();
    });
    using bar = new Bar();
    try {
      const report = await runImport({
        mapping: await readMapping(options.mapping),
        files,
        folder: join(settings.home, 'imports'),
        node: options.dryRun ? null : patient(await nodeOf(settings, options)),
        restart: options.restart,
        progress: bar,
        stop: stopping.signal,
      });
      bar.end();
      if (options.json) printJson(report);
      else for (const line of describe(report)) printLine(line);
      if (!report.ok) process.exitCode = 1;
    } catch (error) {
      bar.end();
      throw error instanceof ImportProblem ? new SetupError('import', error.message, { cause: error }) : error;
    }
  });

function patient(node: NodeAddress): { readonly client: ReturnType<typeof createClient>; readonly url: string } {
  return { url: node.url, client: createClient({ ...node, onWait: progress }) };
}

const words: Readonly<Record<Phase, string>> = { read: 'reading', items: 'items', send: 'sending', check: 'checking' };

/** One bar at a time on a terminal, and one line a phase elsewhere. */
class Bar implements Progress, Disposable {
  #bar: SingleBar | undefined;

  begin(phase: Phase, total: number): void {
    this.end();
    if (!process.stderr.isTTY) return progress(`${words[phase]} (${describeTotal(phase, total)})`);
    const unit = { read: 'bytes', items: 'items', send: 'lines', check: 'items' }[phase];
    this.#bar = new SingleBar({
      format: `${words[phase].padEnd(8)} {bar} {percentage} % | {value} of {total} ${unit} | {speed} ${unit}/s | {eta_formatted} left`,
      formatValue: (value, _, type) =>
        type === 'value' || type === 'total' ? value.toLocaleString('en') : String(value),
      stream: process.stderr,
      hideCursor: true,
      etaBuffer: 50,
    });
    this.#startedAt = performance.now();
    this.#bar.start(total, 0, { speed: '…' });
  }

  #startedAt = 0;
  #value = 0;

  advance(by: number): void {
    this.#value += by;
    const perSecond = (this.#value * 1_000) / Math.max(1, performance.now() - this.#startedAt);
    this.#bar?.update(this.#value, { speed: Math.round(perSecond).toLocaleString('en') });
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#value = 0;
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

function describeTotal(phase: Phase, total: number): string {
  const amount = total.toLocaleString('en');
  return phase === 'read' ? `${amount} bytes` : phase === 'send' ? `${amount} lines` : `${amount} items`;
}
