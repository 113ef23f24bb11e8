import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { Complaints } from './complaints.ts';

test('lost spans are told at most once a minute, and all of them', () => {
  let now = 0;
  const told: string[] = [];
  const complaints = new Complaints(
    'collector:4318',
    (sentence) => told.push(sentence),
    () => now,
  );
  complaints.lost(3, 'ECONNREFUSED');
  for (let times = 0; times < 100; times++) complaints.lost(5, 'ECONNREFUSED');
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /^Traces: the collector collector:4318 did not get 3 spans: ECONNREFUSED\./);
  now = limits.traceComplaintsEveryMs;
  complaints.lost(1, 'x'.repeat(5_000));
  assert.equal(told.length, 2);
  assert.match(told[1] ?? '', / 501 spans: x{200}…\./);
  complaints.end();
  assert.equal(told.length, 2, 'there is nothing more to tell');
  complaints.lost(2, 'gone');
  complaints.end();
  assert.match(told[2] ?? '', / 2 spans: gone\./);
});
