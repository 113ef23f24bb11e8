// A collector for tests: a real HTTP server that takes OTLP as JSON and keeps the spans, read after the protocol's description.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface Collected {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it has none. */
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly seconds: number;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 2: failed. */
  readonly status: number;
}

export interface Collector {
  readonly endpoint: string;
  readonly spans: Collected[];
  /** Of the whole node. */
  readonly resource: Record<string, unknown>;
  answer: number;
  /** Waits for the first that is so. */
  find(what: string, is: (span: Collected) => boolean): Promise<Collected>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

const waitMsMax = 20_000;

export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (collector.answer === 200 && request.url === '/v1/traces')
        keep(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request);
      response.writeHead(request.url === '/v1/traces' ? collector.answer : 404, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  const keep = ({ resourceSpans }: Request): void => {
    for (const { resource, scopeSpans } of resourceSpans) {
      Object.assign(collector.resource, facts(resource.attributes));
      collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans.map(collected)));
    }
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const collector: Collector = {
    endpoint: `http://127.0.0.1:${port}`,
    spans: [],
    resource: {},
    answer: 200,
    async find(what, is) {
      const until = performance.now() + waitMsMax;
      for (;;) {
        const found = collector.spans.find(is);
        if (found !== undefined) return found;
        if (performance.now() > until)
          throw new Error(`No ${what} among ${collector.spans.map(({ name }) => name).join(', ')}`);
        await wait(20);
      }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return collector;
}

function collected(span: WireSpan): Collected {
  const { traceId, spanId, parentSpanId = '', name, kind, attributes, links, status } = span;
  const seconds = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e9;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind,
    seconds,
    facts: facts(attributes),
    links,
    status: status.code ?? 0,
  };
}

function facts(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
