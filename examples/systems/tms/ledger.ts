// FreightLine's memory: a file that only grows, one change a line. A line that was cut off by a crash is dropped.
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import type { Booking, BookingDraft } from './bookings.ts';
import type { Milestone } from './milestones.ts';

export interface Subscription {
  id: string;
  url: string;
  secret: string;
}

type Change =
  | { kind: 'booking'; booking: Booking }
  | { kind: 'milestone'; milestone: Milestone }
  | { kind: 'subscribed'; subscription: Subscription }
  | { kind: 'unsubscribed'; id: string }
  | { kind: 'clock'; aheadMs: number };

export interface Ledger {
  readonly bookings: ReadonlyMap<string, Booking>;
  readonly milestones: readonly Milestone[];
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** How far the sandbox clock was moved on. */
  readonly aheadMs: () => number;
  /** How many events of a booking are known. */
  readonly known: (number: string) => number;
  readonly book: (draft: BookingDraft) => Booking;
  readonly write: (change: Change) => void;
}

export function openLedger(file: string): Ledger {
  const bookings = new Map<string, Booking>();
  const milestones: Milestone[] = [];
  const subscriptions = new Map<string, Subscription>();
  const known = new Map<string, number>();
  let aheadMs = 0;

  const apply = (change: Change): void => {
    switch (change.kind) {
      case 'booking':
        return void bookings.set(change.booking.number, change.booking);
      case 'milestone':
        milestones.push(change.milestone);
        known.set(change.milestone.bookingNumber, (known.get(change.milestone.bookingNumber) ?? 0) + 1);
        return;
      case 'subscribed':
        return void subscriptions.set(change.subscription.id, change.subscription);
      case 'unsubscribed':
        return void subscriptions.delete(change.id);
      case 'clock':
        aheadMs = change.aheadMs;
    }
  };

  if (existsSync(file)) {
    const bytes = readFileSync(file);
    const whole = bytes.lastIndexOf(10) + 1;
    if (whole < bytes.length) truncateSync(file, whole);
    for (const line of bytes.subarray(0, whole).toString().split('\n'))
      if (line !== '') apply(JSON.parse(line) as Change);
  }

  const write = (change: Change): void => {
    appendFileSync(file, `${JSON.stringify(change)}\n`);
    apply(change);
  };
  return {
    bookings,
    milestones,
    subscriptions,
    aheadMs: () => aheadMs,
    known: (number) => known.get(number) ?? 0,
    book(draft) {
      const booking = { number: `FL${26_000_001 + bookings.size}`, ...draft };
      write({ kind: 'booking', booking });
      return booking;
    },
    write,
  };
}
