// Real processes die here, so what happens in between is not the same twice; the seed gives the same choices again:
// npm run crash -- --seed N.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { faultNamed, faults } from './faults.ts';
import { run } from './run.ts';
import type { Report, RunOptions } from './run.ts';

/** The callers of a node whose lines went silent wait for half a minute: `npm run crash -- --fault swallowed`. */
const tooLong = ['swallowed'];

test(
  'of 20 kills of nodes and of the database nothing is lost and nothing done twice',
  { timeout: 300_000 },
  async (t) => {
    const report = await check(t, { nodes: 3, kills: 20 });
    assert.ok(report.kills >= 20 && report.acknowledged > 0 && report.delivered > 0);
    assert.ok(report.takenOver > 0, 'others took over while the killed one was away');
  },
);

/** In a world of their own: libfaketime also moves the timers of the server, by which it ends sessions that stand still. */
const clocksOfDatabase = [faultNamed('clock-of-database'), faultNamed('clock-of-database-back')];
const [clockOfDatabase] = clocksOfDatabase;

test('whatever else fails, nothing is lost and nothing done twice', { timeout: 300_000 }, async (t) => {
  const others = faults.filter(
    (fault) => !fault.kills && !tooLong.includes(fault.name) && !clocksOfDatabase.includes(fault),
  );
  const able = others.filter((fault) => fault.unable?.() === undefined);
  for (const { name, unable } of others) {
    const reason = unable?.();
    if (reason !== undefined) t.diagnostic(`not done: ${name}, because ${reason}`);
  }
  const report = await check(t, { kills: able.length, faults: able });
  assert.equal(report.faults, able.length);
});

test(
  'the clock of the database jumps ahead and back, and nothing is lost and nothing done twice',
  { timeout: 300_000, skip: clockOfDatabase?.unable?.() },
  async (t) => {
    await check(t, { kills: clocksOfDatabase.length, faults: clocksOfDatabase });
  },
);

async function check(t: TestContext, options: Partial<RunOptions> & Pick<RunOptions, 'kills'>): Promise<Report> {
  const seed = Date.now() % 1_000_000;
  const report = await run({ nodes: 2, postgres: 'embedded', seed, ...options });
  t.diagnostic(`seed ${seed}: ${JSON.stringify({ ...report, violations: report.violations.length })}`);
  assert.deepEqual(report.violations, []);
  return report;
}
