// A TCP proxy on the loopback that misbehaves when it is told to, between a connector and a real server. Faults also meet the
// connections that are open already, and are counted from the moment they were set.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { RequestSplitter } from './http-requests.testsuite.ts';

export interface Faults {
  /** Nobody listens. */
  readonly refuse?: boolean;
  /** What goes this way disappears, and the connection stays open. `both` is a black hole, `down` loses every answer. */
  readonly swallow?: 'up' | 'down' | 'both';
  readonly delayMs?: number;
  /** Added to the delay, up to this much. */
  readonly jitterMs?: number;
  readonly bytesPerSecond?: number;
  /** The connection is reset when so many bytes of it went to the server; the last ones arrive. */
  readonly cutUpAfter?: number;
  /** The same of what the server answers: 0 loses the answer to what has arrived. */
  readonly cutDownAfter?: number;
  /** Only the first connection that reaches its end is cut. */
  readonly once?: boolean;
  /** HTTP: every request is sent a second time, on a connection of its own, and that answer is dropped. */
  readonly duplicate?: boolean;
  /** What one connection sends waits until another one has sent something, for a moment at most. */
  readonly reorder?: boolean;
  /** Share of the connections that are hit, 0 to 1; left out: all. */
  readonly share?: number;
}

export interface Counters {
  connections: number;
  /** Connections open now. */
  open: number;
  cut: number;
  duplicated: number;
  /** Bytes to the server and from it. */
  up: number;
  down: number;
}

export interface FaultProxy {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly seen: Counters;
  set(faults: Faults): Promise<void>;
  /** As if nothing had been; connections that were cut stay so. */
  heal(): Promise<void>;
  /** Resets every open connection. */
  cut(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  readonly number: number;
  /** Bytes since the faults were set. */
  up: number;
  down: number;
  /** Its last bytes are on their way; then it is reset. */
  isCut: boolean;
  readonly requests: RequestSplitter;
}

const reorderWaitMs = 100;
const lastBytesMs = 5;

/** `path`: a server that listens on a Unix socket. */
export async function startFaultProxy(target: { host?: string; port: number } | { path: string }): Promise<FaultProxy> {
  const host = '127.0.0.1';
  const peer = 'path' in target ? target : { host: target.host ?? host, port: target.port };
  const seen: Counters = { connections: 0, open: 0, cut: 0, duplicated: 0, up: 0, down: 0 };
  const pairs = new Set<Pair>();
  let faults: Faults = {};
  let passNext: (() => void) | null = null;

  /** Evenly spread and the same in every run: of a share of 0.25, each fourth. */
  const isHit = ({ number }: Pair): boolean => {
    const share = faults.share ?? 1;
    return Math.floor((number + 1) * share) > Math.floor(number * share);
  };

  function reset(pair: Pair): void {
    if (!pairs.delete(pair)) return;
    seen.open -= 1;
    seen.cut += 1;
    resetSocket(pair.client);
    resetSocket(pair.server);
  }

  async function hold(pair: Pair, bytes: number, way: 'up' | 'down'): Promise<void> {
    const { delayMs = 0, jitterMs = 0, bytesPerSecond, reorder } = isHit(pair) ? faults : {};
    const jitter = (jitterMs * ((pair.up + pair.down + pair.number * 7) % 11)) / 10;
    const ms = delayMs + jitter + (bytesPerSecond === undefined ? 0 : (bytes / bytesPerSecond) * 1_000);
    if (ms > 0) await wait(ms);
    if (reorder !== true || way === 'down') return;
    const free = passNext;
    if (free !== null) {
      passNext = null;
      setImmediate(free); // The one that waited goes after this one.
      return;
    }
    await Promise.race([new Promise<void>((resolve) => (passNext = resolve)), wait(reorderWaitMs)]);
  }

  /** What of the chunk goes on; cuts the connection behind it when its bytes are used up. */
  function passed(pair: Pair, chunk: Buffer, way: 'up' | 'down'): Buffer | null {
    const active = isHit(pair) ? faults : {};
    if (active.swallow === way || active.swallow === 'both') return null;
    const max = way === 'up' ? active.cutUpAfter : active.cutDownAfter;
    const left = max === undefined ? chunk.length : Math.min(chunk.length, Math.max(0, max - pair[way]));
    pair[way] += left;
    seen[way] += left;
    const out = chunk.subarray(0, left);
    if (max !== undefined && pair[way] >= max && !pair.isCut) {
      pair.isCut = true;
      if (active.once === true) faults = {};
      // The last bytes get through before the connection ends on both sides.
      (way === 'up' ? pair.server : pair.client).write(out);
      setTimeout(() => reset(pair), lastBytesMs);
    }
    if (pair.isCut) return null;
    return out;
  }

  async function pump(pair: Pair, way: 'up' | 'down'): Promise<void> {
    const [from, to] = way === 'up' ? [pair.client, pair.server] : [pair.server, pair.client];
    for await (const chunk of from as AsyncIterable<Buffer>) {
      await hold(pair, chunk.length, way);
      const out = passed(pair, chunk, way);
      if (out === null || to.destroyed) continue;
      if (way === 'up' && faults.duplicate === true && isHit(pair))
        for (const request of pair.requests.push(out)) repeat(request);
      if (!to.write(out)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
    // An end is swallowed like everything else.
    const active = isHit(pair) ? faults : {};
    if (active.swallow === undefined && !pair.isCut && !to.destroyed) to.end();
  }

  function repeat(request: Buffer): void {
    seen.duplicated += 1;
    const socket = connect(peer);
    socket.on('error', () => socket.destroy()); // What becomes of the repetition is nobody's business.
    socket.resume().setTimeout(1_000, () => socket.destroy());
    socket.write(request);
  }

  function take(client: Socket): void {
    const server = connect({ ...peer, allowHalfOpen: true, noDelay: true });
    const pair: Pair = {
      client,
      server,
      number: seen.connections,
      up: 0,
      down: 0,
      isCut: false,
      requests: new RequestSplitter(),
    };
    seen.connections += 1;
    seen.open += 1;
    pairs.add(pair);
    const end = (): void => {
      if (pair.isCut || !pairs.delete(pair)) return;
      seen.open -= 1;
      client.destroy();
      server.destroy();
    };
    client.once('close', end).on('error', end);
    server.once('close', end).on('error', () => {
      if (pair.isCut) return;
      resetSocket(client); // A server that is not there looks to the client as it would without the proxy.
      end();
    });
    for (const way of ['up', 'down'] as const) pump(pair, way).catch(end); // A broken connection ends the pair.
  }

  let listener: Server | null = await listen(0, take);
  const { port } = listener.address() as AddressInfo;

  async function stopListening(): Promise<void> {
    const closed = listener === null ? null : once(listener, 'close');
    listener?.close();
    listener = null;
    for (const pair of pairs) reset(pair);
    await closed;
  }

  return {
    host,
    port,
    seen,
    async set(next) {
      faults = next;
      for (const pair of pairs) {
        pair.up = 0;
        pair.down = 0;
      }
      if (next.refuse === true) await stopListening();
      else listener ??= await listen(port, take);
    },
    async heal() {
      const swallowed = faults.swallow !== undefined;
      faults = {};
      // Bytes are missing on these: a connection that goes on behind a gap exists nowhere.
      if (swallowed) for (const pair of pairs) reset(pair);
      listener ??= await listen(port, take);
    },
    cut() {
      for (const pair of pairs) reset(pair);
    },
    async [Symbol.asyncDispose]() {
      await stopListening();
    },
  };
}

async function listen(port: number, take: (client: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, take);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** After an orderly end nothing is left to reset: libuv refuses it and would keep the handle. Unix sockets know no reset. */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded || socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
