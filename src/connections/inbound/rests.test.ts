import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rests } from './rests.ts';

test('whoever rests is woken', async () => {
  const rests = new Rests();
  const both = Promise.all([rests.rest(3_600_000), rests.rest(3_600_000)]);
  rests.wake();
  assert.deepEqual(await both, [undefined, undefined]);
});

test('rests that are over leave nothing behind, however many there were', async () => {
  const rests = new Rests();
  await Promise.all(Array.from({ length: 50_000 }, () => rests.rest(1)));
  rests.wake();
  const last = rests.rest(3_600_000);
  rests.wake();
  await last;
});
