// How an output reaches its receiver by HTTP, and what the answer means: done, done with something to be told to the system, or
// to be sent again.
import type { Output, SystemName } from '../system/message.ts';
import { keyOf, sign } from './signature.ts';

export interface Targets {
  readonly crossdock: { readonly url: string; readonly key: string; readonly inbox: string | null };
  readonly from: SystemName;
  /** Where the other systems are; those that are not there get nothing. */
  readonly systems: Readonly<Partial<Record<SystemName, { readonly port: number; readonly secret: string }>>>;
}

export type Outcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'answered'; readonly status: number; readonly body: unknown }
  /** The same again would be refused again. */
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'failed'; readonly problem: string; readonly retryAfterMs: number | null };

export type Send = (output: Output, signal: AbortSignal) => Promise<Outcome>;

const timeoutMs = 15_000;
const retryAfterMaxMs = 10 * 60_000;

export function makeSender(targets: Targets): Send {
  return async (output, signal) => {
    const request = requestOf(output, targets);
    if (request === undefined)
      return { outcome: 'refused', problem: `No ${output.to} is configured: the notice was dropped.` };
    const { url, headers, body } = request;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      return outcomeOf(output, response, await response.text());
    } catch (error) {
      if (signal.aborted) throw error; // Stopped by ourselves.
      return { outcome: 'failed', problem: `${url}: ${describe(error)}`, retryAfterMs: null };
    }
  };
}

function requestOf(
  output: Output,
  { crossdock, from, systems }: Targets,
): { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string } | undefined {
  const authorization = `Bearer ${crossdock.key}`;
  switch (output.kind) {
    case 'event': {
      const body = JSON.stringify(output.body);
      const type = { 'content-type': 'application/cloudevents+json' };
      const own = keyOf(systems[from]?.secret ?? '');
      if (crossdock.inbox === null || own === undefined)
        return { url: `${crossdock.url}/v1/events`, headers: { authorization, ...type }, body };
      return { url: `${crossdock.url}${crossdock.inbox}`, headers: { ...type, ...signed(own, output.id, body) }, body };
    }
    case 'order':
    case 'change':
    case 'cancel': {
      const path = output.kind === 'order' ? '' : `/${encodeURIComponent(output.order)}/${output.kind}`;
      const headers = { authorization, 'idempotency-key': output.id };
      return { url: `${crossdock.url}/v1/orders${path}`, headers, body: JSON.stringify(output.body) };
    }
    case 'notice': {
      const target = systems[output.to];
      const key = keyOf(target?.secret ?? '');
      if (target === undefined || key === undefined) return undefined;
      const body = JSON.stringify({ from, notice: output.body });
      return { url: `http://127.0.0.1:${target.port}/notices`, headers: signed(key, output.id, body), body };
    }
  }
}

/** Standard Webhooks 1.0. */
function signed(key: Buffer, id: string, body: string): Readonly<Record<string, string>> {
  const seconds = Math.floor(Date.now() / 1000);
  const signature = sign(key, { id, seconds, body });
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature };
}

function outcomeOf(output: Output, { status, headers }: Response, text: string): Outcome {
  const body = parse(text);
  const isAnswered = output.kind === 'order' || output.kind === 'change' || output.kind === 'cancel';
  if (status < 300) return isAnswered ? { outcome: 'answered', status, body } : { outcome: 'done' };
  const problem = `${output.to} answered ${status}: ${detailOf(body) ?? text.slice(0, 200)}`;
  // A wrong key is the operator's to correct; what waits is not lost by it.
  const isAgain = status >= 500 || [401, 403, 408, 425, 429].includes(status) || fieldOf(body, 'retryable') === true;
  if (isAgain) return { outcome: 'failed', problem, retryAfterMs: retryAfterOf(headers.get('retry-after')) };
  return isAnswered ? { outcome: 'answered', status, body } : { outcome: 'refused', problem };
}

function retryAfterOf(header: string | null): number | null {
  const seconds = header === null ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1_000, retryAfterMaxMs) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null; // Not every answer is JSON, and none has to be.
    throw error;
  }
}

function detailOf(body: unknown): string | null {
  const detail = fieldOf(body, 'detail') ?? fieldOf(body, 'title');
  return typeof detail === 'string' ? detail : null;
}

function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Readonly<Record<string, unknown>>)[name] // An object that has it, by the line above.
    : undefined;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
}
