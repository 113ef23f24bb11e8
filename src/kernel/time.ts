// Instants are milliseconds since 1970 in UTC; they enter and leave as RFC 3339 text with an offset. Dates are YYYY-MM-DD in
// the time zone of a site. Nothing here reads a clock.
import { limits } from './limits.ts';

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const dayMs = 86_400_000;
const day = /^\d{4}-\d{2}-\d{2}$/;
const formats = new Map<string, Intl.DateTimeFormat>();
const clocks = new Map<string, Intl.DateTimeFormat>();
/** Zone and date → its first instant. */
const starts = new Map<string, number>();
/** The date that was asked for last, by zone. */
const dates = new Map<string, { readonly instant: number; readonly text: string }>();

/** Undefined for a time without offset, or one that is on no calendar. */
export function parseInstant(text: string): number | undefined {
  if (!rfc3339.test(text) || !isDate(text.slice(0, 10))) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

export function showInstant(instant: number): string {
  return new Date(instant).toISOString();
}

export function isDate(text: string): boolean {
  if (!day.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === text;
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false; // Intl's way of saying that it does not know the zone.
  }
}

/** The calendar date at `instant` in `zone`. A turn asks for that of one instant again and again. */
export function localDate(instant: number, zone: string): string {
  let date = dates.get(zone);
  if (date?.instant !== instant) {
    date = { instant, text: formatOf(zone).format(instant) };
    dates.set(zone, date);
  }
  return date.text;
}

/** The wall clock at `instant` in `zone`, HH:MM. */
export function localTime(instant: number, zone: string): string {
  let format = clocks.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(zone, format);
  }
  return format.format(instant);
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Days from one date to the other; below 0 when the other comes first. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** The first instant of `date` in `zone`. Few days are asked for again and again: each is searched for once. */
export function startOfDay(date: string, zone: string): number {
  const key = `${zone} ${date}`;
  let start = starts.get(key);
  if (start === undefined) {
    start = searchStart(date, zone);
    if (starts.size >= limits.daysKept) starts.clear();
    starts.set(key, start);
  }
  return start;
}

/** Found by halving, so it is right on days when clocks change too. */
function searchStart(date: string, zone: string): number {
  const format = formatOf(zone);
  const naive = Date.parse(`${date}T00:00:00Z`);
  let earliest = naive - 36 * 3_600_000;
  let latest = naive + 36 * 3_600_000;
  while (latest - earliest > 1) {
    const middle = Math.floor((earliest + latest) / 2);
    if (format.format(middle) < date) earliest = middle;
    else latest = middle;
  }
  return latest;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format;
}
