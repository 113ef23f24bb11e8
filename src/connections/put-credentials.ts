// What becomes of credentials when a connection is defined: given, kept, made, taken away, or asked for again, because they would be
// shown to somebody else than before.
import type { Connector } from '#connectors/connector.ts';
import { replaced } from './rotation.ts';
import { SecretUnreadable } from './secrets.ts';

/** As they come: null takes one away. */
export type AskedCredentials = Readonly<Record<string, string | null>>;

export interface Standing {
  /** Names of those that are there. */
  readonly known: readonly string[];
  /** The connection is new, or what is kept was not given for what it speaks to now. */
  readonly isNew: boolean;
  /** Opens what is kept; asked only where something of it changes. */
  readonly open: () => Readonly<Record<string, string>>;
}

export interface CredentialChange {
  /** Kept, and not given again for where they would be shown now; then nothing is changed. */
  readonly owed: readonly string[];
  /** Names of those that are there afterwards. */
  readonly names: readonly string[];
  /** All that is kept afterwards; null: as it is. */
  readonly all: Readonly<Record<string, string>> | null;
  readonly made: Readonly<Record<string, string>>;
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
}

export function givenOf(asked: AskedCredentials): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

export function changeCredentials(
  { credentials }: Pick<Connector, 'credentials'>,
  asked: AskedCredentials,
  { known, isNew, open }: Standing,
): CredentialChange {
  const given = givenOf(asked);
  const isAsked = (name: string): boolean => Object.hasOwn(asked, name);
  const owed = isNew ? known.filter((name) => Object.hasOwn(credentials, name) && !isAsked(name)) : [];
  // Those that can be made are made for a new connection, and anew where one is taken away.
  const made = Object.fromEntries(
    Object.entries(credentials).flatMap(([name, { make }]) =>
      make === undefined || given[name] !== undefined || owed.includes(name) || !(isNew || isAsked(name))
        ? []
        : [[name, make()]],
    ),
  );
  const news = { ...made, ...given };
  const gone = known.filter((name) => news[name] === undefined && (isNew || isAsked(name)));
  if (isNew) {
    const names = Object.keys(news).toSorted();
    return { owed, names, all: news, made, replaced: names, removed: gone };
  }
  if (Object.keys(news).length === 0 && gone.length === 0)
    return { owed, names: known, all: null, made, replaced: [], removed: [] };
  const before = opened(open, known.every(isAsked));
  const changed = Object.entries(news).filter(([name, value]) => before[name] !== value);
  if (changed.length === 0 && gone.length === 0)
    return { owed, names: known, all: null, made, replaced: [], removed: [] };
  // A credential that is sent with the definition ends the one before it; the route of its own keeps that for a while.
  const all = changed.reduce(
    (kept, [name, value]) => replaced(kept, { name, value, previousUntil: null }),
    Object.fromEntries(Object.entries(before).filter(([name]) => !gone.some((one) => isOf(one, name)))),
  );
  const names = [...new Set([...known, ...Object.keys(news)])].filter((name) => !gone.includes(name)).toSorted();
  return { owed, names, all, made, replaced: changed.map(([name]) => name), removed: gone };
}

/** What was sealed with a key that is lost does not matter when all of it is given again. */
function opened(open: Standing['open'], isAllGiven: boolean): Readonly<Record<string, string>> {
  try {
    return open();
  } catch (error) {
    if (isAllGiven && error instanceof SecretUnreadable) return {};
    throw error;
  }
}

/** The credential itself, or what is kept beside it of the one before. */
function isOf(credential: string, name: string): boolean {
  return name === credential || name === `${credential}.previous` || name === `${credential}.previous.until`;
}
