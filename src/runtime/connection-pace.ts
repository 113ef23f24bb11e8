// Turns of calls by the rate of a connection, which all nodes share: for polls and looks, one at a time. Deliveries draw theirs
// together before they are leased.
import type pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import type { LiveConnection } from '#connections/connection-store.ts';
import type { Pace } from '#connectors/connector.ts';
import { reserveToken } from './deliveries-notes.ts';

/** Undefined: the connection has no rate. */
export function paceOf(pool: pg.Pool, { code, limits }: Pick<LiveConnection, 'code' | 'limits'>): Pace | undefined {
  const { perSecond } = limits;
  if (perSecond === null) return undefined;
  return async (signal) => {
    signal.throwIfAborted();
    const waitMs = await reserveToken(pool, { connection: code, perSecond });
    if (waitMs > 0) await wait(waitMs, undefined, { signal });
  };
}
