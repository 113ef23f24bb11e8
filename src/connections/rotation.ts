// A credential replaced without a gap: the one before it stays good for a time that is kept beside it, so nobody uses it longer,
// whoever opens it. Pure.
import type { Rotation } from './model.ts';

const previous = (name: string): string => `${name}.previous`;
/** Kept with the secrets, and no secret. */
const until = (name: string): string => `${name}.previous.until`;

export interface Replacement {
  readonly name: string;
  readonly value: string;
  /** Milliseconds since 1970; null: the one before ends now. */
  readonly previousUntil: number | null;
}

/** As they are kept. The same value again leaves the one before it as it is: a repetition must not push it out. */
export function replaced(
  kept: Readonly<Record<string, string>>,
  { name, value, previousUntil }: Replacement,
): Record<string, string> {
  const { [previous(name)]: before, [until(name)]: end, ...rest } = kept;
  const old = kept[name];
  if (old === value)
    return {
      ...rest,
      ...(before !== undefined && end !== undefined && { [previous(name)]: before, [until(name)]: end }),
    };
  if (old === undefined || previousUntil === null) return { ...rest, [name]: value };
  return { ...rest, [name]: value, [previous(name)]: old, [until(name)]: new Date(previousUntil).toISOString() };
}

/** What may be used now, by name. */
export function withoutExpired(kept: Readonly<Record<string, string>>, now: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(kept).filter(([name]) => {
      if (name.endsWith('.previous.until')) return false;
      if (!name.endsWith('.previous')) return true;
      const end = kept[`${name}.until`];
      return end !== undefined && Date.parse(end) > now;
    }),
  );
}

/** What is still kept after the time: nothing of what has expired. */
export function keptAfter(kept: Readonly<Record<string, string>>, now: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(kept).filter(([name]) => {
      const end = name.endsWith('.previous')
        ? kept[`${name}.until`]
        : name.endsWith('.previous.until')
          ? kept[name]
          : null;
      return end === null || (end !== undefined && Date.parse(end) > now);
    }),
  );
}

/** Names of the credentials that are there, those before them left out. */
export function namesIn(kept: Readonly<Record<string, string>>): string[] {
  return Object.keys(kept)
    .filter((name) => !/\.previous(\.until)?$/.test(name))
    .toSorted();
}

/** When the first of the credentials before ends, of those that were good at a time; null: there is none. */
export function firstEnd(rotations: Readonly<Record<string, Rotation>>, after: number): number | null {
  const ends = Object.values(rotations)
    .map(({ previousUntil }) => (previousUntil === null ? 0 : Date.parse(previousUntil)))
    .filter((end) => end > after);
  return ends.length === 0 ? null : Math.min(...ends);
}
