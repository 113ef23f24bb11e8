// What a system is made of, and what it works with. A behaviour is written against its tools alone, so it has no clock, no chance
// and no network but those it is given.
import type { CloudEvent, Input, SystemName } from './message.ts';
import type { Market } from './network.ts';
import type { Faults } from './faults.ts';
import type { Notice } from './notice.ts';

/** The message of Crossdock that something follows from; its ids are passed on in every event about it. */
export interface Cause {
  readonly id: string;
  readonly correlation: string | null;
}

export interface Report {
  /** Without `crossdock.` and `.v1`. */
  readonly type: string;
  /** What it is about: an order, or an item. Events about one thing leave in their order. */
  readonly about: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly cause: Cause | null;
  readonly afterMs?: number;
}

export interface Tools<Timer> {
  readonly now: number;
  readonly market: Market;
  /** In [0, 1), the same for the same question and seed. */
  chance: (question: string) => number;
  whole: (question: string, min: number, max: number) => number;
  oneOf: <Value>(question: string, values: readonly Value[]) => Value;
  /** Date at a site, or in UTC, as it is to be written in a message. */
  date: (at: number, site: string | null | undefined) => string;
  instant: (at: number) => string;
  /** The next number of a series of documents. */
  nextNumber: (series: string) => string;
  /** An event to Crossdock. */
  report: (report: Report) => void;
  /** An order, or a change or cancellation of one. Returns the id under which the answer comes. */
  ask: (
    asked: { readonly about: string; readonly body: Readonly<Record<string, unknown>> } & (
      | { readonly kind: 'order' }
      | { readonly kind: 'change' | 'cancel'; readonly order: string }
    ),
  ) => string;
  notify: (to: SystemName, about: string, notice: Notice) => void;
  schedule: (timer: Timer, at: number) => void;
  isOn: (fault: string) => boolean;
  /** A parameter of a fault that is on; of one that is off, 0 and an empty text. */
  setting: (fault: string, parameter: string) => number;
  word: (fault: string, parameter: string) => string;
  /** Consumes one of `refuse_next`: the reason, or null. */
  refusal: () => string | null;
}

export type Table = readonly object[];
export type Tables = Readonly<Record<string, () => Table>>;

export interface Behaviour<State, Timer> {
  readonly name: SystemName;
  readonly faults: Faults;
  /** Types of the webhooks it has a use for. */
  readonly listensTo: readonly string[];
  start: (tools: Tools<Timer>) => State;
  /** Reads first and changes afterwards: what can't be read must leave nothing behind. */
  event: (tools: Tools<Timer>, state: State, event: CloudEvent) => void;
  notice: (tools: Tools<Timer>, state: State, notice: Notice) => void;
  /** Left out: it sends nothing that is answered. */
  answer?: (tools: Tools<Timer>, state: State, answer: Extract<Input, { kind: 'answer' }>) => void;
  fire: (tools: Tools<Timer>, state: State, timer: Timer) => void;
  /** A fault of this system was switched. */
  switched: (tools: Tools<Timer>, state: State, fault: string, on: boolean) => void;
  tables: (state: State, tools: Tools<Timer>) => Tables;
}

export function causeOf(event: CloudEvent): Cause {
  return { id: event.id, correlation: event.correlationid ?? null };
}
