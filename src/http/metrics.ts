// Measurements for Prometheus. HTTP is measured here; what turns do is told through `turn`.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { addConnectionMetrics } from './connection-metrics.ts';
import type { Measured } from './connection-metrics.ts';
import { faultOfRead } from './problems.ts';

export interface Metrics {
  readonly registry: Registry;
  request(method: string, route: string, status: number, durationMs: number): void;
  /** Told of every turn by the runtime. */
  turn(messages: number, durationMs: number): void;
}

const secondBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMetrics(
  waiting: () => number,
  findings: () => Promise<number>,
  connections: () => Promise<Measured>,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'crossdock_' });
  const registers = [registry];
  const requests = new Histogram({
    name: 'crossdock_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: secondBuckets,
    registers,
  });
  const turns = new Histogram({
    name: 'crossdock_turn_seconds',
    help: 'Time of a turn, from taking its messages to the commit',
    buckets: secondBuckets,
    registers,
  });
  const messages = new Counter({ name: 'crossdock_turn_messages_total', help: 'Messages decided', registers });
  new Gauge({
    name: 'crossdock_queue_messages',
    help: 'Messages waiting for a turn',
    registers,
    collect() {
      this.set(waiting());
    },
  });
  new Gauge({
    name: 'crossdock_verification_findings',
    help: 'What the background verifier found that does not agree, and is open',
    registers,
    async collect() {
      try {
        this.set(await findings());
      } catch (error) {
        // A database that does not answer hides this one number only; readiness says why. Left out, it is not taken for none.
        if (faultOfRead(error) === undefined) throw error;
        this.remove();
      }
    },
  });
  addConnectionMetrics(registry, connections);
  // Looking labels up by name costs more than the observation itself.
  const observers = new Map<string, { observe: (seconds: number) => void }>();
  return {
    registry,
    request(method, route, status, durationMs) {
      const key = `${method} ${route} ${status}`;
      let observer = observers.get(key);
      if (observer === undefined) observers.set(key, (observer = requests.labels(method, route, String(status))));
      observer.observe(durationMs / 1000);
    },
    turn(count, durationMs) {
      turns.observe(durationMs / 1000);
      messages.inc(count);
    },
  };
}
