import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { copyIn, copyOut } from './copy.ts';
import { createClient } from './pool.ts';
import { testDatabase } from './test-database.ts';

const rowBytes = 1_024;
const rowsOfChunk = 256;
const chunks = 80;

test('what is more than a socket holds goes in and comes out whole, and leaves no listener behind', async () => {
  await using database = await testDatabase({ migrated: false });
  const client = createClient({ ...database, schema: 'public', applicationName: 'test' });
  await client.connect();
  try {
    await client.query('create table copied (text text not null)');
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection; // What the driver's type leaves out.
    const listeners = (): readonly number[] => ['drain', 'close', 'error'].map((name) => stream.listenerCount(name));
    const before = listeners();
    const row = Buffer.from(`${'x'.repeat(rowBytes - 1)}\n`);
    const chunk = Buffer.concat(Array.from({ length: rowsOfChunk }, () => row));
    async function* source(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < chunks; sent++) {
        yield await Promise.resolve(chunk);
        assert.deepEqual(listeners(), before);
      }
    }
    assert.equal(await copyIn(client, 'copy copied from stdin', source()), chunks * rowsOfChunk);
    assert.deepEqual(listeners(), before);
    let bytes = 0;
    for await (const part of copyOut(client, 'copy copied to stdout')) bytes += (part as Buffer).length;
    assert.equal(bytes, chunks * rowsOfChunk * rowBytes);
  } finally {
    await client.end();
  }
});
