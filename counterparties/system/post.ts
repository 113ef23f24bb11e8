// The way out of a system: each message leaves after the time its making took, in order for each thing it is about, unless a
// fault delays, doubles, loses or withholds it.
import { plan } from './agenda.ts';
import type { Planned } from './agenda.ts';
import { chanceOf } from './random.ts';
import { minuteMs } from './time.ts';
import type { Values } from './faults.ts';
import type { Draft, Output } from './message.ts';

/** Something to leave: written when it was planned, stamped when it leaves. */
export interface Parcel {
  readonly id: string;
  readonly about: string;
  readonly happensAt: number;
  /** `happensAt` as it is written; fixed now, so that the message is the same whenever it is sent. */
  readonly time: string;
  readonly draft: Draft;
}

export type What<Timer> =
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'parcel'; readonly parcel: Parcel }
  | { readonly kind: 'copy'; readonly output: Output };

export interface PostState<Timer> {
  readonly agenda: Planned<What<Timer>>[];
  planned: number;
  /** When the last message about each thing leaves; only while it has not left. */
  readonly lastAt: Map<string, number>;
  /** Kept back by `silent`. */
  held: Output[];
  sent: number;
  lost: number;
  readonly faults: Map<string, Values>;
}

export interface Stamps {
  readonly seed: number;
  newId: () => string;
}

export function schedule<Timer>(post: PostState<Timer>, at: number, what: What<Timer>): void {
  post.planned += 1;
  plan(post.agenda, { at, order: post.planned, what });
}

export function hand<Timer>(post: PostState<Timer>, stamps: Stamps, parcel: Parcel): void {
  const slow = post.faults.get('slow');
  const ready = parcel.happensAt + minutesOf(slow);
  const overtaken = post.faults.get('out_of_order');
  const isHeldBack = overtaken !== undefined && happens(stamps.seed, 'out_of_order', parcel.id, overtaken);
  const at = isHeldBack ? ready + minutesOf(overtaken) : Math.max(ready, post.lastAt.get(parcel.about) ?? 0);
  if (!isHeldBack) post.lastAt.set(parcel.about, at);
  schedule(post, at, { kind: 'parcel', parcel });
}

/** What leaves now; nothing if it is lost or withheld. */
export function leave<Timer>(post: PostState<Timer>, stamps: Stamps, parcel: Parcel, at: number): Output[] {
  if ((post.lastAt.get(parcel.about) ?? 0) <= at) post.lastAt.delete(parcel.about);
  const output = outputOf(parcel, at);
  const lost = post.faults.get('lost_answers');
  if (lost !== undefined && parcel.draft.kind === 'event' && happens(stamps.seed, 'lost_answers', parcel.id, lost)) {
    post.lost += 1;
    return [];
  }
  const doubled = post.faults.get('duplicate_answers');
  if (doubled !== undefined && happens(stamps.seed, 'duplicate_answers', parcel.id, doubled)) {
    const again = at + (1 + Math.floor(9 * chanceOf(stamps.seed, `again ${parcel.id}`))) * minuteMs;
    const copy = doubled['ids'] === 'new' ? renamed(output, stamps.newId()) : output;
    schedule(post, again, { kind: 'copy', output: copy });
  }
  return dispatch(post, output);
}

export function dispatch<Timer>(post: PostState<Timer>, output: Output): Output[] {
  if (post.faults.has('silent')) {
    post.held.push(output);
    return [];
  }
  post.sent += 1;
  return [output];
}

/** After `silent`: everything that was kept, in its order. */
export function release<Timer>(post: PostState<Timer>, now: number): Output[] {
  const outputs = post.held.map((output) => ({ ...output, at: now }));
  post.held = [];
  post.sent += outputs.length;
  return outputs;
}

function outputOf({ id, draft, time }: Parcel, at: number): Output {
  return draft.kind === 'event' ? { ...draft, id, at, body: { ...draft.body, id, time } } : { ...draft, id, at };
}

function renamed(output: Output, id: string): Output {
  return output.kind === 'event' ? { ...output, id, body: { ...output.body, id } } : { ...output, id };
}

function minutesOf(values: Values | undefined): number {
  return Number(values?.['minutes'] ?? 0) * minuteMs;
}

function happens(seed: number, fault: string, id: string, values: Values): boolean {
  return chanceOf(seed, `${fault} ${id}`) < Number(values['rate']);
}
