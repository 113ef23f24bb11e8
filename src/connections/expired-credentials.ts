// Credentials that were replaced and whose time is over are taken out of what is kept. They were not used any more before: whoever
// opens credentials looks at their time.
import type pg from 'pg';
import { openKept, resealCredentials, sealCredentials } from './connection-store.ts';
import type { ConnectionRecord } from './model.ts';
import { keptAfter, namesIn } from './rotation.ts';
import type { SecretBox } from './secrets.ts';

/** Answers the codes of the connections of which something was dropped. */
export async function dropExpired(pool: pg.Pool, secrets: SecretBox): Promise<string[]> {
  const { rows } = await pool.query<{ code: string }>(
    `select code
     from connections
     where rotations is not null
       and exists (select from json_each(rotations) as r (name, rotation) where (rotation ->> 'previousUntil')::timestamptz <= now())
     order by code`,
  );
  for (const { code } of rows) {
    await resealCredentials(pool, code, 'system', ({ rotations }, sealed) => {
      const now = Date.now();
      const all = keptAfter(openKept(secrets, code, sealed), now);
      return {
        sealed: sealCredentials(secrets, code, all),
        credentials: namesIn(all),
        what: 'credential_expired',
        details: { removed: over(rotations, now).map((name) => `${name}.previous`) },
        rotations: Object.fromEntries(
          Object.entries(rotations).map(([name, rotation]) => {
            return [name, over(rotations, now).includes(name) ? { ...rotation, previousUntil: null } : rotation];
          }),
        ),
      };
    });
  }
  return rows.map(({ code }) => code);
}

function over(rotations: ConnectionRecord['rotations'], now: number): string[] {
  return Object.entries(rotations).flatMap(([name, { previousUntil }]) =>
    previousUntil !== null && Date.parse(previousUntil) <= now ? [name] : [],
  );
}
