// A load generator that leaves the machine to the server: plain sockets, one request at a time for each caller, bodies made by
// string joining, answers read only as far as status and length.
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface LoadOptions {
  /** Several: callers take turns with them. */
  readonly port: number | readonly number[];
  readonly callers: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** The next request, whole. */
  readonly next: () => string;
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
  /** Answers that were not 2xx, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  let measuring = false;
  let stopped = false;
  let sent = 0;
  const ports = [options.port].flat();
  const callers = Array.from({ length: options.callers }, (_, caller) =>
    call(
      { ...options, port: ports[caller % ports.length] ?? 0 },
      () => stopped,
      (status, latencyMs) => {
        sent += 1;
        if (!measuring) return;
        latencies.push(latencyMs);
        if (status < 200 || status > 299) refused[status] = (refused[status] ?? 0) + 1;
      },
    ),
  );
  await sleep(options.warmUpMs);
  measuring = true;
  const started = performance.now();
  await sleep(options.measureMs);
  measuring = false;
  const seconds = (performance.now() - started) / 1000;
  stopped = true;
  await Promise.all(callers);
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
    refused,
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function call(
  options: LoadOptions & { readonly port: number },
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
      sentAt = performance.now();
      socket.write(options.next());
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
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

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
