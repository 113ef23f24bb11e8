// The records of an answer, and under which keys they are known. Pure but for the hash.
import { createHash } from 'node:crypto';
import type { RawMessage } from '#connectors/connector.ts';
import { isRecord, scalarText } from './json.ts';
import { at } from './pointer.ts';
import type { HttpStream } from './stream.ts';

const keyCharactersMax = 512;

export interface KeyOptions {
  readonly stream: HttpStream;
  /** Of the poll, the same for all its pages. */
  readonly poll: string;
}

export function messageOf(record: unknown, options: KeyOptions, about: Readonly<Record<string, string>>): RawMessage {
  return {
    key: keyOf(record, options),
    body: Buffer.from(JSON.stringify(record)),
    mediaType: 'application/json',
    about,
  };
}

/** Which record, and which version of it: a change is a message of its own, the same record again is none. */
export function keyOf(record: unknown, { stream, poll }: KeyOptions): string {
  const content = createHash('sha256').update(canonical(record)).digest('hex');
  const parts = (stream.key ?? []).map((pointer) => scalarText(at(record, pointer)));
  // Without what tells it apart, a record is known by all that it says.
  const isKnown = parts.length > 0 && parts.every((part) => part !== undefined);
  const name = isKnown ? parts.join('/') : content;
  const key = `${name}@${versionOf(record, stream, content, poll)}`;
  return key.length <= keyCharactersMax ? key : createHash('sha256').update(key).digest('hex');
}

function versionOf(record: unknown, { version, cursor }: HttpStream, content: string, poll: string): string {
  const short = content.slice(0, 16);
  if (version === 'content') return short;
  if (version === 'poll') return poll;
  if (version !== undefined) return scalarText(at(record, version)) ?? short;
  // Times of change have the grain of a second in many systems: two changes within it differ in what they say.
  if (cursor?.kind === 'field') return `${scalarText(at(record, cursor.pointer)) ?? ''}@${short}`;
  return poll;
}

/** The same for the same record, in whichever order its members come. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value).toSorted();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}
