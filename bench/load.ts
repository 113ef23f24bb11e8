// A load generator that leaves the machine to the server: plain sockets, one request at a time for each caller, bodies made by
// string joining, answers read only as far as status and length.
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LoadOptions {
  /** Several: callers take turns with them. */
  readonly port: number | readonly number[];
  readonly callers: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Ends the measure sooner. */
  readonly until?: Promise<unknown>;
  /** The next request, whole. */
  readonly next: () => string;
  /** Requests a second in all, evenly; without it, as many as are answered. */
  readonly ratePerSecond?: number;
  /** How many of the measured unit one request carries. */
  readonly unitsPerRequest?: number;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Of it, what was answered with 2xx. */
  readonly acceptedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
  /** All requests from the first, the warm-up included; each was answered. */
  readonly sent: number;
  /** Of them, those answered with 2xx. */
  readonly accepted: number;
  /** Answers that were not 2xx, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  let measuring = false;
  let stopped = false;
  let sent = 0;
  let accepted = 0;
  let begun = 0;
  const origin = performance.now();
  const waitMs = (): number => {
    if (options.ratePerSecond === undefined) return 0;
    begun += 1;
    return origin + (begun * 1_000) / options.ratePerSecond - performance.now();
  };
  const ports = [options.port].flat();
  const callers = Array.from({ length: options.callers }, (_, caller) =>
    call(
      { ...options, port: ports[caller % ports.length] ?? 0, waitMs },
      () => stopped,
      (status, latencyMs) => {
        sent += 1;
        const isAccepted = status >= 200 && status <= 299;
        if (isAccepted) accepted += 1;
        if (!measuring) return;
        latencies.push(latencyMs);
        if (!isAccepted) refused[status] = (refused[status] ?? 0) + 1;
      },
    ),
  );
  // A connection that breaks ends the measure at once.
  const all = Promise.all(callers);
  await Promise.race([all, sleep(options.warmUpMs, undefined, { ref: false })]);
  measuring = true;
  const started = performance.now();
  const ends = options.until === undefined ? [] : [options.until];
  await Promise.race([all, ...ends, sleep(options.measureMs, undefined, { ref: false })]);
  measuring = false;
  const seconds = (performance.now() - started) / 1000;
  stopped = true;
  await all;
  latencies.sort((one, other) => one - other);
  const units = options.unitsPerRequest ?? 1;
  const failed = Object.values(refused).reduce((sum, count) => sum + count, 0);
  return {
    perSecond: (latencies.length * units) / seconds,
    acceptedPerSecond: ((latencies.length - failed) * units) / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    requests: latencies.length,
    sent,
    accepted,
    refused,
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function call(
  options: LoadOptions & { readonly port: number; readonly waitMs: () => number },
  stopped: () => boolean,
  answered: (status: number, latencyMs: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: '127.0.0.1', port: options.port, noDelay: true });
    let buffered = '';
    let sentAt = 0;
    const send = (): void => {
      if (stopped()) {
        socket.end();
        resolve();
        return;
      }
      const waitMs = options.waitMs();
      if (waitMs > 0) setTimeout(write, waitMs);
      else write();
    };
    const write = (): void => {
      sentAt = performance.now();
      socket.write(options.next());
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    // After the last answer this says nothing new.
    socket.on('close', () => reject(new Error(`the server at port ${options.port} closed the connection`)));
    socket.on('data', (chunk: string) => {
      buffered = buffered === '' ? chunk : buffered + chunk;
      const head = buffered.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = /content-length: (\d+)/i.exec(buffered.slice(0, head));
      if (length === null) {
        reject(new Error(`an answer without length: ${buffered.slice(0, head)}`));
        return;
      }
      if (buffered.length < head + 4 + Number(length[1])) return;
      const status = Number(buffered.slice(9, 12));
      buffered = '';
      answered(status, performance.now() - sentAt);
      send();
    });
  });
}
