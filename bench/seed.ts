// A home with the world in it, made once: later runs on the same folder find it.
import { hash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discardEmbedded } from '../src/postgres/embedded.ts';
import { withPool } from './server.ts';
import { seedOrders, seedWorld } from './world.ts';
import type { World } from './world.ts';

export interface Seeded {
  readonly home: string;
  readonly world: World;
  readonly storedOrders: number;
  /** The API key that the callers use. */
  readonly key: string;
}

export async function seedHome({ home, world, storedOrders, key }: Seeded, say: (line: string) => void): Promise<void> {
  const marker = join(home, 'bench-seeded');
  if (existsSync(marker)) return;
  await withPool(home, async (pool) => {
    await seedWorld(pool, world, say);
    await seedOrders(pool, storedOrders, say);
    // One connection that wants every promise: each order leaves a delivery behind. It is not sent: nobody listens there.
    await pool.query(
      `insert into connections (code, kind, owner, document, types, credentials, active, epoch, changed_at, changed_by)
       values ('erp', 'webhook', 'bench', '{"settings":{"url":"https://erp.invalid/"}}', '{crossdock.order.promised.v1,crossdock.order.backordered.v1}', '', true, 1, now(), 'bench')`,
    );
    await pool.query(
      `insert into api_keys (id, name, role, secret_hash, created_at, created_by) values ('key_bench', 'bench', 'administrator', $1, now(), 'bench')`,
      [hash('sha256', key, 'buffer')],
    );
    await pool.query('update catalog_epoch set epoch = 2');
    await pool.query('checkpoint');
  });
  writeFileSync(marker, '');
}

/** A home that nobody comes back to, with the database, which may lie elsewhere. */
export async function removeHome(home: string): Promise<void> {
  await discardEmbedded(home);
  rmSync(home, { recursive: true, force: true });
}
