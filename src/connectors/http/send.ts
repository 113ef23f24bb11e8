// A value as a request, and what became of it.
import type { Outgoing, RawMessage, Sent } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { judgeExchange } from './judge.ts';
import { declare } from './operation.ts';
import type { HttpOperation } from './operation.ts';
import { at } from './pointer.ts';
import { asksForValue, fillHeaders, fillPath, fillQuery, fillText, TemplateProblem } from './template.ts';
import type { Sources } from './template.ts';
import type { Answer } from './transport.ts';

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
