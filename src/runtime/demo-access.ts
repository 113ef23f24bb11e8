// What lets the systems of the demo in and lets them be told: an API key and a webhook connection for each. Keys and secrets
// are derived from the secret key of the network, so that every start has the same ones and none has to be kept.
import { hash, hkdfSync } from 'node:crypto';
import type pg from 'pg';
import { stringify } from 'uuid';
import { putConnection, readConnection, sealCredentials, usual } from '#connections/connection-store.ts';
import type { Connection } from '#connections/model.ts';
import { createSecretBox } from '#connections/secrets.ts';
import type { SecretBox } from '#connections/secrets.ts';
import {
  access,
  ofSystems,
  originOf,
  reports,
  reportsOf,
  reportStream,
  subscriptions,
  systemNames,
} from '#demo/systems.ts';
import type { DemoSystem, OfSystems, SystemAddress } from '#demo/systems.ts';
import { insertKey, readLiveKeys, revokeKey } from '#governance/store.ts';

export interface DemoAccess {
  /** Each may do what that system does, and speaks for itself alone. */
  readonly keys: OfSystems<string>;
  readonly webhookSecrets: OfSystems<string>;
}

const by = 'system';

/** Null when somebody has revoked one of the keys: then they are not wanted. */
export async function grantDemoAccess(pool: pg.Pool, secretKey: Buffer): Promise<DemoAccess | null> {
  const made = ofSystems((name) => keyOf(secretKey, name));
  for (const name of systemNames) {
    const { id, key } = made[name];
    const { role, source } = access[name];
    await insertKey(pool, {
      id,
      name: keyName(name),
      role,
      scope: {},
      sources: [source],
      hash: hash('sha256', key, 'buffer'),
      createdBy: by,
    });
  }
  const ids = new Set(systemNames.map((name) => made[name].id));
  const names = new Set(systemNames.map(keyName));
  const live = await readLiveKeys(pool);
  // Keys of an earlier secret key are of no use to anybody.
  for (const other of live) if (names.has(other.name) && !ids.has(other.id)) await revokeKey(pool, other.id);
  if (live.filter(({ id }) => ids.has(id)).length < ids.size) return null;
  const secretOf = (name: string): string => `whsec_${derive(secretKey, `webhooks of ${name}`, 32).toString('base64')}`;
  return { keys: ofSystems((name) => made[name].key), webhookSecrets: ofSystems(secretOf) };
}

function keyName(system: DemoSystem): string {
  return `Demo ${system}`;
}

function keyOf(secretKey: Buffer, system: DemoSystem): { readonly id: string; readonly key: string } {
  const bytes = derive(secretKey, `id of ${system}`, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80; // UUIDv8: RFC 9562, made by a rule of our own.
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const uuid = stringify(bytes);
  return { id: `key_${uuid}`, key: `xd_${uuid}_${derive(secretKey, `key of ${system}`, 32).toString('base64url')}` };
}

/** Connects each system at its address. One that somebody has switched off stays off. */
export async function connectSystems(
  pool: pg.Pool,
  secretKey: Buffer,
  systems: OfSystems<SystemAddress>,
): Promise<void> {
  const secrets = createSecretBox(secretKey);
  for (const name of systemNames) {
    const code = `demo-${name}`;
    const { port, secret } = systems[name];
    const active = (await readConnection(pool, code))?.active ?? true;
    const url = `${originOf(port)}/hooks`;
    const connection = {
      ...usual,
      code,
      kind: 'webhook',
      owner: 'demo',
      settings: { url },
      types: subscriptions[name],
      active,
    } as const;
    // Written anew at every start: what was held up by a receiver that was not there is then sent at once.
    await put(pool, secrets, connection, secret);
    if (!reports[name]) continue;
    const inbound = {
      ...usual,
      code: reportsOf(name),
      kind: 'hook',
      owner: 'demo',
      settings: { proof: { kind: 'standard_webhooks' } },
      types: [],
      streams: [reported],
      rights: { role: access[name].role, sites: null, companies: null, sources: [access[name].source] },
      active: (await readConnection(pool, reportsOf(name)))?.active ?? true,
    } as const;
    await put(pool, secrets, inbound, secret);
  }
}

const reported = {
  name: reportStream,
  settings: { as: 'cloud_events' },
  format: { name: 'json' },
  mapping: null,
  everySeconds: 60,
  onFailure: 'go_on',
} as const;

async function put(pool: pg.Pool, secrets: SecretBox, connection: Connection, secret: string): Promise<void> {
  const sealed = sealCredentials(secrets, connection.code, { secret });
  await putConnection(pool, connection.code, by, () => ({ connection, credentials: ['secret'], sealed }));
}

function derive(secretKey: Buffer, what: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `crossdock demo ${what}`, bytes));
}
