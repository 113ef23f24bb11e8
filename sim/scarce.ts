// Many callers for a few units: attempts to reserve, mostly refused, while some are posted, voided or lapse and single units come in.
// Batches go through the real turn, every turn is watched by all checks, and one world after the other keeps memory bounded.
import { everything } from '#kernel/scope.ts';
import type { Command } from '#processes/message.ts';
import type { Submission } from '#runtime/engine.ts';
import { runTurn } from '#runtime/turn.ts';
import { wideItems } from '#runtime/wide.ts';
import { chanceOf } from './chance.ts';
import type { Chance } from './chance.ts';
import { Watch } from './checks/watch.ts';
import type { Violation } from './checks/watch.ts';
import { setUpWrites, sites, startAt, subscribers } from './network.ts';
import { SharedStore } from './shared-store.ts';
import type { Owner, Tamper } from './shared-store.ts';

export interface ScarceResult {
  readonly attempts: number;
  readonly reserved: number;
  readonly refused: number;
  /** Units that came in: never more were promised at a time than were left of them. */
  readonly units: number;
  readonly oversold: number;
  readonly messages: number;
  readonly cpuSeconds: number;
  readonly messagesPerCpuSecond: number;
  readonly residentMiBMax: number;
  readonly violations: readonly Violation[];
}

export interface ScarceOptions {
  readonly seed: number;
  readonly attempts: number;
  readonly tamper?: Tamper;
  readonly onWorld?: (attempts: number) => void;
}

const attemptsPerWorld = 50_000;
const messagesPerTurn = 256;

interface Counted {
  attempts: number;
  reserved: number;
  refused: number;
  units: number;
  messages: number;
}

export async function runScarce({ seed, attempts, tamper, onWorld }: ScarceOptions): Promise<ScarceResult> {
  const cpu = process.cpuUsage();
  const counted: Counted = { attempts: 0, reserved: 0, refused: 0, units: 0, messages: 0 };
  let violations: readonly Violation[] = [];
  let residentMax = 0;
  for (let world = 0; counted.attempts < attempts && violations.length === 0; world += 1) {
    const most = Math.min(attemptsPerWorld, attempts - counted.attempts);
    violations = await scarceWorld(chanceOf(seed + world), most, counted, tamper);
    residentMax = Math.max(residentMax, process.memoryUsage.rss());
    onWorld?.(counted.attempts);
  }
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = (user + system) / 1e6;
  return {
    ...counted,
    oversold: violations.filter(({ check }) => check === 'nothing is oversold').length,
    cpuSeconds,
    messagesPerCpuSecond: counted.messages / cpuSeconds,
    residentMiBMax: Math.round(residentMax / 2 ** 20),
    violations,
  };
}

async function scarceWorld(
  chance: Chance,
  attempts: number,
  counted: Counted,
  tamper: Tamper | undefined,
): Promise<readonly Violation[]> {
  let now = startAt;
  let numbers = 0;
  const store = new SharedStore({
    clock: () => now,
    sleep: () => Promise.resolve(),
    onTurn: ({ told }) => watch.turn(told),
    ...(tamper !== undefined && { tamper }),
  });
  const watch = new Watch({ view: store.view, subscribers, everyTurns: 512 });
  await store.begin(await setUpWrites(false));
  const turn = {
    store: store.storeOf(owner),
    wide: wideItems(),
    onBug: (error: Error) =>
      void watch.violations.push({ check: 'no message fails', what: String(error.stack), position: null }),
    newTurnId: () => `turn ${(numbers += 1)}`,
  };
  const held: string[] = [];
  const end = counted.attempts + attempts;

  /** Of a hundred: ninety try to get something, some let go, one unit comes. */
  function next(): Command {
    const what = chance.whole(1, 100);
    const id = held[chance.whole(0, Math.max(0, held.length - 1))];
    if (what <= 3 && id !== undefined) return { type: 'reservation.void', id, reason: null };
    if (what <= 5 && id !== undefined) return { type: 'reservation.post', id, quantity: null };
    if (what === 6) {
      counted.units += 1;
      const event = { source: 'wms', id: `wms ${(numbers += 1)}`, type: 'crossdock.stock.received.v1' };
      return {
        type: 'stock.event',
        kind: 'received',
        event,
        data: { item: 'LAMP', site: chance.oneOf(sites), quantity: 1 },
      };
    }
    counted.attempts += 1;
    const document = {
      item: 'LAMP',
      quantity: chance.oneOf([1, 1, 1, 2]),
      ...(chance.happens(0.5) && { site: chance.oneOf(sites) }),
      ...(chance.happens(0.2) && { expiresInSeconds: 60 }),
    };
    return { type: 'reservation.make', id: `res_${String((numbers += 1)).padStart(10, '0')}`, document };
  }

  while (counted.attempts < end && watch.violations.length === 0) {
    now += 1_000;
    const due = [...store.memory.deadlines.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .map(({ command }) => messageOf(command, (numbers += 1), now));
    const batch = due.slice(0, messagesPerTurn);
    while (batch.length < messagesPerTurn && counted.attempts < end) batch.push(messageOf(next(), (numbers += 1), now));
    counted.messages += batch.length;
    for (let left: readonly Submission[] = batch; left.length > 0;) {
      const result = await runTurn(turn, left);
      for (const [index, { answer }] of result.replies.entries()) {
        const command = left[index]?.message.command;
        if (command?.type !== 'reservation.make') continue;
        counted[answer.status === 'done' ? 'reserved' : 'refused'] += 1;
        if (answer.status === 'done') held.push(command.id);
      }
      left = result.left;
    }
    if (held.length > 1_000) held.splice(0, held.length - 1_000);
  }
  watch.all();
  return watch.violations;
}

function messageOf(command: Command, number: number, now: number): Submission {
  const id = `msg_${number}`;
  const claim = 'event' in command ? { source: command.event.source, id: command.event.id } : null;
  return {
    message: {
      id,
      claim,
      digest: id,
      actor: 'key:many',
      scope: everything,
      occurredAt: now,
      correlationId: id,
      causationId: null,
      command,
    },
  };
}

const owner: Owner = {
  name: 'node 1',
  life: () => 0,
  die: () => undefined,
  frozenMs: () => 0,
  openFate: () => 'goes well',
  commitFate: () => 'goes well',
  statementMs: () => 0,
};

export function showScarce(result: ScarceResult, seed: number): string[] {
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  const { attempts, reserved, refused, units, oversold, messages, cpuSeconds, residentMiBMax, violations } = result;
  return [
    `seed ${seed}: ${number(attempts)} attempts to reserve some of ${number(units)} units: ${number(reserved)} done, ${number(refused)} refused, ${oversold} oversold`,
    `${number(messages)} messages, ${cpuSeconds.toFixed(1)} s of processor time, ${number(result.messagesPerCpuSecond)} messages a second of it, all checks included; at most ${residentMiBMax} MiB resident`,
    ...violations.slice(0, 5).map(({ check, what }) => `  ${check}: ${what}`),
    ...(violations.length === 0 ? [] : ['', 'Play it again:', `  ${againOf(result, seed)}`]),
  ];
}

/** Each world has a seed of its own: the last one failed. */
function againOf({ attempts }: ScarceResult, seed: number): string {
  const before = Math.floor(Math.max(0, attempts - 1) / attemptsPerWorld);
  return `npm run sim -- --scarce ${attemptsPerWorld} --seed ${seed + before}`;
}
