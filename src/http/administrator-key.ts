// The first key of a network: the one the operator set, or one that is generated and shown once.
import { hash } from 'node:crypto';
import type pg from 'pg';
import { newId } from './ids.ts';
import { insertKey, readLiveKeys } from '#governance/store.ts';
import { randomKey } from './keys.ts';

/** Returns the key when it was generated now, to be printed once; a network that has an administrator needs none. */
export async function ensureAdministratorKey(pool: pg.Pool, set: string | undefined): Promise<string | undefined> {
  if (set === undefined && (await readLiveKeys(pool)).some(({ role }) => role === 'administrator')) return undefined;
  const text = set ?? randomKey().text;
  // The same key is installed once: its hash is unique.
  await insertKey(pool, {
    id: newId('key'),
    name: 'Administrator of the network',
    role: 'administrator',
    scope: {},
    sources: null,
    hash: hash('sha256', text, 'buffer'),
    createdBy: 'settings',
  });
  return set === undefined ? text : undefined;
}
