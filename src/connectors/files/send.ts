// Writes a delivery as a file: whole under a name of its own first, then renamed to a name that is free. What is there already with
// the same content was written before.
import { createHash, randomBytes } from 'node:crypto';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, Looked, Outgoing, Sent } from '#connectors/connector.ts';
import { fillTemplate } from '#connectors/name-template.ts';
import { GivenUp } from '#connectors/network/deadline.ts';
import { endingOf, isMarker, markerOf } from './marker.ts';
import { fitName, join, nameBytesMax } from './path.ts';
import type { FilePlace } from './place.ts';
import type { FileOperation } from './settings.ts';

type Name =
  | { readonly ok: true; readonly path: string; readonly folder: string }
  | { readonly ok: false; readonly fault: Fault };

export async function sendFile(place: FilePlace, outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
  const operation = outgoing.settings as unknown as FileOperation; // The schema held when the connection was defined.
  const name = nameOf(operation, outgoing);
  if (!name.ok) return { kind: 'refused', fault: name.fault };
  if (signal.aborted) return { kind: 'given_up' };
  const { path, folder } = name;
  const mine = `.${createHash('sha256').update(outgoing.id).digest('hex').slice(0, 16)}-`;
  const draft = join(folder, `${mine}${randomBytes(6).toString('hex')}.tmp`);
  let isDraftThere = false;
  let isOffered = false;
  try {
    if (outgoing.attempt > 1) await removeDrafts(place, folder, mine, signal);
    if (!(await isThere(place, path, outgoing, signal))) {
      isDraftThere = true;
      await place.create(draft, outgoing.body, signal);
      isOffered = true;
      const isRenamed = await place.rename(draft, path, signal);
      isDraftThere = !isRenamed;
      // Somebody was faster: an attempt of ours whose end was not seen, or another writer.
      if (!isRenamed) {
        isOffered = false;
        await isThere(place, path, outgoing, signal);
        await place.remove(draft, signal);
      }
    }
    if (operation.marker !== undefined) {
      isOffered = true;
      await mark(place, markerOf(path, operation.marker), signal);
    }
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof Taken) return { kind: 'refused', fault: error.fault };
    // Best effort: what is left is removed by the next attempt, and nobody takes a name like this for a message.
    if (isDraftThere && !isLost(error)) await place.remove(draft, AbortSignal.timeout(leftMs)).catch(() => undefined);
    return failed(error, { isOffered, where: place.nameOf(path) });
  }
}

const leftMs = 1_000;

export async function lookAtFile(place: FilePlace, outgoing: Outgoing, signal: AbortSignal): Promise<Looked> {
  const operation = outgoing.settings as unknown as FileOperation; // As above.
  const name = nameOf(operation, outgoing);
  if (!name.ok) throw new ConnectorFault(name.fault);
  const entry = await place.see(name.path, signal);
  // Whoever takes files away may have taken this one.
  if (entry === null) return { state: null, isDone: operation.receiver === 'takes' ? null : false };
  const read = entry.kind === 'file' ? await place.read(name.path, outgoing.body.length, signal) : null;
  const isWritten = read !== null && Buffer.compare(read.bytes, outgoing.body) === 0;
  const isMarked =
    operation.marker === undefined || (await place.see(markerOf(name.path, operation.marker), signal)) !== null;
  const state = {
    file: place.nameOf(name.path),
    size: entry.size,
    changedAt: new Date(entry.changedAt).toISOString(),
    content: isWritten ? 'as it would be sent' : 'different',
    ...(operation.marker === undefined ? {} : { marker: isMarked ? 'there' : 'missing' }),
  };
  return { state, isDone: isWritten && isMarked };
}

class Taken extends Error {
  readonly fault: Fault;

  constructor(path: string) {
    super(`${path} is taken`);
    this.name = 'Taken';
    this.fault = {
      code: 'refused',
      detail: `${path} is there already with another content, and is not overwritten.`,
      fix: 'Put {id} into the name of the operation, or see who else writes there.',
      cause: 'name_taken',
    };
  }
}

/** Whether this very content is there under its name. */
async function isThere(place: FilePlace, path: string, { body }: Outgoing, signal: AbortSignal): Promise<boolean> {
  const entry = await place.see(path, signal);
  if (entry === null) return false;
  const read = entry.kind === 'file' && entry.size === body.length ? await place.read(path, body.length, signal) : null;
  if (read === null || Buffer.compare(read.bytes, body) !== 0) throw new Taken(place.nameOf(path));
  return true;
}

async function mark(place: FilePlace, path: string, signal: AbortSignal): Promise<void> {
  if ((await place.see(path, signal)) === null) await place.create(path, new Uint8Array(), signal);
}

/** Of attempts that ended in the middle. */
async function removeDrafts(place: FilePlace, folder: string, mine: string, signal: AbortSignal): Promise<void> {
  for (const { name } of await place.list(folder, signal))
    if (name.startsWith(mine) && name.endsWith('.tmp')) await place.remove(join(folder, name), signal);
}

function failed(error: unknown, { isOffered, where }: { readonly isOffered: boolean; readonly where: string }): Sent {
  if (error instanceof GivenUp && !isOffered) return { kind: 'given_up' };
  const fault: Fault | null =
    error instanceof ConnectorFault
      ? error.fault
      : error instanceof GivenUp
        ? { code: 'timeout', detail: `Writing ${where} was broken off.`, fix: 'Look whether it is there.' }
        : null;
  if (fault === null) throw error; // A bug of ours; what it is called hides nothing.
  if (!isOffered || !(error instanceof GivenUp || isLost(error))) return { kind: 'later', fault };
  const detail = `Whether ${where} was written is not known: ${fault.detail}`;
  return { kind: 'unknown', fault: { ...fault, detail, fix: 'Look whether it is there.' } };
}

function isLost(error: unknown): boolean {
  return (
    error instanceof ConnectorFault && ['timeout', 'connection_failed', 'broken_answer'].includes(error.fault.code)
  );
}

function nameOf(operation: FileOperation, outgoing: Outgoing): Name {
  const { folder = '' } = operation;
  const refused = (detail: string, fix: string): Name => ({ ok: false, fault: { code: 'misconfigured', detail, fix } });
  let template = operation.name;
  if (template.includes('{date}')) {
    const date = dateOf(outgoing.id);
    if (date === null) return refused(`The id ${outgoing.id} says no date.`, 'Take {date} out of the name.');
    template = template.replaceAll('{date}', date);
  }
  const filled = fillTemplate(template, outgoing, fitName);
  if (!filled.ok) return refused(filled.detail, filled.fix);
  const { text } = filled;
  if (Buffer.byteLength(text) > nameBytesMax)
    return refused(`The name would be longer than ${nameBytesMax} bytes.`, 'Shorten the template of the name.');
  if (/^\.|\.(?:tmp|part|filepart)$/i.test(text))
    return refused(
      `${text} looks like an unfinished file.`,
      'Let the name begin with a letter or digit and end otherwise.',
    );
  if (operation.marker !== undefined && isMarker(text, operation.marker))
    return refused(
      `${text} has the name of a marker.`,
      `Let names end otherwise than in ${endingOf(operation.marker)}.`,
    );
  return { ok: true, path: join(folder, text), folder };
}

/** Ids hold the time they were made at (UUID version 7), so that every attempt gives the same. */
function dateOf(id: string): string | null {
  const found = /([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/i.exec(id);
  if (found === null) return null;
  return new Date(Number.parseInt(`${found[1]}${found[2]}`, 16)).toISOString().slice(0, 10);
}
