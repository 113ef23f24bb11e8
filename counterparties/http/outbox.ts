// What waits to be sent, in one queue for each receiver, so that nothing overtakes. What fails is sent again, ever less often,
// until it is answered.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from '../system/message.ts';
import type { Outcome, Send } from './sender.ts';

export interface OutboxSettings {
  readonly send: Send;
  /** While false, nothing is sent: the system is down. */
  isUp: () => boolean;
  /** An order, change or cancellation was answered. False: the system could not take the answer; it is asked again. */
  answered: (output: Output, answer: Extract<Outcome, { outcome: 'answered' }>) => boolean;
  changed: () => void;
  /** First pause after a failure; doubled each time. */
  readonly pauseMs: number;
}

export interface Outbox extends AsyncDisposable {
  put: (outputs: readonly Output[]) => void;
  size: () => number;
  waiting: () => readonly Output[];
  /** What is in the way of each receiver, and the last messages that were refused for good. */
  problems: () => { readonly failing: Readonly<Record<string, string>>; readonly refused: readonly Refused[] };
}

export interface Refused {
  readonly id: string;
  readonly at: string;
  readonly problem: string;
}

const pauseMaxMs = 60_000;
const refusedMax = 200;

export function openOutbox(settings: OutboxSettings): Outbox {
  const { pauseMs } = settings;
  const stopping = new AbortController();
  const lanes = new Map<string, Output[]>();
  const running = new Map<string, Promise<void>>();
  const failing = new Map<string, string>();
  const refused: Refused[] = [];

  function put(outputs: readonly Output[]): void {
    for (const output of outputs) {
      const lane = lanes.get(output.to) ?? [];
      lanes.set(output.to, lane);
      lane.push(output);
    }
    if (outputs.length > 0) settings.changed();
    for (const [to, lane] of lanes) if (lane.length > 0 && !running.has(to)) running.set(to, run(to, lane));
  }

  async function run(to: string, lane: Output[]): Promise<void> {
    let failures = 0;
    for (let head = lane[0]; head !== undefined && !stopping.signal.aborted; head = lane[0]) {
      const outcome = settings.isUp() ? await attempt(head) : 'down';
      if (outcome === 'stopped') break;
      if (outcome === 'down') await pause(pauseMs);
      else if (outcome.outcome === 'failed') {
        failing.set(to, outcome.problem);
        failures += 1;
        const backoffMs = Math.min(pauseMs * 2 ** (failures - 1), pauseMaxMs);
        await pause(Math.max(backoffMs * (0.8 + 0.4 * Math.random()), outcome.retryAfterMs ?? 0));
      } else {
        lane.shift();
        failing.delete(to);
        failures = 0;
        if (outcome.outcome === 'refused')
          note({ id: head.id, at: new Date().toISOString(), problem: outcome.problem });
        settings.changed();
      }
    }
    running.delete(to);
  }

  async function attempt(output: Output): Promise<Outcome | 'down' | 'stopped'> {
    try {
      const outcome = await settings.send(output, stopping.signal);
      if (outcome.outcome !== 'answered' || settings.answered(output, outcome)) return outcome;
      return { outcome: 'failed', problem: 'The answer was lost.', retryAfterMs: null };
    } catch (error) {
      if (stopping.signal.aborted) return 'stopped';
      throw error;
    }
  }

  async function pause(ms: number): Promise<void> {
    try {
      await sleep(ms, undefined, { signal: stopping.signal });
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  }

  function note(problem: Refused): void {
    refused.push(problem);
    if (refused.length > refusedMax) refused.shift();
  }

  return {
    put,
    size: () => [...lanes.values()].reduce((sum, lane) => sum + lane.length, 0),
    waiting: () => [...lanes.values()].flat(),
    problems: () => ({ failing: Object.fromEntries(failing), refused: [...refused] }),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}
