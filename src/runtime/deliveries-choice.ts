// Which deliveries may be begun now: as many as each connection has room for, within its rate.
import type pg from 'pg';
import { isResting } from '#connections/model.ts';
import { declaredBy } from '#connections/outbound/prepare.ts';
import type { Sessions } from '#connections/sessions.ts';
import { drawTokens } from './deliveries-notes.ts';
import { isRepeatable } from './deliveries-outcome.ts';
import { paced } from './deliveries-pace.ts';
import type { Pace } from './deliveries-pace.ts';
import type { Receivers } from './deliveries-receivers.ts';

/** For each attempt that may be under way, as many more are leased ahead. */
const leasedAhead = 2;

interface Room {
  readonly sessions: Sessions;
  readonly receivers: Receivers;
  /** Deliveries that are leased, by connection. */
  readonly busy: ReadonlyMap<string, number>;
  /** Of the attempts that a connection may have, the part that is used now. */
  readonly pace: Pace;
}

/** Attempts that each connection may have besides those under way. */
export function freeOf({ sessions, receivers, busy, pace }: Room): Map<string, number> {
  const free = new Map<string, number>();
  const today = Date.now();
  for (const code of sessions.codes()) {
    const opened = sessions.get(code);
    if (opened?.session.send === undefined || isResting(opened.connection, today)) continue;
    const { perSecond, concurrent } = opened.connection.limits;
    const most = receivers.allowed(code, concurrent);
    const ahead = perSecond === null && receivers.isHealthy(code) ? most * leasedAhead : 0;
    const room = paced(most, pace) + ahead - (busy.get(code) ?? 0);
    // While enough are ahead there is time until many can be leased together: a look costs the database as much for one.
    if (room < ahead / leasedAhead) continue;
    const count = perSecond === null ? room : Math.min(room, receivers.mostByRate(code, perSecond));
    if (count > 0) free.set(code, count);
  }
  return free;
}

/** The rate of a connection holds for all nodes together: each takes what it wants to begin from buckets that they share. */
export async function withinRates(
  { pool, sessions, receivers }: { readonly pool: pg.Pool; readonly sessions: Sessions; readonly receivers: Receivers },
  heads: readonly number[],
  connections: ReadonlyMap<number, string>,
): Promise<readonly number[]> {
  const rateOf = (code: string): number | null => sessions.get(code)?.connection.limits.perSecond ?? null;
  const wanted = new Map<string, number>();
  for (const seq of heads) {
    const code = connections.get(seq) ?? '';
    if (rateOf(code) !== null) wanted.set(code, (wanted.get(code) ?? 0) + 1);
  }
  if (wanted.size === 0) return heads;
  const draws = [...wanted].map(([connection, count]) => ({
    connection,
    perSecond: rateOf(connection) ?? 0,
    wanted: count,
  }));
  const given = await drawTokens(pool, draws);
  for (const { connection, perSecond, wanted: asked } of draws)
    if ((given.get(connection) ?? 0) < asked) receivers.noteEmpty(connection, perSecond);
  return heads.filter((seq) => {
    const code = connections.get(seq) ?? '';
    if (!wanted.has(code)) return true;
    const left = given.get(code) ?? 0;
    given.set(code, left - 1);
    return left > 0;
  });
}

/** Some operation of the connection must not be done twice, and cannot be recognised. */
export function mayNotRepeat(sessions: Sessions, connection: string): boolean {
  const opened = sessions.get(connection);
  if (opened === undefined) return true;
  const { operations } = opened.connection;
  return operations.some(({ settings }) => !isRepeatable(declaredBy(opened.connector, settings)));
}
