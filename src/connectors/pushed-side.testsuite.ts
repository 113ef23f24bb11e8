// What stands for a node where a connector is pushed to, so that it can be held to what those that fetch survive: a door that gives
// what a connector takes to whoever receives, and answers yes when it is done. And a sender as most are: one message after the
// other, each again until somebody said yes to it.
import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pushed, PushedConnector, Received, ReceiveOptions, Settings } from './connector.ts';
import { startFaultProxy } from './fault-proxy.testsuite.ts';
import type { FaultProxy } from './fault-proxy.testsuite.ts';

type Credentials = Readonly<Record<string, string>>;
export type PushedRequest = Pick<Pushed, 'headers' | 'body'>;

/** What the other system knows. */
interface OtherSystem {
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly signsBody: boolean;
  write(mark: string): Uint8Array;
  /** The headers of a message; made by code of its own, not by the connector's. */
  sign(message: { readonly id: string; readonly body: Uint8Array; readonly now: number }, by: Credentials): Headers;
  /** Where what is sent is more than headers and what is said: all of it. */
  wrap?(message: { readonly id: string; readonly body: Uint8Array }, by: Credentials): PushedRequest;
}

type Headers = Readonly<Record<string, string>>;

export interface PushedSide {
  /** Otherwise what proves who it is says nothing of the body. */
  readonly signsBody: boolean;
  /** The message of this mark as it is sent at this time, signed with these credentials. */
  request(mark: string, by: Credentials, now: number): PushedRequest;
  /** What comes in through the door, until the signal says otherwise. */
  receive(from: ReceiveOptions): AsyncGenerator<Received>;
}

export interface Pushing extends AsyncDisposable {
  readonly side: PushedSide;
  /** Between the sender and the door. */
  readonly proxy: FaultProxy;
  put(marks: readonly string[]): Promise<void>;
  putBytes(bytes: Uint8Array): Promise<void>;
}

interface Waiting {
  readonly request: PushedRequest;
  readonly response: ServerResponse;
}

const patienceMs = 2_000;
const againMs = 10;

export async function startPushing(connector: PushedConnector, other: OtherSystem): Promise<Pushing> {
  const { settings, credentials } = other;
  const waiting: Waiting[] = [];
  let knock = (): void => undefined;
  const server = createServer((request, response) => {
    void bytesOf(request).then((body) => {
      waiting.push({ request: { headers: request.headers as Headers, body }, response });
      knock();
    }, nothing); // A sender that went away knows it.
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startFaultProxy({ port: (server.address() as AddressInfo).port });

  /** The next that somebody still waits for an answer to; null: the signal came first. */
  async function next(signal: AbortSignal): Promise<Waiting | null> {
    while (!signal.aborted) {
      const first = waiting.shift();
      if (first?.response.destroyed === false) return first;
      if (first !== undefined) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      knock = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
    }
    return null;
  }

  async function* receive({ settings: stream, signal }: ReceiveOptions): AsyncGenerator<Received> {
    for (;;) {
      const one = await next(signal);
      if (one === null) return;
      const taken = connector.take({
        connection: 'test',
        settings,
        stream,
        credentials,
        ...one.request,
        now: Date.now(),
      });
      if (taken.kind === 'refused') {
        one.response.writeHead(401).end();
        continue;
      }
      let isDone = false;
      const done = (): Promise<void> => {
        isDone = true;
        one.response.writeHead(200).end();
        return Promise.resolve();
      };
      try {
        yield { messages: taken.messages, cursor: null, done };
      } finally {
        if (!isDone) one.response.writeHead(500).end();
      }
    }
  }

  const write = (id: string, body: Uint8Array, by: Credentials, now: number): PushedRequest =>
    other.wrap?.({ id, body }, by) ?? {
      headers: { 'content-type': 'application/json', ...other.sign({ id, body, now }, by) },
      body,
    };
  const request: PushedSide['request'] = (mark, by, now) => write(`msg_${mark}`, other.write(mark), by, now);
  const sender = new Sender(proxy.port);
  return {
    side: { request, receive, signsBody: other.signsBody },
    proxy,
    put(marks) {
      for (const mark of marks) sender.push(() => request(mark, credentials, Date.now()));
      return Promise.resolve();
    },
    putBytes(bytes) {
      sender.push(() => write('msg_bytes', bytes, credentials, Date.now()));
      return Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      await sender.stop();
      await proxy[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

class Sender {
  readonly #port: number;
  readonly #stop = new AbortController();
  readonly #queue: (() => PushedRequest)[] = [];
  #sending: Promise<void> | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  push(message: () => PushedRequest): void {
    this.#queue.push(message);
    this.#sending ??= this.#send().finally(() => (this.#sending = null));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#sending;
  }

  async #send(): Promise<void> {
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      const status = await this.#attempt(message()).catch(nothing); // Nobody knows what became of it.
      if (this.#stop.signal.aborted) return;
      if (status === 200) continue;
      // After a no the others have their turn first; without an answer it is sent again.
      if (status === undefined) this.#queue.unshift(message);
      else this.#queue.push(message);
      await wait(againMs);
    }
  }

  async #attempt({ headers, body }: PushedRequest): Promise<number> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(patienceMs)]);
    const sending = ask({ host: '127.0.0.1', port: this.#port, method: 'POST', headers, agent: false, signal });
    sending.end(body);
    const [response] = (await once(sending, 'response')) as [IncomingMessage]; // That is what Node gives.
    await bytesOf(response);
    return response.statusCode ?? 0;
  }
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function nothing(): undefined {
  return undefined;
}
