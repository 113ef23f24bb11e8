// What happens to a booking and when it becomes known. Every carrier has a status job that takes its time; what it
// finds bears the moment at which the job started. So a milestone may appear behind one that was read before.
import { createHash } from 'node:crypto';
import type { Booking } from './bookings.ts';
import { dayOf, minuteOf, secondsOf } from './words.ts';

export interface Milestone {
  milestoneId: string;
  bookingNumber: string;
  customerReference: string;
  code: string;
  reasonCode: string | null;
  eventDate: string;
  eventTime: string;
  recordedAt: number;
  place: { city: string; country: string };
}

interface Event {
  code: string;
  reasonCode: string | null;
  at: number;
}

/** Between 0 and 1, the same for the same booking and seed. */
function chance(seed: number, number: string): number {
  return createHash('sha256').update(`${seed}:${number}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** One booking in six is late, one in twelve is refused at the door and goes back. */
export function eventsOf(booking: Booking, { seed, stepMs }: { seed: number; stepMs: number }): Event[] {
  const luck = chance(seed, booking.number);
  const codes: [string, string | null][] = [
    ['BKC', null],
    ['PUP', null],
    ['DEP', null],
  ];
  if (luck < 1 / 6) codes.push(['DLY', 'W03']);
  codes.push(['ARR', null], ['OFD', null]);
  if (luck > 11 / 12) codes.push(['RFD', 'R11'], ['RTS', null]);
  else codes.push(['DLV', null], ['POD', null]);
  const events = codes.map(([code, reasonCode], index) => ({
    code,
    reasonCode,
    at: booking.createdAt + (index + 1) * stepMs,
  }));
  if (booking.cancelledAt === null) return events;
  const cancelledAt = booking.cancelledAt;
  return [...events.filter(({ at }) => at <= cancelledAt), { code: 'CXL', reasonCode: 'CUST', at: cancelledAt }];
}

/** ACC accepted, TRN under way, DLV delivered, RTS returned, CXL cancelled: what is so, known or not. */
export function stateOf(booking: Booking, options: { seed: number; stepMs: number; now: number }): string {
  if (booking.cancelledAt !== null) return 'CXL';
  const codes = new Set(
    eventsOf(booking, options)
      .filter(({ at }) => at <= options.now)
      .map(({ code }) => code),
  );
  for (const state of ['DLV', 'RTS']) if (codes.has(state)) return state;
  return codes.has('PUP') ? 'TRN' : 'ACC';
}

export function milestoneOf(booking: Booking, event: Event, input: { id: number; recordedMs: number }): Milestone {
  return {
    milestoneId: `M${String(input.id).padStart(9, '0')}`,
    bookingNumber: booking.number,
    customerReference: booking.customerReference,
    code: event.code,
    reasonCode: event.reasonCode,
    eventDate: dayOf(event.at),
    eventTime: minuteOf(event.at),
    recordedAt: secondsOf(input.recordedMs),
    place: ['ARR', 'OFD', 'DLV', 'POD', 'RFD'].includes(event.code) ? booking.to : booking.from,
  };
}

interface Page {
  since: number;
  /** Only what was known when the first page was read, so that pages don't shift. */
  until: number;
  from: number;
  readAt: number;
}

export const tokenSeconds = 300;

export function pageOf(
  all: readonly Milestone[],
  { page, size }: { page: Page; size: number },
): { milestones: Milestone[]; nextPageToken: string | null } {
  const known = all
    .slice(0, page.until)
    .filter(({ recordedAt }) => recordedAt >= page.since)
    .toSorted((a, b) => a.recordedAt - b.recordedAt || (a.milestoneId < b.milestoneId ? -1 : 1));
  const end = page.from + size;
  return {
    milestones: known.slice(page.from, end),
    nextPageToken:
      end < known.length ? Buffer.from(JSON.stringify({ ...page, from: end })).toString('base64url') : null,
  };
}

export function pageOfToken(token: string): Page | undefined {
  try {
    const { since, until, from, readAt } = JSON.parse(Buffer.from(token, 'base64url').toString()) as Partial<Page>;
    const numbers = [since, until, from, readAt].every((value) => Number.isSafeInteger(value) && (value ?? -1) >= 0);
    return numbers ? { since: since ?? 0, until: until ?? 0, from: from ?? 0, readAt: readAt ?? 0 } : undefined;
  } catch {
    // Not a token of ours: the caller answers FL-4002.
    return undefined;
  }
}
