// An import from its files to its report: prepare all, then send step by step, then compare with the ledger.
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadContracts } from '#contracts/load.ts';
import type { CanonicalEvent } from '#contracts/validate.ts';
import { createValidator } from '#contracts/validate.ts';
import { limits } from '#kernel/limits.ts';
import type { Checkpoint } from './checkpoint.ts';
import { digestOf, newCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { Client } from './client.ts';
import type { Comparison } from './compare.ts';
import { compare } from './compare.ts';
import { importLimits } from './limits.ts';
import { codeOf } from './mapping-file.ts';
import type { Mapping } from './mapping-file.ts';
import { ensureItems, ensureSite } from './master-data.ts';
import type { Prepared } from './prepare.ts';
import { prepare } from './prepare.ts';
import { ImportProblem } from './problem.ts';
import type { ImportReport } from './report.ts';
import { reportOf } from './report.ts';
import { Sender, chunks, openingEvent, steps } from './send.ts';
import { Spool } from './spool.ts';
import type { Work } from './work.ts';

export type Phase = 'read' | 'items' | 'send' | 'check';

export interface Progress {
  /** A phase begins; `total` is in bytes for `read`, items for `items` and `check`, rows for `send`. */
  begin(phase: Phase, total: number): void;
  advance(by: number): void;
}

export interface ImportOptions {
  readonly mapping: Mapping;
  readonly files: readonly string[];
  /** Folder of checkpoints. */
  readonly folder: string;
  /** Null: a dry run, nothing is sent. */
  readonly node: { readonly client: Client; readonly url: string } | null;
  /** Send everything again, whatever the checkpoint says. */
  readonly restart: boolean;
  readonly progress: Progress;
  /** Ends the import after the step under way. */
  readonly stop?: AbortSignal;
}

export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const { mapping, files, folder, node, progress } = options;
  const startedAt = performance.now();
  await node?.client.probe('/v1/items?limit=1');
  progress.begin('read', await sizeOf(files));
  const digest = await digestOf('', files);
  await using spool = await Spool.open(folder);
  const validator = createValidator(loadContracts());
  const processes = Math.min(4, availableParallelism());
  const prepared = await prepare({
    files,
    mapping,
    validator,
    spool,
    processes,
    onBytes: (bytes) => progress.advance(bytes),
    onChunk: () => checkStop(options.stop),
  });
  const readMs = performance.now() - startedAt;
  if (node === null) return reportOf({ state: 'dry_run', mapping, prepared, times: { readMs } });
  const name = await digestOf(`${mapping.text}\0${digest}\0${new URL(node.url).origin}`, []);
  const path = join(folder, `${name}.json`);
  const known = options.restart ? await checkRestart(path) : await readCheckpoint(path);
  if (known?.finishedAt != null) return repeatedReport(options, node.client, prepared, known, readMs);
  const checkpoint = known ?? newCheckpoint(digest);
  await sendMasterData(options, node.client, prepared, checkpoint);
  const sendStart = performance.now();
  const linesBefore = checkpoint.lines;
  await sendAll(options, node.client, prepared, { spool, checkpoint, path });
  const sendMs = performance.now() - sendStart;
  const sentLines = checkpoint.lines - linesBefore;
  const comparison = await check(options, node.client, prepared, checkpoint);
  checkpoint.finishedAt = new Date().toISOString();
  await writeCheckpoint(path, checkpoint);
  return reportOf({
    state: known === undefined ? 'sent' : 'resumed',
    mapping,
    prepared,
    checkpoint,
    comparison,
    times: { readMs, sendMs, sentLines, totalMs: performance.now() - startedAt },
  });
}

/** Everything was sent before. The ledger is looked at all the same: the node may have got another database meanwhile. */
async function repeatedReport(
  options: ImportOptions,
  client: Client,
  prepared: Prepared,
  checkpoint: Checkpoint,
  readMs: number,
): Promise<ImportReport> {
  const comparison = await check(options, client, prepared, checkpoint);
  return reportOf({
    state: 'nothing_new',
    mapping: options.mapping,
    prepared,
    checkpoint,
    comparison,
    times: { readMs },
  });
}

/** The node knows events again for some days only; after that it would post them a second time. */
async function checkRestart(path: string): Promise<undefined> {
  const known = await readCheckpoint(path).catch((error: unknown) => {
    if (error instanceof ImportProblem) return undefined; // A checkpoint that can't be read is what --restart is for.
    throw error;
  });
  const days = known === undefined ? 0 : (Date.now() - Date.parse(known.startedAt)) / 86_400_000;
  if (days < limits.inboxKeepDays - 1) return undefined;
  throw new ImportProblem(
    `These files were sent ${Math.floor(days)} days ago, and the node remembers events for ${limits.inboxKeepDays} days: sent again they would count twice. Run without --restart.`,
  );
}

async function sendMasterData(
  { mapping, progress }: ImportOptions,
  client: Client,
  prepared: Prepared,
  checkpoint: Checkpoint,
): Promise<void> {
  progress.begin('items', prepared.items.size);
  await ensureSite(client, mapping);
  checkpoint.itemsCreated += await ensureItems(client, mapping, prepared.items, (items) => progress.advance(items));
}

interface Sending {
  readonly spool: Spool;
  readonly checkpoint: Checkpoint;
  readonly path: string;
}

async function sendAll(
  options: ImportOptions,
  client: Client,
  prepared: Prepared,
  { spool, checkpoint, path }: Sending,
): Promise<void> {
  const { mapping, progress, stop } = options;
  const sender = new Sender(client, checkpoint);
  progress.begin('send', prepared.rows - prepared.fates.refused - checkpoint.lines);
  for (const chunk of chunks(
    openings(mapping, checkpoint.digest, prepared, checkpoint.opening),
    (event) => event,
    importLimits.eventsPerRequest,
  )) {
    await sender.sendOpening(chunk);
    checkpoint.opening += chunk.length;
    await writeCheckpoint(path, checkpoint);
    checkStop(stop);
  }
  for await (const works of steps(spool.read(), checkpoint.groups)) {
    await sender.send(works);
    const lines = works.reduce((sum, work) => sum + linesOf(work), 0);
    checkpoint.groups += works.length;
    checkpoint.lines += lines;
    await writeCheckpoint(path, checkpoint);
    progress.advance(lines);
    checkStop(stop);
  }
}

/** Lines that a group sends: those of its orders, and of the events that stand for lines themselves. */
function linesOf({ orders, events }: Work): number {
  let lines = 0;
  for (const { rows } of orders) lines += rows;
  for (const { rows, fate } of events) if (fate !== 'issued') lines += rows;
  return lines;
}

function* openings(
  { opening, source }: Mapping,
  digest: string,
  prepared: Prepared,
  skip: number,
): Generator<CanonicalEvent> {
  if (opening === null) return;
  let seen = 0;
  for (const [item, need] of prepared.needs)
    if (seen++ >= skip) yield openingEvent({ source, digest, ...opening }, item, need);
}

function checkStop(stop: AbortSignal | undefined): void {
  if (stop?.aborted === true)
    throw new ImportProblem('Stopped. What was sent is kept: run the same command again to go on.');
}

function check(
  { mapping, progress }: ImportOptions,
  client: Client,
  prepared: Prepared,
  checkpoint: Checkpoint,
): Promise<Comparison> {
  progress.begin('check', prepared.sums.size);
  const { sums, references } = prepared;
  return compare(client, { source: mapping.source, references, sums, without: checkpoint.refusedSteps }, (items) =>
    progress.advance(items),
  );
}

async function sizeOf(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    try {
      bytes += (await stat(file)).size;
    } catch (cause) {
      throw new ImportProblem(`${file} can't be read (${codeOf(cause)}): correct its path or rights.`, { cause });
    }
  }
  return bytes;
}
