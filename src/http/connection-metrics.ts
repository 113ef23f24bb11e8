// How connections do, for Prometheus. Read when somebody asks, at most once in a few seconds, and of a bounded number of
// connections and streams: what there is more is counted, so that nobody takes it for well.
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { connectionStates } from '#connections/health/judge.ts';
import type { ConnectionHealth } from '#connections/health/health.ts';
import { limits } from '#kernel/limits.ts';
import { faultOfRead } from './problems.ts';

const keptMs = 5_000;

export interface Measured {
  readonly connections: readonly ConnectionHealth[];
  /** Connections that are not measured one by one. */
  readonly others: number;
}

export function addConnectionMetrics(registry: Registry, read: () => Promise<Measured>): void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      // Whichever is collected first reads for all of them.
      collect: () => told(),
    });
  const state = gauge('crossdock_connection_state', 'How a connection does: 1 for the state it is in', [
    'connection',
    'state',
  ]);
  const backlog = gauge('crossdock_connection_deliveries', 'Deliveries of a connection that are not settled', [
    'connection',
    'state',
  ]);
  const oldest = gauge(
    'crossdock_connection_oldest_delivery_seconds',
    'Age of the oldest delivery that is not settled',
    ['connection'],
  );
  const attempts = gauge(
    'crossdock_connection_attempts_per_minute',
    'Attempts of the last minutes, by what they came to',
    ['connection', 'outcome'],
  );
  const breakers = gauge('crossdock_connection_breakers_open', 'Nodes for which the receiver fails', ['connection']);
  const overdue = gauge('crossdock_edi_interchanges_overdue', 'Interchanges sent that were not acknowledged in time', [
    'connection',
  ]);
  const missing = gauge('crossdock_edi_control_numbers_missing', 'Control numbers of partners that were passed over', [
    'connection',
  ]);
  const messages = gauge('crossdock_connection_messages', 'Messages that came in and wait, or could not be used', [
    'connection',
    'stream',
    'state',
  ]);
  const quiet = gauge(
    'crossdock_connection_stream_quiet_seconds',
    'Since a stream had something, or said that it has nothing',
    ['connection', 'stream'],
  );
  const failures = gauge('crossdock_connection_stream_failures', 'Faults of a stream since it last worked', [
    'connection',
    'stream',
  ]);
  const others = gauge('crossdock_connection_unmeasured', 'Connections beyond those that are measured one by one', []);
  const all = [state, backlog, oldest, attempts, breakers, overdue, missing, messages, quiet, failures, others];
  let last: { readonly at: number; readonly done: Promise<void> } | undefined;

  function told(): Promise<void> {
    const now = performance.now();
    if (last === undefined || now - last.at > keptMs) last = { at: now, done: tell() };
    return last.done;
  }

  async function tell(): Promise<void> {
    let measured: Measured;
    try {
      measured = await read();
    } catch (error) {
      // A database that does not answer hides these numbers only; left out, they are not taken for none.
      if (faultOfRead(error) === undefined) throw error;
      for (const one of all) one.reset();
      return;
    }
    for (const one of all) one.reset();
    others.set(measured.others);
    for (const health of measured.connections) set(health);
  }

  function set({ code: connection, ...health }: ConnectionHealth): void {
    for (const name of connectionStates) state.set({ connection, state: name }, name === health.state ? 1 : 0);
    backlog.set({ connection, state: 'queued' }, health.backlog.queued);
    backlog.set({ connection, state: 'dead' }, health.backlog.dead);
    oldest.set({ connection }, health.backlog.oldestSeconds ?? 0);
    for (const outcome of ['delivered', 'failed', 'dead'] as const)
      attempts.set({ connection, outcome }, health.rates[outcome] / health.rates.minutes);
    breakers.set({ connection }, health.breakers.length);
    overdue.set({ connection }, health.exchange.overdue);
    missing.set({ connection }, health.exchange.missing);
    for (const { name: stream, ...row } of health.streams.slice(0, limits.streamsMeasuredMax)) {
      messages.set({ connection, stream, state: 'waiting' }, row.waiting);
      messages.set({ connection, stream, state: 'failed' }, row.failed);
      failures.set({ connection, stream }, row.failures);
      if (row.quietSeconds !== null) quiet.set({ connection, stream }, row.quietSeconds);
    }
  }
}
