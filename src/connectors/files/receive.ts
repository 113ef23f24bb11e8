// Fetches files as messages: list, wait until they are whole, read, and when they are stored, put them away.
import { setTimeout as wait } from 'node:timers/promises';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, RawMessage, Received, ReceiveOptions } from '#connectors/connector.ts';
import { GivenUp } from '#connectors/network/deadline.ts';
import { limits } from '#kernel/limits.ts';
import { candidatesOf, isSame, unchanged } from './choose.ts';
import type { Candidate } from './choose.ts';
import { KnownFiles } from './known.ts';
import { faultyMessage, messageOf } from './message.ts';
import { join, nameProblem } from './path.ts';
import type { FileEntry, FilePlace } from './place.ts';
import { archiveDefault, stableSecondsDefault } from './settings.ts';
import type { FileStream } from './settings.ts';

/** What was read, and is put away when it is stored. */
interface Taken {
  readonly message: RawMessage;
  /** Null: it stays where it is. */
  readonly file: Candidate | null;
}

export async function* receiveFiles(
  place: FilePlace,
  options: ReceiveOptions,
  messageBytesMax: number,
): AsyncGenerator<Received> {
  const stream = options.settings as unknown as FileStream; // The schema held when the connection was defined.
  const isLeft = stream.after === 'leave';
  const known = isLeft ? KnownFiles.read(options.cursor) : null;
  const { signal } = options;
  try {
    const listed = await place.list(stream.folder ?? '', signal);
    known?.keepOnly(listed);
    const fresh = candidatesOf(listed, stream).filter((candidate) => known?.has(candidate) !== true);
    const whole = await wholeOf(place, fresh, stream, signal);
    for (let at = 0; at < whole.length && !signal.aborted;) {
      const batch: Taken[] = [];
      for (let bytes = 0; at < whole.length && batch.length < limits.filesPerBatchMax; at += 1) {
        if (bytes >= limits.fileBytesPerBatchMax) break;
        const candidate = whole[at];
        const taken =
          candidate === undefined ? null : await take(place, candidate, stream, { messageBytesMax, signal });
        if (taken === null) continue;
        bytes += taken.message.body.length;
        batch.push(taken);
        if (taken.file !== null) known?.add(taken.file);
      }
      if (batch.length === 0) continue;
      yield {
        messages: batch.map(({ message }) => message),
        cursor: known?.toCursor() ?? null,
        done: () => putAway(place, batch, stream),
      };
    }
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
  }
}

/** Files are watched here and not from one poll to the next: nothing needs to be remembered, and clocks need not agree. */
async function wholeOf(
  place: FilePlace,
  candidates: readonly Candidate[],
  { ready = 'stable', stableSeconds = stableSecondsDefault, folder = '' }: FileStream,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  if (ready !== 'stable' || candidates.length === 0) return candidates;
  try {
    await wait(stableSeconds * 1_000, undefined, { signal });
  } catch {
    throw new GivenUp(); // Only the signal ends it.
  }
  return unchanged(candidates, await place.list(folder, signal));
}

/** Null: it is gone, or still being written; the next poll sees. */
async function take(
  place: FilePlace,
  candidate: Candidate,
  { folder = '' }: FileStream,
  { messageBytesMax, signal }: { readonly messageBytesMax: number; readonly signal: AbortSignal },
): Promise<Taken | null> {
  const faulty = (fault: Fault): Taken => ({ message: faultyMessage(folder, candidate, fault), file: null });
  const problem = nameProblem(candidate.name);
  if (problem !== null) return faulty({ code: 'refused', detail: problem, fix: 'Rename the file.' });
  if (candidate.size > messageBytesMax) return faulty(tooLarge(candidate, messageBytesMax));
  try {
    const read = await place.read(join(folder, candidate.name), messageBytesMax, signal);
    if (read === null || !isSame(candidate, read) || read.bytes.length !== read.size) return null;
    return { message: messageOf(folder, candidate, read), file: candidate };
  } catch (error) {
    // One file that we may not read; a whole place that lets us in no more failed at the listing.
    if (error instanceof ConnectorFault && error.fault.code === 'refused') return faulty(error.fault);
    throw error;
  }
}

function tooLarge({ name, size }: FileEntry, messageBytesMax: number): Fault {
  return {
    code: 'too_large',
    detail: `${JSON.stringify(name)} has ${size} bytes, more than the ${messageBytesMax} that are taken.`,
    fix: 'Have it sent in smaller files, or raise the limit of the connection. Until then it stays where it is.',
  };
}

async function putAway(place: FilePlace, batch: readonly Taken[], stream: FileStream): Promise<void> {
  if (stream.after === 'leave') return;
  const signal = new AbortController().signal; // Each step has its own deadline.
  const archive = stream.archive ?? archiveDefault;
  if (stream.after === 'archive') await place.makeFolder(archive, signal);
  for (const { file } of batch) {
    if (file === null) continue;
    const path = join(stream.folder ?? '', file.name);
    // Written anew since: that is another message, and not ours to put away.
    if (!isSame(file, await place.see(path, signal))) continue;
    // The marker goes first: left behind, it would say of the next file of that name that it is whole.
    if (file.marker !== null) await place.remove(join(stream.folder ?? '', file.marker), signal);
    if (stream.after === 'delete') await place.remove(path, signal);
    else await archiveFile(place, path, join(archive, file.name), file);
  }
}

async function archiveFile(place: FilePlace, path: string, target: string, { changedAt }: FileEntry): Promise<void> {
  const signal = new AbortController().signal; // As above.
  if (await place.rename(path, target, signal)) return;
  // A file of that name was archived before; both are kept.
  for (let number = 1; number <= sameNameMax; number += 1) {
    const suffix = `.${Math.trunc(changedAt)}${number === 1 ? '' : `-${number}`}`;
    if (await place.rename(path, `${target}${suffix}`, signal)) return;
  }
  throw new ConnectorFault({
    code: 'misconfigured',
    detail: `${place.nameOf(target)} and ${sameNameMax} more of that name and time are in the archive.`,
    fix: 'Empty the archive.',
  });
}

const sameNameMax = 20;
