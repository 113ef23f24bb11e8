// From every released schema, with data in every table, to this one: the data agree with each other, and work goes on with them.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '#postgres/pool.ts';
import { fixturesFolder } from '#postgres/released.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { event, place } from '../commands.testsuite.ts';
import { noon, Spec, done } from '../spec.ts';
import { steppedNode } from '../stepped.testsuite.ts';
import { watched } from '../verification/verifier.testsuite.ts';
import { verifyLedger } from '../verify.ts';
import { emptyTables } from './filled.testsuite.ts';
import { readBackup } from './read.ts';

for (const version of readdirSync(fixturesFolder).toSorted()) {
  test(`a network of schema ${version} is upgraded with all its data`, { timeout: 60_000 }, async () => {
    await using database = await testDatabase({ migrated: false });
    const { connectionString, schema, pool } = database;
    const client = createClient({ connectionString, schema, applicationName: 'test' });
    await client.connect();
    const { tables, head } = await readBackup({
      folder: join(fixturesFolder, version),
      client,
      connectionString,
      schema,
    });
    await client.end();
    assert.deepEqual(
      await emptyTables(
        pool,
        tables.filter(({ table }) => !table.startsWith('verification_')).map(({ table }) => table),
      ),
      [],
    );
    const { violations, position } = await verifyLedger(pool);
    assert.deepEqual([violations, position], [[], head.position]);
    const { opened, cycle } = watched(pool);
    await cycle();
    assert.deepEqual(opened, []);

    const spec = new Spec();
    spec.now = noon + 2_000_000;
    const node = await steppedNode(database, { clock: () => spec.now });
    for (const command of [event('received', 'A', 'S1', 5_000), place('after the upgrade', [['A', 2]])]) {
      const [reply] = await node.run([spec.message(command)]);
      assert(reply !== undefined);
      done(reply.answer);
    }
    await node.close();
    assert.deepEqual(node.bugs, []);
    await cycle();
    assert.deepEqual(opened, []);
  });
}
