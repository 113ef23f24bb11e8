// What is asked of an entity set: created, changed, deleted, called. Changes carry the ETag of what they were decided on, so what
// somebody else changed meanwhile is not overwritten.
import type { JsonSchema } from '#contracts/schema.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Declared, Looked, Outgoing, Sent } from '#connectors/connector.ts';
import type { Call, HttpClient } from '#connectors/http/client.ts';
import { isAlike } from '#connectors/http/compare.ts';
import { answered } from '#connectors/http/conditions.ts';
import { isRecord, scalarText } from '#connectors/http/json.ts';
import { judgeExchange } from '#connectors/http/judge.ts';
import { at } from '#connectors/http/pointer.ts';
import { fillPath, fillQuery, TemplateProblem } from '#connectors/http/template.ts';
import type { Answer, Exchanged } from '#connectors/http/transport.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import type { CsrfGuard } from './csrf.ts';
import { keySegment, literal } from './literal.ts';
import type { Literal } from './literal.ts';
import { entityPath, parameters } from './stream.ts';

export interface ODataOperation {
  readonly path: string;
  readonly does: 'create' | 'update' | 'delete' | 'call';
  readonly key?: Readonly<Record<string, Literal>>;
  /** Of a create: by which property of ours it is found again. */
  readonly find?: Literal & { readonly property: string };
  /** Of an update or delete. `read`: the ETag that it has now; `any`: whatever it is. Left out: read. */
  readonly ifMatch?: 'read' | 'any' | { readonly pointer: string };
  /** Left out: the value as it is written. */
  readonly body?: { readonly pointer: string };
  /** Codes of errors that say that it is there already. */
  readonly exists?: readonly string[];
  readonly effect?: Declared['effect'];
  readonly idempotency?: Declared['idempotency'];
  readonly query?: Readonly<Record<string, string>>;
  readonly keepAnswer?: boolean;
}

const pointer: JsonSchema = { type: 'string', pattern: pointerPattern, maxLength: 500 };
const literalProperties = { pointer, type: { enum: ['string', 'number', 'guid', 'date', 'time'] } };
const property: JsonSchema = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$' };

export const operationSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path', 'does'],
  properties: {
    path: {
      ...entityPath,
      description: 'Of the entity set or action, with places to fill: /companies({/company})/customers',
    },
    does: { enum: ['create', 'update', 'delete', 'call'] },
    key: {
      type: 'object',
      minProperties: 1,
      maxProperties: 10,
      propertyNames: property,
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer'],
        properties: literalProperties,
      },
      description: 'Properties of the key, and where in the value they are.',
    },
    find: {
      type: 'object',
      additionalProperties: false,
      required: ['property', 'pointer'],
      properties: { property, ...literalProperties },
      description: 'Of a create: a property by which it is found again.',
    },
    ifMatch: {
      anyOf: [
        { enum: ['read', 'any'] },
        { type: 'object', additionalProperties: false, required: ['pointer'], properties: { pointer } },
      ],
    },
    body: { type: 'object', additionalProperties: false, required: ['pointer'], properties: { pointer } },
    exists: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: { type: 'string', minLength: 1, maxLength: 200 },
      description: 'Codes of errors that say that it is there already.',
    },
    effect: { enum: ['read', 'write'] },
    idempotency: {
      enum: ['native', 'none'],
      description: 'Left out: native for update, delete and a create with “exists”; otherwise none.',
    },
    query: parameters,
    keepAnswer: { type: 'boolean', description: 'The answer becomes a message that comes in.' },
  },
};

export function declare({ does, exists, effect, idempotency }: ODataOperation): Declared {
  const isNative = does === 'update' || does === 'delete' || (does === 'create' && exists !== undefined);
  return { effect: effect ?? 'write', idempotency: idempotency ?? (isNative ? 'native' : 'none') };
}

const methods = { create: 'POST', update: 'PATCH', delete: 'DELETE', call: 'POST' } as const;

export interface Speaker {
  readonly client: HttpClient;
  readonly csrf: CsrfGuard | null;
}

export async function send({ client, csrf }: Speaker, outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
  const operation = outgoing.settings as unknown as ODataOperation; // Went through operationSchema.
  const method = methods[operation.does];
  const { effect, idempotency } = declare(operation);
  const label = client.label(method, operation.path);
  const judged = (exchanged: Exchanged): Sent =>
    judgeExchange(exchanged, {
      checks: checksOf(operation),
      effect,
      label,
      isOfOneThing: true,
      needsBody: operation.keepAnswer === true,
      secrets: client.secrets,
      now: Date.now(),
    });
  try {
    const url = urlOf(client, operation, outgoing.value);
    const etag = await etagFor(client, operation, outgoing.value, url, signal);
    if (etag.kind === 'missing') {
      return operation.does === 'delete'
        ? { kind: 'done' }
        : {
            kind: 'refused',
            fault: {
              code: 'refused',
              detail: `${label}: there is no such entity.`,
              fix: 'Create it first; then replay this.',
            },
          };
    }
    const call: Call = {
      method,
      url,
      headers: {
        'odata-maxversion': '4.0',
        ...(operation.does === 'delete'
          ? {}
          : { 'content-type': operation.body === undefined ? outgoing.mediaType : 'application/json' }),
        ...(etag.value === null ? {} : { 'if-match': etag.value }),
        ...(outgoing.traceparent === null ? {} : { traceparent: outgoing.traceparent }),
      },
      body: bodyOf(operation, outgoing),
      isRepeatable: idempotency !== 'none',
      followsRedirects: false,
      signal,
      id: outgoing.id,
    };
    const exchanged = csrf === null ? await client.call(call) : await csrf.call(call);
    const sent = isOvertaken(operation, exchanged) ? overtaken(label) : judged(exchanged);
    if (
      operation.keepAnswer !== true ||
      sent.kind !== 'done' ||
      exchanged.kind !== 'answered' ||
      exchanged.body.length === 0
    )
      return sent;
    return { ...sent, answer: messageOf(exchanged, outgoing) };
  } catch (error) {
    if (error instanceof TemplateProblem)
      return {
        kind: 'refused',
        fault: { code: 'misconfigured', detail: `${label}: ${error.message}`, fix: error.fix },
      };
    // Of what was asked before anything was sent: the ETag, a token.
    if (error instanceof ConnectorFault)
      return signal.aborted ? { kind: 'given_up' } : { kind: 'later', fault: error.fault };
    throw error;
  }
}

function checksOf({ exists }: ODataOperation): Parameters<typeof judgeExchange>[1]['checks'] {
  return exists === undefined
    ? {}
    : { done: [{ status: ['2xx'] }, { status: ['4xx'], pointer: '/error/code', in: exists }] };
}

function urlOf(
  client: HttpClient,
  operation: ODataOperation,
  value: unknown,
  query: Readonly<Record<string, string>> = {},
): URL {
  const sources = { value, names: {} };
  const key = operation.key === undefined || operation.does === 'create' ? '' : keySegment(value, operation.key);
  return client.url(`${fillPath(operation.path, sources)}${key}`, fillQuery({ ...operation.query, ...query }, sources));
}

type Etag = { readonly kind: 'known'; readonly value: string | null } | { readonly kind: 'missing' };

async function etagFor(
  client: HttpClient,
  operation: ODataOperation,
  value: unknown,
  url: URL,
  signal: AbortSignal,
): Promise<Etag> {
  if (operation.does === 'create' || operation.does === 'call') return { kind: 'known', value: null };
  const wanted = operation.ifMatch ?? 'read';
  if (wanted === 'any') return { kind: 'known', value: '*' };
  if (wanted !== 'read') {
    const text = scalarText(at(value, wanted.pointer));
    if (text === undefined || !/^[\x21-\x7e]{1,500}$/.test(text))
      throw new TemplateProblem(
        `The value has no ETag at ${wanted.pointer}.`,
        'Have the mapping set it, or use “read”.',
      );
    return { kind: 'known', value: text };
  }
  const entity = await read(client, client.label('GET', operation.path), url, signal);
  if (entity === null) return { kind: 'missing' };
  const etag = scalarText(at(entity.value, '/@odata.etag')) ?? entity.etag;
  // A service without ETags knows no overtaking; If-Match is what would be refused.
  return { kind: 'known', value: etag ?? null };
}

/** Null: there is none. Throws ConnectorFault. */
async function read(
  client: HttpClient,
  label: string,
  url: URL,
  signal: AbortSignal,
): Promise<{ readonly value: unknown; readonly etag: string | undefined } | null> {
  const exchanged = await client.call({
    method: 'GET',
    url,
    headers: { 'odata-maxversion': '4.0' },
    body: null,
    isRepeatable: true,
    followsRedirects: true,
    signal,
  });
  if (exchanged.kind === 'answered' && (exchanged.status === 404 || exchanged.status === 410)) return null;
  const sent = judgeExchange(exchanged, {
    checks: {},
    effect: 'read',
    label,
    isOfOneThing: true,
    needsBody: true,
    secrets: client.secrets,
    now: Date.now(),
  });
  if (sent.kind !== 'done' || exchanged.kind !== 'answered')
    throw new ConnectorFault(
      'fault' in sent ? sent.fault : { code: 'timeout', detail: `${label}: ended.`, fix: 'Try again.' },
    );
  const body = answered(exchanged.status, exchanged.headers, exchanged.body).body();
  if (!body.ok)
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${label}: ${body.detail}`,
      fix: 'Check the address of the service.',
    });
  return { value: body.value, etag: exchanged.headers['etag'] };
}

function bodyOf({ does, body }: ODataOperation, outgoing: Outgoing): Uint8Array | null {
  if (does === 'delete') return null;
  if (body === undefined) return outgoing.body;
  const part = at(outgoing.value, body.pointer);
  if (part === undefined)
    throw new TemplateProblem(`The value has nothing at ${body.pointer}, the body.`, 'Have the mapping set it.');
  return Buffer.from(JSON.stringify(part));
}

/** Somebody was faster: 412, and 409 with a code of its own in Business Central. */
function isOvertaken({ does, ifMatch = 'read' }: ODataOperation, exchanged: Exchanged): boolean {
  if (exchanged.kind !== 'answered' || (does !== 'update' && does !== 'delete') || ifMatch !== 'read') return false;
  if (exchanged.status === 412) return true;
  const body = exchanged.status === 409 ? answered(409, {}, exchanged.body).body() : null;
  return body?.ok === true && at(body.value, '/error/code') === 'Request_EntityChanged';
}

function overtaken(label: string): Sent {
  const detail = `${label}: the entity was changed by somebody else between reading and writing it.`;
  return {
    kind: 'later',
    fault: { code: 'busy', detail, fix: 'It is sent again by itself, on what it is then.', cause: 'HTTP 412' },
  };
}

function messageOf(answer: Answer, outgoing: Outgoing): NonNullable<Extract<Sent, { kind: 'done' }>['answer']> {
  return {
    key: `answer:${outgoing.id}`,
    body: answer.body,
    mediaType: answer.headers['content-type'] ?? 'application/json',
    about: { delivery: outgoing.id, operation: outgoing.operation, status: String(answer.status) },
  };
}

export async function look({ client }: Speaker, outgoing: Outgoing, signal: AbortSignal): Promise<Looked> {
  const operation = outgoing.settings as unknown as ODataOperation; // Went through operationSchema.
  const { does, key, find } = operation;
  const label = client.label('GET', operation.path);
  try {
    const state = await stateOf();
    const isThere = state !== null;
    if (does === 'delete') return { state, isDone: !isThere };
    const sent = operation.body === undefined ? outgoing.value : at(outgoing.value, operation.body.pointer);
    const same = isThere && isRecord(sent) && isRecord(state) ? sameness(sent, state) : 'other';
    if (!isThere) return { state, isDone: false };
    // What was created and then changed by others is there all the same: a person tells.
    return { state, isDone: same === 'same' ? true : does === 'update' && same === 'other' ? false : null };
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new ConnectorFault({ code: 'misconfigured', detail: `${label}: ${error.message}`, fix: error.fix });
  }

  async function stateOf(): Promise<unknown> {
    if (find !== undefined) {
      const filter = `${find.property} eq ${literal(outgoing.value, find)}`.replaceAll('{', '{{').replaceAll('}', '}}');
      const query = { $filter: filter, $top: '1' };
      const found = await read(
        client,
        label,
        urlOf(client, { ...operation, does: 'create' }, outgoing.value, query),
        signal,
      );
      return at(found?.value, '/value/0') ?? null;
    }
    if (key === undefined)
      throw new ConnectorFault({
        code: 'misconfigured',
        detail: `${label}: nothing says how to find it.`,
        fix: 'Add “key” or “find” to the operation.',
      });
    return (
      (await read(client, label, urlOf(client, { ...operation, does: 'update' }, outgoing.value), signal))?.value ??
      null
    );
  }
}

/** Of what was sent: its own members alone, because the service adds many. Lists inside cannot be told from here. */
function sameness(
  sent: Readonly<Record<string, unknown>>,
  state: Readonly<Record<string, unknown>>,
): 'same' | 'other' | 'unclear' {
  const names = Object.keys(sent).filter((name) => !name.includes('@'));
  const [plain, nested] = [names.filter((name) => !isNested(sent[name])), names.filter((name) => isNested(sent[name]))];
  if (!plain.every((name) => isAlike(sent[name], state[name]))) return 'other';
  return nested.length === 0 ? 'same' : 'unclear';
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) || isRecord(value);
}
