// A system as others meet it: what it takes, what it sends and when, its faults, its tables. Without clock, timers and network,
// so that the same system runs a thousand days in a second, or behind HTTP at the pace of a demo.
import { next, takeNext } from './agenda.ts';
import type { Behaviour, Tools, Table } from './tools.ts';
import { commonFaults, valuesOf } from './faults.ts';
import type { Fault, Values } from './faults.ts';
import { freeze, retire, thaw } from './keep.ts';
import type { Draft, Input, Output, SystemName, Taken } from './message.ts';
import { marketOf } from './network.ts';
import type { Network } from './network.ts';
import { dispatch, hand, leave, release, schedule } from './post.ts';
import type { PostState, Stamps } from './post.ts';
import { chanceOf, oneOf, wholeOf } from './random.ts';
import { Unreadable } from './read.ts';
import { dateIn } from './time.ts';

export interface Settings {
  readonly seed: number;
  readonly network: Network;
  /** When it begins, epoch milliseconds. */
  readonly startAt: number;
  /** CloudEvents source of what it reports. Left out: its name and `-demo`. */
  readonly source?: string;
  /** Part of every number it gives, so that a system begun anew does not give a number twice. Left out: none. */
  readonly instance?: string;
  /** What is written in messages for a moment on its clock: as a time, and as a date. Left out: the same moment. */
  readonly calendar?: { readonly time: (at: number) => number; readonly date: (at: number) => number };
  /** What `snapshot` gave: it goes on from there. */
  readonly snapshot?: string;
  /** How many numbers of each series to leave out: those given after the snapshot was taken, if it is not the last. */
  readonly numbersSkipped?: number;
}

export type Handled = Taken & { readonly outputs: readonly Output[] };

export interface FaultView extends Fault {
  readonly name: string;
  readonly on: boolean;
  /** What it runs with; null while it is off. */
  readonly values: Values | null;
}

export interface System {
  readonly name: SystemName;
  /** Types of the webhooks it has a use for; others are taken and left alone. */
  readonly listensTo: readonly string[];
  /** Takes a message at `now`, which never goes back. What was due before is among the outputs. */
  handle: (input: Input, now: number) => Handled;
  /** Does what is due and returns what leaves. */
  due: (now: number) => readonly Output[];
  /** When `due` has something to do; null: not before a message comes. */
  nextAt: () => number | null;
  isDown: () => boolean;
  /** How many messages `silent` keeps back. Whoever runs the system sees to it that they do not become too many. */
  withheld: () => number;
  faults: () => readonly FaultView[];
  tables: () => Readonly<Record<string, () => Table>>;
  /** Everything it knows, as text. */
  snapshot: () => string;
}

/** A system whose state may be looked into: for figures that its tables don't have. */
export interface SystemOf<State> extends System {
  read: <Answer>(question: (state: State) => Answer) => Answer;
}

interface Kept<State, Timer> extends PostState<Timer> {
  readonly state: State;
  readonly numbers: Map<string, number>;
  readonly seen: Map<string, true>;
  /** The end of its last outage: what was due during it happens then. */
  resumedAt: number;
}

const seenMax = 20_000;

export function createSystem<State, Timer>(behaviour: Behaviour<State, Timer>, settings: Settings): SystemOf<State> {
  const { seed, instance = '', source = `${behaviour.name}-demo`, calendar = { time: same, date: same } } = settings;
  const market = marketOf(settings.network);
  const faults = { ...commonFaults, ...behaviour.faults };
  const kept = begin();

  function begin(): Kept<State, Timer> {
    if (settings.snapshot !== undefined) {
      const saved = thaw(settings.snapshot) as Kept<State, Timer>; // Written by `snapshot`.
      for (const [series, number] of saved.numbers) saved.numbers.set(series, number + (settings.numbersSkipped ?? 0));
      return saved;
    }
    const empty: Omit<Kept<State, Timer>, 'state'> = {
      agenda: [],
      planned: 0,
      lastAt: new Map(),
      held: [],
      sent: 0,
      lost: 0,
      faults: new Map(),
      numbers: new Map(),
      seen: new Map(),
      resumedAt: settings.startAt,
    };
    return { ...empty, state: behaviour.start(toolsAt(settings.startAt, empty)) };
  }

  function nextNumber(series: string, of: Pick<Kept<State, Timer>, 'numbers'>): string {
    const number = (of.numbers.get(series) ?? 0) + 1;
    of.numbers.set(series, number);
    return `${series}-${instance}${String(number).padStart(6, '0')}`;
  }

  function stampsOf(of: Pick<Kept<State, Timer>, 'numbers'>): Stamps {
    return { seed, newId: () => nextNumber(behaviour.name, of) };
  }

  function instant(at: number): string {
    return new Date(calendar.time(at)).toISOString();
  }

  function toolsAt(now: number, of: Omit<Kept<State, Timer>, 'state'>): Tools<Timer> {
    const stamps = stampsOf(of);
    const send = (draft: Draft, about: string, afterMs: number): string => {
      const id = stamps.newId();
      const happensAt = now + afterMs;
      hand(of, stamps, { id, about, happensAt, time: instant(happensAt), draft });
      return id;
    };
    return {
      now,
      market,
      chance: (question) => chanceOf(seed, question),
      whole: (question, min, max) => wholeOf(seed, question, { min, max }),
      oneOf: (question, values) => oneOf(seed, question, values),
      date: (at, site) => dateIn(calendar.date(at), market.sites.get(site ?? '')?.zone ?? 'UTC'),
      instant,
      nextNumber: (series) => nextNumber(series, of),
      report: ({ type, about, data, cause, afterMs = 0 }) => {
        const body = {
          specversion: '1.0' as const,
          source,
          type: `crossdock.${type}.v1`,
          subject: about,
          datacontenttype: 'application/json',
          ...(cause !== null && { causationid: cause.id }),
          ...(typeof cause?.correlation === 'string' && { correlationid: cause.correlation }),
          data,
        };
        send({ to: 'crossdock', kind: 'event', body }, about, afterMs);
      },
      ask: ({ about, ...asked }) => send({ to: 'crossdock', ...asked }, about, 0),
      notify: (to, about, notice) => {
        send({ to, kind: 'notice', body: notice }, `${to} ${about}`, 0);
      },
      schedule: (timer, at) => schedule(of, at, { kind: 'timer', timer }),
      isOn: (fault) => of.faults.has(fault),
      setting: (fault, parameter) => Number(of.faults.get(fault)?.[parameter] ?? 0),
      word: (fault, parameter) => String(of.faults.get(fault)?.[parameter] ?? ''),
      refusal: () => {
        const values = of.faults.get('refuse_next');
        if (values === undefined) return null;
        const left = Number(values['count']) - 1;
        if (left > 0) of.faults.set('refuse_next', { ...values, count: left });
        else of.faults.delete('refuse_next');
        return String(values['reason']);
      },
    };
  }

  function due(now: number): Output[] {
    const outputs: Output[] = [];
    if (isDown()) return outputs;
    for (;;) {
      const entry = next(kept.agenda);
      if (entry === undefined || entry.at > now) return outputs;
      takeNext(kept.agenda);
      const at = Math.max(entry.at, kept.resumedAt);
      const { what } = entry;
      if (what.kind === 'timer') behaviour.fire(toolsAt(at, kept), kept.state, what.timer);
      else if (what.kind === 'copy') outputs.push(...dispatch(kept, { ...what.output, at }));
      else outputs.push(...leave(kept, stampsOf(kept), what.parcel, at));
    }
  }

  function isDown(): boolean {
    return kept.faults.has('down');
  }

  function switchFault(input: Extract<Input, { kind: 'fault' }>, now: number): Handled {
    const fault = Object.hasOwn(faults, input.fault) ? faults[input.fault] : undefined;
    if (fault === undefined)
      return unreadable(`${behaviour.name} has no fault ${input.fault}: use ${Object.keys(faults).join(', ')}`);
    const values = valuesOf(fault, input.parameters);
    if (input.on && typeof values === 'string') return unreadable(`${input.fault}: ${values}`);
    const before = due(now);
    const released = input.fault === 'silent' && !input.on ? release(kept, now) : [];
    if (input.on && typeof values !== 'string') kept.faults.set(input.fault, values);
    else if (kept.faults.delete(input.fault) && input.fault === 'down') kept.resumedAt = now;
    behaviour.switched(toolsAt(now, kept), kept.state, input.fault, input.on);
    return { taken: 'yes', outputs: [...before, ...released, ...due(now)] };
  }

  function handle(input: Input, now: number): Handled {
    if (input.kind === 'fault') return switchFault(input, now);
    if (isDown()) return { taken: 'down', outputs: [] };
    const before = due(now);
    const key = keyOf(input);
    if (kept.seen.has(key)) return { taken: 'repeated', outputs: before };
    try {
      take(toolsAt(now, kept), input);
    } catch (error) {
      if (error instanceof Unreadable) return { ...unreadable(error.message), outputs: before };
      throw error;
    }
    kept.seen.set(key, true);
    retire(kept.seen, seenMax, () => true);
    const rate = Number(kept.faults.get('lost_receipts')?.['rate'] ?? 0);
    const taken = chanceOf(seed, `lost_receipts ${key}`) < rate ? 'unanswered' : 'yes';
    return { taken, outputs: [...before, ...due(now)] };
  }

  function take(tools: Tools<Timer>, input: Exclude<Input, { kind: 'fault' }>): void {
    switch (input.kind) {
      case 'event':
        return behaviour.event(tools, kept.state, input.event);
      case 'notice':
        return behaviour.notice(tools, kept.state, input.notice);
      case 'answer':
        return behaviour.answer?.(tools, kept.state, input);
    }
  }

  return {
    name: behaviour.name,
    listensTo: behaviour.listensTo,
    handle,
    due,
    nextAt: () => (isDown() ? null : (next(kept.agenda)?.at ?? null)),
    isDown,
    withheld: () => kept.held.length,
    faults: () =>
      Object.entries(faults).map(([name, fault]) => ({
        name,
        on: kept.faults.has(name),
        values: kept.faults.get(name) ?? null,
        ...fault,
      })),
    tables: () => behaviour.tables(kept.state, toolsAt(kept.resumedAt, kept)),
    snapshot: () => freeze(kept),
    read: (question) => question(kept.state),
  };
}

function same(at: number): number {
  return at;
}

function keyOf(input: Exclude<Input, { kind: 'fault' }>): string {
  if (input.kind === 'event') return `event ${input.event.id}`;
  return input.kind === 'notice' ? `notice ${input.from} ${input.id}` : `answer ${input.id}`;
}

function unreadable(reason: string): Handled {
  return { taken: 'unreadable', reason, outputs: [] };
}
