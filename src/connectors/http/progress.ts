// How far a stream is: kept as the cursor of the stream after every page, so a poll that was cut goes on where it was. Pure.
import { parseInstant } from '#kernel/time.ts';
import { isRecord, scalarText } from './json.ts';
import type { FieldCursor, TimeFormat } from './stream.ts';

export interface Progress {
  /** The newest value of the cursor's field of the polls before, or the token of the other system; null: from the beginning. */
  readonly since: string | null;
  /** The newest so far of the poll under way. */
  readonly newest: string | null;
  /** The page that comes next; null: a new poll begins. */
  readonly next: Page | null;
  /** Hash of the last answer, of streams that keep answers whole. */
  readonly seen: string | null;
}

export type Page =
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'number'; readonly number: number };

export const beginning: Progress = { since: null, newest: null, next: null, seen: null };

/** Null: not written by us. */
export function readProgress(cursor: string | null): Progress | null {
  if (cursor === null) return beginning;
  let value: unknown;
  try {
    value = JSON.parse(cursor);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const { since = null, newest = null, next = null, seen = null } = value;
  if (!isText(since) || !isText(newest) || !isText(seen) || !(next === null || isPage(next))) return null;
  return { since, newest, next, seen };
}

export function writeProgress({ since, newest, next, seen }: Progress): string {
  return JSON.stringify({
    ...(since === null ? {} : { since }),
    ...(newest === null ? {} : { newest }),
    ...(next === null ? {} : { next }),
    ...(seen === null ? {} : { seen }),
  });
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isPage(value: unknown): value is Page {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'link':
      return typeof value['link'] === 'string';
    case 'token':
      return typeof value['token'] === 'string';
    case 'number':
      return Number.isSafeInteger(value['number']);
    default:
      return false;
  }
}

/** The field of a record in a form that can be compared and kept; undefined: it has none that can. */
export function fieldValue({ type }: FieldCursor, found: unknown): string | undefined {
  const text = scalarText(found);
  if (text === undefined || text === '') return undefined;
  switch (type) {
    case 'text':
      return text;
    case 'number':
      return Number.isFinite(Number(text)) ? text : undefined;
    case 'time': {
      const instant = instantOf(text);
      return instant === undefined ? undefined : new Date(instant).toISOString();
    }
  }
}

/** With an offset, or without one in UTC, or seconds or milliseconds since 1970, or a date. */
function instantOf(text: string): number | undefined {
  if (/^\d{9,11}(?:\.\d+)?$/.test(text)) return Math.floor(Number(text) * 1_000);
  if (/^\d{12,14}$/.test(text)) return Number(text);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return parseInstant(`${text}T00:00:00Z`);
  const whole = text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  return parseInstant(whole) ?? parseInstant(`${whole}Z`);
}

export function newer(cursor: FieldCursor, a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  switch (cursor.type) {
    case 'number':
      return Number(b) > Number(a) ? b : a;
    case 'time':
    case 'text':
      // Times are kept as toISOString writes them, which sorts as they do.
      return b > a ? b : a;
  }
}

/** A record with a time that is still to come must not carry the cursor past what is written until then. */
export function notAhead(cursor: FieldCursor, newest: string | null, now: number): string | null {
  if (cursor.type !== 'time' || newest === null) return newest;
  return Date.parse(newest) > now ? new Date(now).toISOString() : newest;
}

/** What is asked for as `{since}`. */
export function sinceOf(cursor: FieldCursor, since: string | null): string | undefined {
  if (since === null) return startOf(cursor);
  switch (cursor.type) {
    case 'text':
      return since;
    case 'number':
      return String(Number(since) - cursor.overlap);
    case 'time':
      return formatTime(Date.parse(since) - cursor.overlap, cursor.format ?? 'iso');
  }
}

/** Where the first poll begins, in the form in which the other system takes it. */
function startOf({ type, start, format = 'iso' }: FieldCursor): string | undefined {
  if (start === undefined || type === 'text') return start;
  if (type === 'number') return start === 'beginning' ? '0' : start;
  // Written as the other system takes it.
  if (format === 'iso' && start !== 'beginning') return start;
  const instant = start === 'beginning' ? 0 : instantOf(start);
  return instant === undefined ? start : formatTime(instant, format);
}

/** A stream that was never polled and begins now keeps when that was: what happens until its second poll belongs to it. */
export function begun(cursor: FieldCursor | null, progress: Progress, now: string): Progress {
  const isFirst = progress.since === null && progress.next === null;
  return isFirst && cursor?.type === 'time' && cursor.start === 'now' ? { ...progress, since: now } : progress;
}

export function formatTime(instant: number, format: TimeFormat): string {
  const iso = new Date(instant).toISOString();
  switch (format) {
    case 'iso':
      return iso;
    case 'iso_seconds':
      return `${iso.slice(0, 19)}Z`;
    case 'date':
      return iso.slice(0, 10);
    case 'epoch_seconds':
      return String(Math.floor(instant / 1_000));
    case 'epoch_ms':
      return String(instant);
  }
}
