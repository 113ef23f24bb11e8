// World after world, until one fails or there are enough; what they covered and what they cost is added up, and nothing else kept.
import type { Violation } from './checks/watch.ts';
import { Coverage } from './coverage.ts';
import { momentsOf } from './play.ts';
import type { Moment } from './play.ts';
import type { Tamper, Turned } from './shared-store.ts';
import { shrink } from './shrink.ts';
import { runWorld } from './world.ts';
import type { Outcome } from './world.ts';

export interface RunOptions {
  readonly seed: number;
  readonly worlds: number;
  readonly endsAfterMs: number;
  readonly messagesMax: number;
  readonly isLong: boolean;
  readonly shrinks: boolean;
  readonly nodes?: number;
  readonly until?: number;
  readonly tamper?: Tamper;
  readonly onTurn?: (turned: Turned, number: number) => void;
  readonly onWorld?: (done: Summary) => void;
  readonly onShrink?: (plays: number, messages: number) => void;
}

export interface Summary {
  readonly worlds: number;
  readonly messages: number;
  readonly turns: number;
  readonly virtualDays: number;
  /** Of this process, all threads. */
  readonly cpuSeconds: number;
  readonly messagesPerCpuSecond: number;
  readonly coverage: Coverage;
}

export interface Failure {
  readonly seed: number;
  readonly turn: number;
  readonly isLong: boolean;
  /** Where the seed did not say it. */
  readonly nodes: number | null;
  readonly hasProcess: boolean;
  readonly violations: readonly Violation[];
  /** Null where it was not made short, or what was recorded does not fail without its nodes. */
  readonly story: {
    readonly moments: readonly Moment[];
    readonly violations: readonly Violation[];
    readonly plays: number;
  } | null;
}

/** In a long run every so many worlds one is long. */
const longEvery = 50;
const playsMax = 600;

export async function run(
  options: RunOptions,
): Promise<{ readonly summary: Summary; readonly failure: Failure | null }> {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const coverage = new Coverage();
  const { nodes, until, tamper, onTurn } = options;
  let [worlds, messages, turns, virtualMs] = [0, 0, 0, 0];
  const summary = (): Summary => {
    const { user, system } = process.cpuUsage(cpu);
    const cpuSeconds = (user + system) / 1e6;
    const virtualDays = virtualMs / 86_400_000;
    return { worlds, messages, turns, virtualDays, cpuSeconds, messagesPerCpuSecond: messages / cpuSeconds, coverage };
  };
  while (
    worlds < options.worlds &&
    messages < options.messagesMax &&
    performance.now() - startedAt < options.endsAfterMs
  ) {
    const seed = options.seed + worlds;
    const isLong = options.isLong || (options.worlds === Infinity && worlds % longEvery === longEvery - 1);
    const outcome = await runWorld({
      seed,
      size: isLong ? 'long' : 'short',
      ...(nodes !== undefined && { nodes }),
      ...(until !== undefined && { until }),
      ...(tamper !== undefined && { tamper }),
      ...(onTurn !== undefined && { onTurn }),
    });
    worlds += 1;
    messages += outcome.messages;
    turns += outcome.turns;
    virtualMs += outcome.virtualMs;
    coverage.add(outcome.coverage);
    options.onWorld?.(summary());
    if (outcome.violations.length > 0)
      return { summary: summary(), failure: await failureOf(outcome, isLong, options) };
  }
  return { summary: summary(), failure: null };
}

async function failureOf(outcome: Outcome, isLong: boolean, options: RunOptions): Promise<Failure> {
  const { seed, turns: turn, violations, steps } = outcome;
  const { hasProcess } = outcome.profile;
  const [violation] = violations;
  const shrunk =
    options.shrinks && violation !== undefined
      ? await shrink(momentsOf(steps), {
          violation,
          hasProcess,
          playsMax,
          ...(options.tamper !== undefined && { tamper: options.tamper }),
          ...(options.onShrink !== undefined && { onPlay: options.onShrink }),
        })
      : null;
  const story =
    shrunk === null ? null : { moments: shrunk.moments, violations: shrunk.played.violations, plays: shrunk.plays };
  return { seed, turn, isLong, nodes: options.nodes ?? null, hasProcess, violations, story };
}
