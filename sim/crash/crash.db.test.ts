// Real processes die here, so what happens in between is not the same twice; the seed gives the same choices again:
// npm run crash -- --seed N.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults } from './faults.ts';
import { run } from './run.ts';

const takenOverMs = 10_000;
/** The callers of a node whose lines went silent wait for half a minute: `npm run crash -- --fault swallowed`. */
const tooLong = ['swallowed'];

test(
  'of 20 kills of nodes and of the database nothing is lost and nothing done twice',
  { timeout: 300_000 },
  async (t) => {
    const seed = Date.now() % 1_000_000;
    const report = await run({ nodes: 3, postgres: 'embedded', seed, kills: 20 });
    t.diagnostic(`seed ${seed}: ${JSON.stringify({ ...report, violations: report.violations.length })}`);
    assert.deepEqual(report.violations, []);
    assert.ok(report.kills >= 20 && report.acknowledged > 0 && report.delivered > 0);
  },
);

test('whatever else fails, nothing is lost and nothing done twice', { timeout: 300_000 }, async (t) => {
  const others = faults.filter(({ kills, name }) => !kills && !tooLong.includes(name));
  const able = others.filter((fault) => fault.unable?.() === undefined);
  for (const { name, unable } of others) {
    const reason = unable?.();
    if (reason !== undefined) t.diagnostic(`not done: ${name}, because ${reason}`);
  }
  const seed = Date.now() % 1_000_000;
  const report = await run({ nodes: 2, postgres: 'embedded', seed, kills: able.length, faults: able });
  t.diagnostic(`seed ${seed}: ${JSON.stringify({ ...report, violations: report.violations.length })}`);
  assert.deepEqual(report.violations, []);
  assert.equal(report.faults, able.length);
  assert.ok(
    (report.byFault['frozen']?.recoveredMsMax ?? takenOverMs) < takenOverMs,
    'what a frozen node held is taken over within ten seconds',
  );
});
