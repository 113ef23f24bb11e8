// One configured operation: how a value becomes a request, what the answer means, and how to see whether it was done.
import type { JsonSchema } from '#contracts/schema.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Declared, Looked, Outgoing, RawMessage, Sent } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { isAlike } from './compare.ts';
import { anyHolds, answered, conditionSchema } from './conditions.ts';
import type { Condition } from './conditions.ts';
import { judgeExchange } from './judge.ts';
import type { Checks } from './judge.ts';
import { at } from './pointer.ts';
import { headersSchema, textsSchema } from './settings.ts';
import { checksSchema, path } from './stream.ts';
import { asksForValue, fillHeaders, fillPath, fillQuery, fillText, TemplateProblem } from './template.ts';
import type { Sources } from './template.ts';
import type { Answer } from './transport.ts';

export interface HttpOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: `whole`, of a GET or DELETE `none`. */
  readonly body?: 'whole' | 'none' | { readonly pointer: string } | { readonly form: Readonly<Record<string, string>> };
  readonly effect?: Declared['effect'];
  readonly idempotency?: Declared['idempotency'];
  /** Gets the id of the delivery, the same in every attempt. */
  readonly idempotencyHeader?: string;
  readonly answers?: Checks;
  /** What it answers becomes a message that comes in. */
  readonly keepAnswer?: boolean;
  readonly look?: Look;
}

/** A question that shows what the other system has. */
export interface Look {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Where in the answer the thing is; nothing there: it has none of it. */
  readonly state?: string;
  /** Equal in all of these: it was done. */
  readonly compare?: readonly { readonly ours: string; readonly theirs: string }[];
  /** One of these holds: it was done. */
  readonly done?: readonly Condition[];
}

const pointer: JsonSchema = { type: 'string', pattern: pointerPattern, maxLength: 500 };

export const operationSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['method', 'path'],
  properties: {
    method: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
    path,
    query: textsSchema('Places: {/pointer} of the value, {id} of the delivery; {/pointer?} is left out when missing.'),
    headers: headersSchema('Of these requests, with the same places.'),
    body: {
      anyOf: [
        { enum: ['whole', 'none'] },
        { type: 'object', additionalProperties: false, required: ['pointer'], properties: { pointer } },
        {
          type: 'object',
          additionalProperties: false,
          required: ['form'],
          properties: { form: textsSchema('Sent as application/x-www-form-urlencoded.') },
        },
      ],
    },
    effect: { enum: ['read', 'write'], description: 'Left out: GET reads, everything else writes.' },
    idempotency: {
      enum: ['native', 'key', 'none'],
      description:
        'What a repetition does. Left out: key with an idempotencyHeader, native for PUT and DELETE, otherwise none.',
    },
    idempotencyHeader: {
      type: 'string',
      pattern: '^[A-Za-z0-9-]{1,100}$',
      description: 'Such as Idempotency-Key; it gets the id of the delivery.',
    },
    answers: checksSchema,
    keepAnswer: { type: 'boolean', description: 'The answer becomes a message that comes in.' },
    look: {
      type: 'object',
      additionalProperties: false,
      required: ['path'],
      properties: {
        path,
        query: textsSchema('Of the question.'),
        state: { ...pointer, description: 'Where in the answer the thing is.' },
        compare: {
          type: 'array',
          minItems: 1,
          maxItems: 50,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['ours', 'theirs'],
            properties: { ours: pointer, theirs: pointer },
          },
        },
        done: { type: 'array', minItems: 1, maxItems: 50, items: conditionSchema },
      },
    },
  },
};

export function declare({ method, effect, idempotency, idempotencyHeader }: HttpOperation): Declared {
  // RFC 9110, 9.2.2: PUT and DELETE are idempotent.
  const byMethod = method === 'PUT' || method === 'DELETE' || method === 'GET' ? 'native' : 'none';
  return {
    effect: effect ?? (method === 'GET' ? 'read' : 'write'),
    idempotency: idempotency ?? (idempotencyHeader === undefined ? byMethod : 'key'),
  };
}

export async function send(
  client: HttpClient,
  operation: HttpOperation,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Sent> {
  const { effect, idempotency } = declare(operation);
  const sources: Sources = { value: outgoing.value, names: { id: outgoing.id } };
  const label = client.label(operation.method, operation.path);
  let request: Request;
  try {
    request = requestOf(client, operation, outgoing, sources);
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    return { kind: 'refused', fault: { code: 'misconfigured', detail: `${label}: ${error.message}`, fix: error.fix } };
  }
  const exchanged = await client.call({
    ...request,
    method: operation.method,
    isRepeatable: effect === 'read' || idempotency !== 'none',
    followsRedirects: operation.method === 'GET',
    signal,
    id: outgoing.id,
  });
  const sent = judgeExchange(exchanged, {
    checks: operation.answers ?? {},
    effect,
    label,
    isOfOneThing: asksForValue(operation.path),
    needsBody: operation.keepAnswer === true || effect === 'read',
    secrets: client.secrets,
    now: Date.now(),
  });
  if (operation.keepAnswer !== true || exchanged.kind !== 'answered' || exchanged.body.length === 0) return sent;
  const isTold = sent.kind === 'done' || sent.kind === 'refused';
  return isTold ? { ...sent, answer: messageOf(exchanged, outgoing) } : sent;
}

interface Request {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

function requestOf(client: HttpClient, operation: HttpOperation, outgoing: Outgoing, sources: Sources): Request {
  const { body, mediaType } = bodyOf(operation, outgoing, sources);
  return {
    url: client.url(fillPath(operation.path, sources), fillQuery(operation.query ?? {}, sources)),
    headers: {
      ...(mediaType === null ? {} : { 'content-type': mediaType }),
      ...(outgoing.traceparent === null ? {} : { traceparent: outgoing.traceparent }),
      ...fillHeaders(operation.headers ?? {}, sources),
      ...(operation.idempotencyHeader === undefined
        ? {}
        : { [operation.idempotencyHeader.toLowerCase()]: outgoing.id }),
    },
    body,
  };
}

function bodyOf(
  { method, body }: HttpOperation,
  outgoing: Outgoing,
  sources: Sources,
): { readonly body: Uint8Array | null; readonly mediaType: string | null } {
  const kind = body ?? (method === 'GET' || method === 'DELETE' ? 'none' : 'whole');
  if (kind === 'none') return { body: null, mediaType: null };
  if (kind === 'whole') return { body: outgoing.body, mediaType: outgoing.mediaType };
  if ('pointer' in kind) {
    const part = at(outgoing.value, kind.pointer);
    if (part === undefined)
      throw new TemplateProblem(`The value has nothing at ${kind.pointer}, the body.`, 'Have the mapping set it.');
    return { body: Buffer.from(JSON.stringify(part)), mediaType: 'application/json' };
  }
  const form = new URLSearchParams();
  for (const [name, template] of Object.entries(kind.form)) {
    const value = fillText(template, sources);
    if (value !== null) form.append(name, value);
  }
  return { body: Buffer.from(form.toString()), mediaType: 'application/x-www-form-urlencoded' };
}

const toldHeaders = ['location', 'etag', 'x-request-id', 'x-correlation-id'];

function messageOf(answer: Answer, outgoing: Outgoing): RawMessage {
  const headers = toldHeaders.flatMap((name) => {
    const value = answer.headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    // One delivery has one answer: that of a repetition is known by its key.
    key: `answer:${outgoing.id}`,
    body: answer.body,
    mediaType: answer.headers['content-type'] ?? 'application/octet-stream',
    about: {
      delivery: outgoing.id,
      operation: outgoing.operation,
      status: String(answer.status),
      ...Object.fromEntries(headers),
    },
  };
}

export async function look(
  client: HttpClient,
  operation: HttpOperation,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Looked> {
  const { look: question } = operation;
  if (question === undefined) {
    const detail = `${outgoing.operation} does not say how to see what the other system has.`;
    throw new ConnectorFault({ code: 'misconfigured', detail, fix: 'Add “look” to the operation.' });
  }
  const sources: Sources = { value: outgoing.value, names: { id: outgoing.id } };
  const label = client.label('GET', question.path);
  let url: URL;
  try {
    url = client.url(fillPath(question.path, sources), fillQuery(question.query ?? {}, sources));
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new ConnectorFault({ code: 'misconfigured', detail: `${label}: ${error.message}`, fix: error.fix });
  }
  const exchanged = await client.call({
    method: 'GET',
    url,
    headers: {},
    body: null,
    isRepeatable: true,
    followsRedirects: true,
    signal,
  });
  if (exchanged.kind === 'answered' && (exchanged.status === 404 || exchanged.status === 410))
    return { state: null, isDone: false };
  const sent = judgeExchange(exchanged, {
    checks: {},
    effect: 'read',
    label,
    isOfOneThing: true,
    needsBody: true,
    secrets: client.secrets,
    now: Date.now(),
  });
  if (sent.kind !== 'done' || exchanged.kind !== 'answered') {
    throw new ConnectorFault(
      'fault' in sent ? sent.fault : { code: 'timeout', detail: `${label}: ended.`, fix: 'Look again.' },
    );
  }
  return looked(question, exchanged, outgoing.value, label);
}

function looked(question: Look, answer: Answer, value: unknown, label: string): Looked {
  const seen = answered(answer.status, answer.headers, answer.body);
  const body = seen.body();
  if (!body.ok) {
    const detail = `${label}: ${body.detail}`;
    throw new ConnectorFault({ code: 'broken_answer', detail, fix: 'Correct the path of “look”.' });
  }
  const state = at(body.value, question.state ?? '');
  if (state === undefined || state === null) return { state: null, isDone: false };
  if (question.compare !== undefined) {
    const isDone = question.compare.every(({ ours, theirs }) => isAlike(at(value, ours), at(state, theirs)));
    return { state, isDone };
  }
  return { state, isDone: question.done === undefined ? null : anyHolds(question.done, seen) === 'yes' };
}
