// Every check finds the bug that it is there for, and shares no code with what it checks.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Watch } from './watch.ts';
import * as tampers from '../tampers.testsuite.ts';
import type { Tamper } from '../shared-store.ts';
import { runWorld } from '../world.ts';

const planted: readonly (readonly [check: string, what: string, tamper: Tamper])[] = [
  ['the audit chain is unbroken', 'an entry that was altered after it was sealed', tampers.altersEntry],
  ['units are conserved', 'a lost update of a balance', tampers.losesUpdate],
  ['nothing is oversold', 'a reservation that is not given back', tampers.keepsReservation],
  ['no order is lost', 'an order that was taken and not kept', tampers.losesOrder],
  ['every wait has a clock and an owner', 'a case that nothing wakes', tampers.losesAlarm],
  ['no effect twice', 'a delivery that is made twice', tampers.sendsTwice],
  ['answers stay', 'a repetition that is answered otherwise', tampers.forgetsAnswer],
  ['nothing is forgotten', 'a reservation that never lapses', tampers.losesExpiry],
];

for (const [check, what, tamper] of planted) {
  test(`${check}: finds ${what}`, async () => {
    const found = new Set<string>();
    for (let seed = 1; seed <= 12 && !found.has(check); seed += 1)
      for (const violation of (await runWorld({ seed, size: 'short', tamper })).violations) found.add(violation.check);
    assert.ok(found.has(check), `found by ${[...found].join(', ') || 'no check'}`);
  });
}

test('each check has a bug planted for it', () => {
  const none = new Map<string, never>();
  const view = { balances: none, details: none, parts: none, supplies: none, orders: none, orderNames: none };
  const watch = new Watch({
    view: { ...view, reservations: none, deadlines: none, definitions: none },
    subscribers: () => [],
    everyTurns: 1,
  });
  assert.deepEqual(planted.map(([check]) => check).toSorted(), [...watch.names].toSorted());
});

test('the checks import nothing of the code that they check', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const files = globSync('*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'));
  const foreign = files.flatMap((file) =>
    [...readFileSync(`${folder}${file}`, 'utf8').matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((specifier) => !/^\.\/[\w-]+\.ts$/.test(specifier) && specifier !== 'node:crypto')
      .map((specifier) => `${file} imports ${specifier}`),
  );
  assert.ok(files.length > 8, 'the checks were found');
  assert.deepEqual(foreign, []);
});
