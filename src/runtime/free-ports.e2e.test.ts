import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { freePorts } from './free-ports.ts';

test('a port that is free is given, another in the place of one that is taken or is none', async () => {
  await using taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { free } = await freePorts({ free: 0 });
  const found = await freePorts({ same: free, taken: port, none: 65_536 });
  assert.equal(found.same, free);
  assert.notEqual(found.taken, port);
  assert.ok(found.none > 0 && found.none <= 65_535);
  assert.equal(new Set(Object.values(found)).size, 3);
});
