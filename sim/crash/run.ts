// A run: faults one after the other while callers work, and after each the question whether everything still holds.
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyLedger } from '../../src/runtime/verify.ts';
import { checkLedger } from './checks.ts';
import { checkDeliveries } from './checks-deliveries.ts';
import { faults } from './faults.ts';
import type { Fault, Harm } from './faults.ts';
import { Lateness } from './lateness.ts';
import { channel } from './load.ts';
import type { Random } from './random.ts';
import { deliveredTypes, openWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export interface RunOptions extends WorldOptions {
  /** Faults until the run ends, by default those that kill; however many processes one kills, it counts once. */
  readonly kills: number;
  /** Only these, one after the other; left out: those that kill, by weight. */
  readonly faults?: readonly Fault[];
  readonly callers?: number;
  /** Ends the run before its kills are done. */
  readonly minutes?: number;
  /** Asked before every fault. */
  readonly isStopped?: () => boolean;
  /** Kills on one database; then a new one, so that everything can be looked at after every fault. */
  readonly killsPerWorld?: number;
  readonly onHarm?: (done: number, told: Told) => void;
}

export interface Told {
  readonly fault: string;
  readonly what: string;
  /** From the harm, or from when the database worked again, until nothing of what was under way was left. */
  readonly recoveredMs: number;
  /** By others, while whoever was harmed was still away. */
  readonly isTakenOver: boolean;
  /** How late a timer of this process was at most, which says how busy the machine was. */
  readonly timerLateMs: number;
  readonly violations: readonly string[];
}

export interface Report {
  readonly kills: number;
  readonly processesKilled: number;
  readonly faults: number;
  /** Times that the moment for a fault did not come; it was then tried again until it did. */
  readonly missed: number;
  /** Faults after which others took over before whoever was harmed was started again. */
  readonly takenOver: number;
  readonly timerLateMsMax: number;
  readonly byFault: Readonly<
    Record<string, { readonly times: number; readonly recoveredMsMedian: number; readonly recoveredMsMax: number }>
  >;
  readonly acknowledged: number;
  readonly refused: number;
  /** Lost answers, by why. */
  readonly unknown: Readonly<Record<string, number>>;
  readonly abandoned: number;
  readonly delivered: number;
  /** Deliveries that came again, under the same id. */
  readonly repeated: number;
  readonly recoveredMsMax: number;
  /** What was lost, done twice or not as it should be. */
  readonly violations: readonly string[];
}

/** A deadline may be late by as much as crashed work may take. */
const lateMs = 10_000;
const recoveryMs = 10_000;
/** Nobody waits longer to see how long it takes. */
const waitMaxMs = 60_000;
const callersDefault = 8;

export async function run(options: RunOptions): Promise<Report> {
  const totals = {
    kills: 0,
    processesKilled: 0,
    faults: 0,
    missed: 0,
    takenOver: 0,
    timerLateMsMax: 0,
    acknowledged: 0,
    refused: 0,
    abandoned: 0,
    delivered: 0,
    repeated: 0,
  };
  const unknown: Record<string, number> = {};
  const times = new Map<string, number[]>();
  const violations: string[] = [];
  const deadline = performance.now() + (options.minutes ?? Infinity) * 60_000;
  const done = (): number => (options.faults === undefined ? totals.kills : totals.faults);
  const goesOn = (kills: number): boolean =>
    done() < kills && violations.length === 0 && performance.now() < deadline && options.isStopped?.() !== true;
  for (let round = 0; goesOn(options.kills); round++) {
    const needs = new Set(options.faults?.flatMap((fault) => fault.needs ?? []));
    await using world = await openWorld({ ...options, needs, seed: options.seed + round });
    const until = Math.min(options.kills, done() + (options.killsPerWorld ?? Infinity));
    let delayMs = 0;
    while (goesOn(until)) {
      const fault = options.faults?.[totals.faults % options.faults.length] ?? choose(world.random);
      const { harm, told } = await once(world, fault, { callers: options.callers ?? callersDefault, delayMs });
      delayMs = Math.max(delayMs, harm.delayMs ?? 0);
      totals.kills += harm.killed > 0 ? 1 : 0;
      totals.processesKilled += harm.killed;
      totals.missed += harm.missed ?? 0;
      totals.takenOver += told.isTakenOver ? 1 : 0;
      totals.timerLateMsMax = Math.max(totals.timerLateMsMax, told.timerLateMs);
      totals.faults += 1;
      times.set(fault.name, [...(times.get(fault.name) ?? []), told.recoveredMs]);
      violations.push(...told.violations);
      options.onHarm?.(done(), told);
    }
    violations.push(...(await endOf(world)));
    const { ledger } = world.load;
    totals.acknowledged += ledger.acknowledged;
    totals.refused += ledger.refused;
    totals.abandoned += ledger.abandoned;
    totals.delivered += world.receiver.effects.size;
    totals.repeated += world.receiver.repeats;
    for (const [why, count] of world.unknown) unknown[why] = (unknown[why] ?? 0) + count;
  }
  const byFault = Object.fromEntries(
    [...times].map(([name, ms]) => [
      name,
      { times: ms.length, recoveredMsMedian: median(ms), recoveredMsMax: Math.max(...ms) },
    ]),
  );
  return { ...totals, byFault, unknown, recoveredMsMax: Math.max(0, ...[...times.values()].flat()), violations };
}

/** One fault while callers work: done, recovered from, looked at. */
async function once(
  world: World,
  fault: Fault,
  { callers, delayMs }: { readonly callers: number; readonly delayMs: number },
): Promise<{ readonly harm: Harm; readonly told: Told }> {
  world.load.start(callers);
  await sleep(world.random.whole(100, 400));
  const harm = await fault.harm(world);
  using late = new Lateness();
  const violations: string[] = [];
  const start = (): void => {
    for (const node of world.nodes)
      if (node.pid === undefined) void node.start().catch((error: unknown) => violations.push(String(error)));
  };
  const nobodyElse = !canWork(world.nodes);
  const isAway = world.nodes.some((node) => node.pid === undefined);
  // Whoever was killed stays away until others have taken its work over, if there are others.
  if (nobodyElse) start();
  const came = harm.deliveries.length === 0 ? true : world.receiver.comeAgain(harm.deliveries, waitMaxMs);
  if (!(await answered(world, harm.at))) violations.push(`after ${waitMaxMs} ms requests had no answer`);
  if (!(await came)) violations.push(`not all of ${harm.deliveries.length} deliveries came again`);
  const recoveredMs = Math.round((harm.takenOver ?? performance.now()) - harm.over);
  const withinMs = fault.withinMs ?? recoveryMs;
  if (recoveredMs > withinMs)
    violations.push(
      `${harm.what}: recovered in ${recoveredMs} ms, and should in ${withinMs}. A timer was ${late.worstMs} ms late meanwhile, and the load is ${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} processors`,
    );
  start();
  await enough(world);
  await world.load.pause();
  violations.push(...(await look(world, Math.max(delayMs, harm.delayMs ?? 0))));
  const { name } = fault;
  const told = {
    fault: name,
    what: harm.what,
    recoveredMs,
    isTakenOver: isAway && !nobodyElse,
    timerLateMs: late.worstMs,
    violations,
  };
  return { harm, told };
}

/** Whether requests are taken and work is done by those that are there. */
function canWork(nodes: World['nodes']): boolean {
  const ready = nodes.filter((node) => node.isReady);
  return ready.some((node) => node.takesRequests) && ready.some((node) => node.works);
}

/** Who was killed may still be starting when the next fault comes, as long as others are there. */
async function enough({ nodes }: World): Promise<void> {
  const wanted = Math.min(2, nodes.length);
  const starting = nodes.filter((node) => !node.isReady);
  const isEnough = (): boolean => nodes.filter((node) => node.isReady).length >= wanted && canWork(nodes);
  const all = Promise.all(starting.map((node) => node.start()));
  let failure: unknown;
  let done = false;
  all.then(
    () => (done = true),
    (error: unknown) => (failure = error),
  );
  while (!isEnough() && !done) {
    if (failure !== undefined) throw failure;
    await sleep(10);
  }
}

/** Until every request that was under way when the harm was done has its answer, and one that was sent since. */
async function answered(world: World, at: number): Promise<boolean> {
  const deadline = performance.now() + waitMaxMs;
  const { acknowledged } = world.load.ledger;
  while (world.callers.openSince(at) > 0 || world.load.ledger.acknowledged === acknowledged) {
    if (performance.now() > deadline) return false;
    await sleep(5);
  }
  return true;
}

async function look(world: World, delayMs: number): Promise<string[]> {
  const { pool, load, nodes } = world;
  const waiting = await workedOn(world);
  await quiet(world);
  const found = await checkLedger({ pool, ledger: load.ledger, channel, lateMs: lateMs + delayMs });
  const verified = await verifyLedger(pool);
  return [
    ...waiting.map((what) => `a pushed message was stored and not worked on within ${waitMaxMs} ms: ${what}`),
    ...found,
    ...verified.violations.map(({ check, detail }) => `verify, ${check}: ${detail}`),
    ...nodes.flatMap((node) => node.endedByItself),
  ];
}

/** Until what was pushed is worked on; answers what is known of each message that is not, and of who has its stream. */
async function workedOn({ pool }: World): Promise<readonly string[]> {
  const deadline = performance.now() + waitMaxMs;
  for (;;) {
    const { rows } = await pool.query<{ open: string }>(
      `select json_build_object(
         'seq', r.seq, 'state', r.state, 'attempts', r.attempts, 'dueInMs', round(extract(epoch from r.available_at - clock_timestamp()) * 1000),
         'problems', r.result -> 'problems', 'leasedBy', s.leased_by,
         'leasedForMs', round(extract(epoch from s.leased_until - clock_timestamp()) * 1000))::text as open
       from raw_messages r
       left join connection_streams s on s.connection = r.connection and s.stream = r.stream
       where r.state <> 'applied'
       order by r.seq`,
    );
    if (rows.length === 0 || performance.now() > deadline) return rows.map(({ open }) => open);
    await sleep(20);
  }
}

/** Until no turn is open any more: one that nobody waits for may still be under way. */
async function quiet({ pool }: World): Promise<void> {
  for (let calm = 0; calm < 2;) {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity where application_name = 'crossdock turns' and xact_start is not null`,
    );
    calm = rows[0]?.open === 0 ? calm + 1 : 0;
    if (calm < 2) await sleep(20);
  }
}

/** When no more faults come: every delivery arrives, every node stops in good order. */
async function endOf(world: World): Promise<string[]> {
  const { pool, receiver, nodes } = world;
  world.callers.stop();
  const found = await checkDeliveries({ pool, receiver, types: deliveredTypes, withinMs: 45_000 });
  await Promise.all(nodes.map((node) => node.start()));
  const codes = await Promise.all(
    nodes.map(async (node) => ({ name: node.name, code: await node.stop(), said: node.said })),
  );
  return [
    ...found,
    ...codes.filter(({ code }) => code !== 0).map(({ name, code, said }) => `${name} stopped with ${code}: ${said}`),
  ];
}

function choose(random: Random): Fault {
  const bag = faults.flatMap((fault) => Array.from({ length: fault.kills ? fault.weight : 0 }, () => fault));
  return random.pick(bag);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
