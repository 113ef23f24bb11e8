// How far an import has come, on disk after every step, so that it can go on after anything. One file an import: the same files
// with the same mapping to the same node are the same import.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Fate } from './account.ts';
import { codeOf } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';
import { unwritable } from './spool.ts';

export interface Refusal {
  /** `channel/externalId` of the order, or id of the event. */
  readonly what: string;
  readonly code: string;
  readonly detail: string;
}

export interface Checkpoint {
  readonly version: 1;
  /** Of the files. */
  readonly digest: string;
  readonly startedAt: string;
  /** Opening events sent. */
  opening: number;
  /** Groups of the spool sent. */
  groups: number;
  /** Lines of those groups that were sent. */
  lines: number;
  /** Events that the node had not seen before, and those it had. */
  eventsNew: number;
  eventsKnown: number;
  itemsCreated: number;
  /** Rows that the node refused, by the fate that the mapping gave them and by the code of the refusal. */
  refused: Partial<Record<Fate, Record<string, number>>>;
  /** Per item: steps of events that the node refused, and that the ledger will therefore not show. */
  refusedSteps: Record<string, string>;
  refusals: Refusal[];
  refusalsTotal: number;
  finishedAt: string | null;
}

export function newCheckpoint(digest: string): Checkpoint {
  return {
    version: 1,
    digest,
    startedAt: new Date().toISOString(),
    opening: 0,
    groups: 0,
    lines: 0,
    eventsNew: 0,
    eventsKnown: 0,
    itemsCreated: 0,
    refused: {},
    refusedSteps: {},
    refusals: [],
    refusalsTotal: 0,
    finishedAt: null,
  };
}

/** Undefined when there is none. One that can't be read stops the import: without it, it would start from the beginning. */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new ImportProblem(`The checkpoint ${path} can't be read (${codeOf(cause)}): correct its rights.`, { cause });
  }
  try {
    const checkpoint = JSON.parse(text) as Checkpoint; // Written by writeCheckpoint; the version says in which form.
    if (checkpoint.version === 1) return checkpoint;
  } catch (cause) {
    throw new ImportProblem(
      `The checkpoint ${path} is damaged: run with --restart to send everything again, which changes nothing that was sent.`,
      { cause },
    );
  }
  throw new ImportProblem(`The checkpoint ${path} was written by another version: run with --restart.`);
}

/** Whole or not at all: written beside, made durable, renamed. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${process.pid}`;
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(checkpoint));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    throw unwritable(dirname(path), cause);
  }
}

/** Of a text and of what files hold, in their order; the names of the files do not matter. */
export async function digestOf(text: string, files: readonly string[]): Promise<string> {
  const digest = createHash('sha256').update(text);
  for (const file of files) digest.update('\0').update(await digestOfFile(file));
  return digest.digest('hex');
}

async function digestOfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  try {
    await pipeline(createReadStream(path), digest);
  } catch (cause) {
    throw new ImportProblem(`${path} can't be read (${codeOf(cause)}): correct its path or rights.`, { cause });
  }
  return digest.digest('hex');
}
