// Other systems that push over HTTP: signed in whichever way they do it, told apart, kept.
import { createHash } from 'node:crypto';
import { limits } from '#kernel/limits.ts';
import type { Configured, PushedConnector, Pushed, RawMessage, SettingsProblem, Taken } from '#connectors/connector.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import { parseJson, scalarText } from '#connectors/http/json.ts';
import { at } from '#connectors/http/pointer.ts';
import { readCloudEvents, structured } from './cloud-events.ts';
import { proofSchema } from './proof.ts';
import type { ProofSettings } from './proof.ts';
import { proofProblem } from './verify.ts';

interface HookSettings {
  readonly proof: ProofSettings;
  /** The address that the other system sends to, where it signs that. */
  readonly publicUrl?: string;
}

interface HookStream {
  /** Left out: `whole`. */
  readonly as?: 'whole' | 'records' | 'cloud_events';
  readonly records?: string;
  /** In the body, or in a record. */
  readonly key?: readonly string[];
  readonly keyHeader?: string;
  /** Given to the mapping. */
  readonly headers?: readonly string[];
}

const keyCharactersMax = 512;
const headerName = { type: 'string', pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$" };
const pointer = { type: 'string', pattern: pointerPattern, maxLength: 500 };
/** Headers by which somebody is let in: shown to nobody. */
const secretHeaders = new Set(['authorization', 'cookie', 'proxy-authorization', 'set-cookie']);

// What comes as `Settings` below went through the schema that stands beside it.
export const hookConnector: PushedConnector = {
  kind: 'hook',
  title: 'Webhooks of other systems',
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['proof'],
    properties: {
      proof: proofSchema,
      publicUrl: {
        type: 'string',
        minLength: 1,
        maxLength: 2_000,
        description: 'Where the other system sends to, if it signs that.',
      },
    },
  },
  credentials: {
    secret: { title: 'Secret of the signature', required: false },
    password: { title: 'Password of basic authentication', required: false },
    token: { title: 'Bearer token', required: false },
    apiKey: { title: 'API key', required: false },
  },
  stream: {
    type: 'object',
    additionalProperties: false,
    properties: {
      as: {
        enum: ['whole', 'records', 'cloud_events'],
        description: 'One message as it came, one for each record, or CloudEvents. Left out: whole.',
      },
      records: { ...pointer, description: 'Where the list of records is; left out: the body is the list.' },
      key: {
        type: 'array',
        minItems: 1,
        maxItems: 10,
        items: pointer,
        description: 'What tells messages apart, in the body or record.',
      },
      keyHeader: {
        ...headerName,
        description:
          'The same as a header. Only where it is signed: otherwise what was sent can be sent again under another key.',
      },
      headers: {
        type: 'array',
        minItems: 1,
        maxItems: 30,
        items: headerName,
        description: 'Given to the mapping as $about.',
      },
    },
  },
  operation: null,
  check: problems,
  open() {
    return {
      check: () => Promise.resolve('The other system sends by itself; the last messages show when it did.'),
      close: () => Promise.resolve(),
    };
  },
  take,
};

function take(pushed: Pushed): Taken {
  const { proof, publicUrl = '' } = pushed.settings as unknown as HookSettings;
  const problem = proofProblem(proof, { ...pushed, url: publicUrl });
  if (problem !== null) return { kind: 'refused', detail: problem };
  return { kind: 'taken', messages: messagesOf(pushed, proof) };
}

function messagesOf(pushed: Pushed, proof: ProofSettings): readonly RawMessage[] {
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
      return (
        readCloudEvents(headers, body)?.map((event) => ({
          key: bounded(`${event.source} ${event.id}`),
          body: Buffer.from(JSON.stringify(event)),
          mediaType: structured,
          about,
        })) ?? whole()
      );
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

function problems({ settings, streams, credentials }: Configured): readonly SettingsProblem[] {
  const { proof, publicUrl } = settings as unknown as HookSettings;
  return [
    ...proofProblems(proof, credentials),
    ...(proof.kind === 'hmac' && proof.over?.includes('{url}') === true && publicUrl === undefined
      ? [
          {
            pointer: '/settings/publicUrl',
            detail: 'The address is signed, so it must be known.',
            fix: 'Set the address that the other system sends to.',
          },
        ]
      : []),
    ...Object.entries(streams).flatMap(([name, stream]) =>
      streamProblems(`/streams/${name}`, stream as HookStream, proof),
    ),
  ];
}

function proofProblems(proof: ProofSettings, credentials: readonly string[]): readonly SettingsProblem[] {
  const needed = new Map<string, string>([
    ['hmac', 'secret'],
    ['basic', 'password'],
    ['bearer', 'token'],
    ['api_key', 'apiKey'],
    ...(proof.kind === 'standard_webhooks' && proof.publicKeys === undefined
      ? ([['standard_webhooks', 'secret']] as const)
      : []),
  ]).get(proof.kind);
  const found: SettingsProblem[] = [];
  if (needed !== undefined && !credentials.includes(needed))
    found.push({
      pointer: `/credentials/${needed}`,
      detail: `A proof of the kind ${proof.kind} needs it.`,
      fix: 'Add it to the credentials.',
    });
  if (proof.kind !== 'hmac') return found;
  const { over = '{body}', timestampHeader, timestampPrefix, idHeader, separator } = proof;
  const hasTime = timestampHeader !== undefined || timestampPrefix !== undefined;
  if (over.includes('{timestamp}') !== hasTime)
    found.push({
      pointer: '/settings/proof/over',
      detail: hasTime
        ? 'A time that is not signed proves nothing.'
        : 'The time is signed, and nothing says where it is.',
      fix: 'Use {timestamp} together with “timestampHeader” or “timestampPrefix”.',
    });
  if (over.includes('{id}') && idHeader === undefined)
    found.push({
      pointer: '/settings/proof/idHeader',
      detail: 'The id is signed, and nothing says where it is.',
      fix: 'Name its header.',
    });
  if (timestampPrefix !== undefined && separator === undefined)
    found.push({
      pointer: '/settings/proof/separator',
      detail: 'Time and signature are in one header.',
      fix: 'Say what stands between them.',
    });
  return found;
}

function streamProblems(at: string, stream: HookStream, proof: ProofSettings): readonly SettingsProblem[] {
  const shown = (stream.headers ?? []).map((name) => name.toLowerCase());
  const holdsSecret = (name: string): boolean =>
    secretHeaders.has(name) || (proof.kind === 'api_key' && proof.header.toLowerCase() === name);
  return [
    ...shown.filter(holdsSecret).map((name) => ({
      pointer: `${at}/headers`,
      detail: `${name} holds a secret.`,
      fix: 'Leave it out.',
    })),
    ...(stream.records !== undefined && stream.as !== 'records'
      ? [
          {
            pointer: `${at}/records`,
            detail: 'Only “as: records” has records.',
            fix: 'Set “as” to records, or leave it out.',
          },
        ]
      : []),
  ];
}
