// Days of the first site, and the hours at which people work.
import { localDate, startOfDay } from '#kernel/time.ts';
import { dayMs, hourMs } from '../counterparties/system/time.ts';
import { handlingDays, people, zone } from './parameters.ts';

const starts = new Map<string, number>();

/** By the hour: in this zone days begin at full hours. */
const dates = new Map<number, string>();

export function dateAt(at: number): string {
  const hour = Math.floor(at / hourMs);
  let date = dates.get(hour);
  if (date === undefined) dates.set(hour, (date = localDate(at, zone)));
  return date;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The first moment at which a promise for `date` is broken. */
export function brokenFrom(date: string): number {
  let moment = starts.get(date);
  if (moment === undefined) starts.set(date, (moment = startOfDay(addDays(date, handlingDays + 1), zone)));
  return moment;
}

function isWorkingDay(at: number): boolean {
  const weekday = new Date(`${dateAt(at)}T12:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The next full hour at which people make their round. */
export function nextRound(at: number): number {
  for (let next = (Math.floor(at / hourMs) + 1) * hourMs; ; next += hourMs) {
    const hour = (next - startOfDay(dateAt(next), zone)) / hourMs;
    if (isWorkingDay(next) && hour >= people.firstRound && hour <= people.lastRound) return next;
  }
}

/** The next moment at which it is `hour` o'clock. */
export function nextHour(at: number, hour: number): number {
  for (let date = dateAt(at); ; date = addDays(date, 1)) {
    const moment = startOfDay(date, zone) + hour * hourMs;
    if (moment > at) return moment;
  }
}

export function nextWorkingHour(at: number, hour: number): number {
  let moment = nextHour(at, hour);
  while (!isWorkingDay(moment)) moment = nextHour(moment, hour);
  return moment;
}
