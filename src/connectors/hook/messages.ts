// The messages of one request, and under which keys they are known.
import { createHash } from 'node:crypto';
import { limits } from '#kernel/limits.ts';
import type { Pushed, RawMessage } from '#connectors/connector.ts';
import { parseJson, scalarText } from '#connectors/http/json.ts';
import { at } from '#connectors/http/pointer.ts';
import { readCloudEvents, structured } from './cloud-events.ts';
import type { ProofSettings } from './proof.ts';
import { secretHeaders } from './settings.ts';
import type { HookStream } from './settings.ts';

const keyCharactersMax = 512;

export function messagesOf(pushed: Pushed, proof: ProofSettings): readonly RawMessage[] {
  const stream = pushed.stream as HookStream;
  const { headers, body } = pushed;
  const about = aboutOf(stream, headers);
  const given = headers[(stream.keyHeader ?? standardId(proof) ?? '').toLowerCase()];
  const whole = (): readonly RawMessage[] => [
    {
      key: bounded(bodyKey(stream, body) ?? given ?? hash(body)),
      body,
      mediaType: headers['content-type'] ?? 'application/octet-stream',
      about,
    },
  ];
  switch (stream.as ?? 'whole') {
    case 'whole':
      return whole();
    case 'cloud_events':
      // What is none is kept as it came: the stage after this one says what is wrong with it.
      return eventsOf(headers, body, about) ?? whole();
    case 'records': {
      const parsed = parseJson(body);
      const records = parsed.ok ? at(parsed.value, stream.records ?? '') : undefined;
      if (!Array.isArray(records) || records.length > limits.pushedMessagesMax) return whole();
      return records.map((record: unknown, index) => {
        const bytes = Buffer.from(JSON.stringify(record));
        const key = keyIn(stream, record) ?? (given === undefined ? hash(bytes) : `${given}/${index}`);
        return { key: bounded(key), body: bytes, mediaType: 'application/json', about };
      });
    }
  }
}

function eventsOf(
  headers: Pushed['headers'],
  body: Uint8Array,
  about: Readonly<Record<string, string>>,
): readonly RawMessage[] | null {
  const events = readCloudEvents(headers, body);
  if (events === null || events.length > limits.pushedMessagesMax) return null;
  return events.map((event) => ({
    key: bounded(`${event.source} ${event.id}`),
    body: Buffer.from(JSON.stringify(event)),
    mediaType: structured,
    about,
  }));
}

function standardId(proof: ProofSettings): string | null {
  return proof.kind === 'standard_webhooks' ? 'webhook-id' : null;
}

function bodyKey(stream: HookStream, body: Uint8Array): string | null {
  if (stream.key === undefined) return null;
  const parsed = parseJson(body);
  return parsed.ok ? keyIn(stream, parsed.value) : null;
}

/** Null: a part of it is missing. */
function keyIn({ key }: HookStream, value: unknown): string | null {
  if (key === undefined) return null;
  const parts = key.map((one) => scalarText(at(value, one)));
  return parts.every((part) => part !== undefined && part !== '') ? parts.join('/') : null;
}

function bounded(key: string): string {
  return key.length <= keyCharactersMax ? key : hash(Buffer.from(key));
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function aboutOf({ headers: names = [], as }: HookStream, headers: Pushed['headers']): Record<string, string> {
  const wanted = names.map((name) => name.toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const isWanted = wanted.includes(name) || (as === 'cloud_events' && name.startsWith('ce-'));
      return isWanted && value !== undefined && !secretHeaders.has(name) ? [[name, value] as const] : [];
    }),
  );
}
