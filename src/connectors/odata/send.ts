// Changes carry the ETag of what they were decided on, so what somebody else changed meanwhile is not overwritten.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Outgoing, Sent } from '#connectors/connector.ts';
import type { Call, HttpClient } from '#connectors/http/client.ts';
import { answered } from '#connectors/http/conditions.ts';
import { scalarText } from '#connectors/http/json.ts';
import { judgeExchange } from '#connectors/http/judge.ts';
import { at } from '#connectors/http/pointer.ts';
import { TemplateProblem } from '#connectors/http/template.ts';
import type { Answer, Exchanged } from '#connectors/http/transport.ts';
import { read, urlOf } from './entity.ts';
import type { Speaker } from './entity.ts';
import { declare } from './operation.ts';
import type { ODataOperation } from './operation.ts';

const methods = { create: 'POST', update: 'PATCH', delete: 'DELETE', call: 'POST' } as const;

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
