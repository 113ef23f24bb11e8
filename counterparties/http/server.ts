// One system behind HTTP, on this machine only: its door for Crossdock and the other systems, which is locked by a signature, and
// the operator's window, where its tables and faults are.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemNames } from '../system/message.ts';
import type { CloudEvent, Input, SystemName } from '../system/message.ts';
import { noticeKinds } from '../system/notice.ts';
import type { Notice } from '../system/notice.ts';
import { ConfigProblem } from './config.ts';
import type { Host } from './host.ts';
import { keyOf, verify } from './signature.ts';

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
}

interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly retryAfterSeconds?: number;
  /** The connection breaks instead of an answer. */
  readonly isLost?: boolean;
}

const bodyBytesMax = 4 * 1024 * 1024;
const pageMax = 500;
const hosts = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;

export async function serve(host: Host, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    respond(host, request).then(
      (answer) => write(response, answer),
      (error: unknown) => {
        process.stderr.write(`${host.system.name}: ${request.method} ${request.url}: ${String(error)}\n`);
        write(response, problem(500, 'The system failed; what it printed says more.'));
      },
    );
  });
  server.requestTimeout = 30_000;
  await listen(server, port, host.system.name);
  const { port: given } = server.address() as AddressInfo; // Listening on TCP, so it is no pipe.
  return {
    url: `http://127.0.0.1:${given}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new ConfigProblem(`${name} cannot listen on port ${port} (${cause.message}): set another port.`, { cause }),
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function respond(host: Host, request: IncomingMessage): Promise<Answer> {
  // A page of a stranger can have its own name lead here and read what is answered; a browser sends that name along.
  if (!hosts.test(request.headers.host ?? ''))
    return problem(421, 'This system answers to 127.0.0.1 and localhost alone: use one of these in the address.');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [area = '', name = '', ...more] = url.pathname.split('/').slice(1).map(decode);
  const route = `${request.method} /${area}${name === '' ? '' : '/…'}`;
  if (more.length > 0) return problem(404, `There is nothing at ${url.pathname}.`);
  switch (route) {
    case 'POST /hooks':
      return takeSigned(host, request, eventOf);
    case 'POST /notices':
      return takeSigned(host, request, noticeOf);
    case 'GET /':
      return ok(overview(host));
    case 'GET /state':
      return ok({ tables: countsOf(host) });
    case 'GET /state/…':
      return page(host, name, url.searchParams);
    case 'GET /faults':
      return ok({ items: host.system.faults() });
    case 'PUT /faults/…':
      return switchFault(host, name, request);
    default:
      return problem(404, `There is no ${request.method} ${url.pathname}: GET / says what there is.`);
  }
}

type Read = (id: string, body: unknown) => Input | string;

async function takeSigned(host: Host, request: IncomingMessage, read: Read): Promise<Answer> {
  const body = await bodyOf(request);
  if (body === null) return problem(413, `A body has at most ${bodyBytesMax} bytes.`);
  if (host.system.isDown()) return { ...problem(503, 'The system is down.'), retryAfterSeconds: 5 };
  const key = keyOf(host.secret);
  const verified =
    key === undefined
      ? { problem: 'No secret is set here.' }
      : verify(key, { headers: request.headers, body, nowMs: Date.now() });
  if ('problem' in verified) return problem(401, verified.problem);
  const input = read(verified.id, parse(body));
  if (typeof input === 'string') return problem(400, input);
  const handled = host.take(input);
  switch (handled.taken) {
    case 'yes':
    case 'repeated':
      return { status: 204 };
    case 'unanswered':
      return { status: 204, isLost: true };
    case 'down':
    case 'full':
      return { ...problem(503, `The system is ${handled.taken}.`), retryAfterSeconds: 5 };
    case 'unreadable':
      return problem(422, handled.reason);
  }
}

function eventOf(id: string, body: unknown): Input | string {
  if (!isFields(body) || typeof body['type'] !== 'string' || !isFields(body['data']))
    return 'The body is not a CloudEvent with type and data.';
  if (body['id'] !== id) return 'webhook-id is not the id of the event.';
  return { kind: 'event', event: body as unknown as CloudEvent }; // Has what the models read before they read data.
}

function noticeOf(id: string, body: unknown): Input | string {
  if (!isFields(body) || !isSystem(body['from']) || !isFields(body['notice'])) return 'The body is not a notice.';
  const { from, notice } = body;
  if (!noticeKinds.some((kind) => kind === notice['kind'])) return `There is no notice ${String(notice['kind'])}.`;
  return { kind: 'notice', id, from, notice: notice as unknown as Notice }; // Signed by one of ours, of a known kind.
}

async function switchFault(host: Host, fault: string, request: IncomingMessage): Promise<Answer> {
  const text = await bodyOf(request);
  const body = text === null ? null : parse(text);
  const { on, parameters = {} } = isFields(body) ? body : {};
  if (typeof on !== 'boolean' || !isFields(parameters))
    return problem(400, 'The body is {"on": true or false, "parameters": {…}}.');
  const handled = host.take({ kind: 'fault', fault, on, parameters });
  if (handled.taken === 'unreadable') return problem(422, handled.reason);
  return ok(host.system.faults().find(({ name }) => name === fault) ?? {});
}

function overview({ system, clock, outbox }: Host): object {
  return {
    name: system.name,
    time: new Date(clock.now()).toISOString(),
    down: system.isDown(),
    listensTo: system.listensTo,
    faults: system.faults().flatMap(({ name, on }) => (on ? [name] : [])),
    waiting: outbox.size(),
    withheld: system.withheld(),
    ...outbox.problems(),
    routes: ['GET /state', 'GET /state/{table}?limit=&after=&match=', 'GET /faults', 'PUT /faults/{fault}'],
  };
}

function countsOf({ system }: Host): Record<string, number> {
  return Object.fromEntries(Object.entries(system.tables()).map(([name, rows]) => [name, rows().length]));
}

/** Latest first. `match` keeps rows that contain a text, such as the id of an order. */
function page({ system }: Host, name: string, query: URLSearchParams): Answer {
  const tables = system.tables();
  const rows = Object.hasOwn(tables, name) ? tables[name]?.() : undefined;
  if (rows === undefined) return problem(404, `There is no table ${name}: use ${Object.keys(tables).join(', ')}.`);
  const [limit, after] = [Number(query.get('limit') ?? 50), Number(query.get('after') ?? 0)];
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > pageMax || !Number.isSafeInteger(after) || after < 0)
    return problem(400, `limit is 1 to ${pageMax}, after is the next of the page before.`);
  const match = query.get('match') ?? '';
  const found = rows.toReversed().filter((row) => match === '' || JSON.stringify(row).includes(match));
  const items = found.slice(after, after + limit);
  return ok({ items, next: after + limit < found.length ? after + limit : null });
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function problem(status: number, detail: string): Answer {
  return { status, body: { status, detail } };
}

function write(response: ServerResponse, { status, body, retryAfterSeconds, isLost = false }: Answer): void {
  if (isLost) {
    response.destroy();
    return;
  }
  const headers = {
    ...(body !== undefined && { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  };
  response.writeHead(status, headers).end(body === undefined ? undefined : `${JSON.stringify(body)}\n`);
}

/** Null: too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part; // Then nothing has that name.
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null; // Refused as what it is not.
    throw error;
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSystem(value: unknown): value is SystemName {
  return systemNames.some((name) => name === value);
}
