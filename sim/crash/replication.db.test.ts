// The primary of a replicated database dies while callers work, and its standby takes its place. Debian's PostgreSQL, the oldest
// version that Crossdock takes, so that the rest of the product meets it here as well.
import assert from 'node:assert/strict';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '../../src/postgres/pool.ts';
import { verifyLedger } from '../../src/runtime/verify.ts';
import { checkLedger } from './checks.ts';
import { checkDeliveries } from './checks-deliveries.ts';
import { channel } from './load.ts';
import { systemBinaries } from './server.ts';
import { Standby } from './standby.ts';
import { database, deliveredTypes, openWorld } from './world.ts';

const skip = systemBinaries() === undefined && 'Debian’s PostgreSQL is not installed: apt-get install postgresql';

test(
  'what was acknowledged with synchronous replication is there after the primary died and its standby took over',
  { skip, timeout: 180_000 },
  async (t) => {
    await using stack = new AsyncDisposableStack();
    const top = mkdtempSync(join(tmpdir(), 'crossdock-standby-'));
    chmodSync(top, 0o711);
    stack.defer(() => rmSync(top, { recursive: true, force: true }));
    const world = stack.use(await openWorld({ nodes: 2, postgres: 'system', seed: 15 }));
    const standby = stack.use(await Standby.follow(world.server, join(top, 'standby')));
    const { load, nodes, callers, receiver } = world;
    load.start(8);
    await sleep(1_500);
    const at = performance.now();
    const acknowledgedBefore = load.ledger.acknowledged;
    await world.server.end('SIGKILL');
    // Nodes come to the standby before it may write: they must not stay with what they learn there.
    for (const node of nodes) node.proxy.leadTo(standby.server.socket);
    await sleep(500);
    await standby.promote();
    const promoted = performance.now();
    const afterwards = load.ledger.acknowledged;
    while (load.ledger.acknowledged === afterwards || callers.openSince(at) > 0) {
      assert.ok(performance.now() - promoted < 10_000, 'the nodes work within ten seconds of the promotion');
      await sleep(10);
    }
    const recoveredMs = Math.round(performance.now() - promoted);
    await sleep(1_000);
    await load.pause();
    callers.stop();
    assert.ok(acknowledgedBefore > 0);
    const pool = createPool({
      connectionString: standby.server.address(database),
      schema: 'crossdock',
      applicationName: 'crash checks',
      max: 2,
      onIdleError: (error) => t.diagnostic(error.message),
    });
    stack.defer(() => pool.end());
    assert.deepEqual(await checkLedger({ pool, ledger: load.ledger, channel, lateMs: 10_000 }), []);
    assert.deepEqual(await checkDeliveries({ pool, receiver, types: deliveredTypes, withinMs: 30_000 }), []);
    assert.deepEqual((await verifyLedger(pool)).violations, []);
    assert.deepEqual(
      nodes.flatMap((node) => node.endedByItself),
      [],
    );
    t.diagnostic(
      `${acknowledgedBefore} requests were acknowledged before, ${load.ledger.acknowledged - acknowledgedBefore} after; ${recoveredMs} ms after the promotion all was answered`,
    );
  },
);
