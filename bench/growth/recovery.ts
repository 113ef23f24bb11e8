// How long it takes from a kill in the middle of the load until the next order is answered: of the node alone, and of the node with its
// PostgreSQL, which then reads its log again.
import { copyDatabase, startServer } from '../database.ts';
import type { Server } from '../database.ts';
import { generateLoad } from '../load.ts';
import { startCrossdock } from '../peers/crossdock.ts';
import { nextOrder } from '../peers/load-orders.ts';
import { post } from '../requests.ts';
import type { World } from '../world.ts';
import { runDatabase } from './rates.ts';

export interface Recovery {
  readonly readyMs: number;
  readonly firstOrderMs: number;
}

export interface RecoveryOptions {
  readonly home: string;
  readonly key: string;
  readonly world: World;
  readonly killed: 'node' | 'node and database';
}

const port = 18_881;
const loadMs = 5_000;

/** Gives back the server that runs afterwards. */
export async function measureRecovery(
  server: Server,
  level: string,
  { home, key, world, killed }: RecoveryOptions,
): Promise<{ server: Server; recovery: Recovery }> {
  await copyDatabase(server, level, runDatabase);
  await server.query('postgres', 'checkpoint');
  let node = await startCrossdock(server, { key, database: runDatabase, port });
  const load = generateLoad({
    port,
    callers: 64,
    warmUpMs: 0,
    measureMs: loadMs + 60_000,
    next: () => post('/v1/orders', key, JSON.stringify(nextOrder(world, false))),
  }).then(
    () => false,
    () => true, // The connections break when the node is killed.
  );
  await new Promise((resolve) => setTimeout(resolve, loadMs));
  const started = performance.now();
  await node.kill();
  let after = server;
  if (killed === 'node and database') {
    process.kill(server.pid, 'SIGKILL');
    await server.stop();
    after = await startServer(home);
  }
  node = await startCrossdock(after, { key, database: runDatabase, port });
  try {
    const readyMs = performance.now() - started;
    const answer = await fetch(`http://127.0.0.1:${port}/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(nextOrder(world, false)),
    });
    const said = await answer.text();
    const firstOrderMs = performance.now() - started;
    if (!answer.ok) throw new Error(`the first order after the kill was answered with ${answer.status}: ${said}`);
    if (!(await load)) throw new Error('the load went on through the kill: it did not reach the node that was killed');
    return { server: after, recovery: { readyMs, firstOrderMs } };
  } finally {
    await node.stop();
    await after.query('postgres', `drop database ${runDatabase} with (force)`);
  }
}
