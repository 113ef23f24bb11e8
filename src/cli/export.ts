// The journal out of the database, into a file or standard output.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import type pg from 'pg';
import { journalLines } from '#intelligence/journal-lines.ts';
import type { JournalRange, SealedTurn } from '#intelligence/journal-lines.ts';
import { ocelLog } from '#intelligence/ocel.ts';
import { readObjects, readRange, readTurns } from '#intelligence/store.ts';
import { SetupError } from '#postgres/errors.ts';
import { createPool } from '#postgres/pool.ts';
import { withNetwork } from './database.ts';
import { progress } from './output.ts';
import { readSettings } from './settings.ts';

interface Options {
  readonly format: 'ndjson' | 'ocel';
  readonly from: number;
  readonly to?: number;
  readonly out?: string;
}

export const exportCommand: Command = new Command('export')
  .description('write the journal out: sealed entries that anyone can check, or an object-centric event log')
  .addOption(
    new Option('--format <format>', 'ndjson: entries as they were sealed; ocel: OCEL 2.0 as JSON')
      .choices(['ndjson', 'ocel'])
      .makeOptionMandatory(),
  )
  .option('--from <position>', 'first turn', parsePosition, 1)
  .option('--to <position>', 'last turn (default: the last there is)', parsePosition)
  .option('--out <file>', 'write to this file (default: standard output)')
  .addHelpText(
    'after',
    `
Reads only; works beside running nodes. Holds no personal data. docs/guides/export.md says what the lines mean and how to check them.

Examples:
  $ crossdock export --format ndjson --out journal.ndjson
  $ node examples/verify-journal/verify.mjs journal.ndjson
  $ crossdock export --format ocel --from 1000 --out log.json`,
  )
  .action(async (options: Options) => {
    const settings = readSettings(process.env);
    await withNetwork(settings, async ({ connectionString, schema }) => {
      const pool = createPool({
        connectionString,
        schema,
        applicationName: 'crossdock export',
        max: 2,
        onIdleError: (error) => progress(error.message),
      });
      try {
        await write(pool, options);
      } finally {
        await pool.end();
      }
    });
  });

async function write(pool: pg.Pool, options: Options): Promise<void> {
  const range = await readRange(pool, options.from, options.to ?? null);
  if (options.from > range.to) {
    throw new SetupError(
      'export',
      `Nothing to export: the last position is ${range.to}${options.to === undefined ? '' : `, or --to is before --from`}.`,
    );
  }
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '{bar} {value}/{total} turns  {eta_formatted} left', stream: process.stderr })
    : null;
  bar?.start(range.to - range.from + 1, 0);
  try {
    const turns = counted(readTurns(pool, range), () => bar?.increment());
    const chunks = options.format === 'ndjson' ? journalLines(range, turns) : ocelLog(turns, readObjects(pool, range));
    if (options.out === undefined) await pipeline(Readable.from(chunks), process.stdout, { end: false });
    else await toFile(chunks, options.out);
  } catch (error) {
    throw outputProblem(error, options.out ?? 'standard output') ?? error;
  } finally {
    bar?.stop();
  }
  progress(said(range, options));
}

/** Under another name until it is whole, so that a file of the wanted name is never half an export. */
async function toFile(chunks: AsyncIterable<string>, path: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function* counted(turns: AsyncIterable<SealedTurn>, onTurn: () => void): AsyncGenerator<SealedTurn> {
  for await (const turn of turns) {
    yield turn;
    onTurn();
  }
}

function said(range: JournalRange, { out }: Options): string {
  return `turns ${range.from} to ${range.to} written${out === undefined ? '' : ` to ${out}`}`;
}

/** What an operator can mend; anything else is a defect. */
function outputProblem(error: unknown, where: string): SetupError | undefined {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EPIPE':
      return new SetupError('export', 'Whoever read the export stopped before its end.', { cause: error });
    case 'ENOSPC':
      return new SetupError('export', `No space is left for ${where}: make room, or choose another place with --out.`, {
        cause: error,
      });
    case 'ENOENT':
    case 'EACCES':
    case 'EISDIR':
    case 'EROFS':
      return new SetupError(
        'export',
        `${where} cannot be written (${(error as NodeJS.ErrnoException).code}): choose another place with --out.`,
        { cause: error },
      );
    default:
      return undefined;
  }
}

function parsePosition(text: string): number {
  const position = Number(text);
  if (!Number.isSafeInteger(position) || position < 1) throw new InvalidArgumentError('Give a position from 1 on.');
  return position;
}
