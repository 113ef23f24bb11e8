// Every check finds the bug that it is there for, and shares no code with what it checks.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Watch } from './watch.ts';
import * as tampers from '../tampers.testsuite.ts';
import type { Tamper } from '../shared-store.ts';
import { runWorld } from '../world.ts';

/** With a seed in which it soon makes a difference. */
const planted: readonly (readonly [check: string, what: string, tamper: Tamper, seed: number])[] = [
  ['the audit chain is unbroken', 'an entry that was altered after it was sealed', tampers.altersEntry, 1],
  ['units are conserved', 'a lost update of a balance', tampers.losesUpdate, 1],
  ['nothing is oversold', 'a reservation that is not given back', tampers.keepsReservation, 5],
  ['no order is lost', 'an order that was taken and not kept', tampers.losesOrder, 1],
  ['every wait has a clock and an owner', 'a case that nothing wakes', tampers.losesAlarm, 1],
  ['no effect twice', 'a delivery that is made twice', tampers.sendsTwice, 1],
  ['answers stay', 'a repetition that is answered otherwise', tampers.forgetsAnswer, 4],
  ['lists show what the journal tells', 'a reservation that is void and listed as open', tampers.listsVoided, 3],
  ['nothing is forgotten', 'a reservation that never lapses', tampers.losesExpiry, 1],
];

for (const [check, what, tamper, seed] of planted) {
  test(`${check}: finds ${what}`, async () => {
    const { violations } = await runWorld({ seed, size: 'short', tamper });
    const found = violations.map((violation) => violation.check);
    assert.ok(found.includes(check), `found by ${found.join(', ') || 'no check'}`);
  });
}

test('each check has a bug planted for it', () => {
  const none = new Map<string, never>();
  const view = { balances: none, details: none, parts: none, supplies: none, orders: none, orderNames: none };
  const watch = new Watch({
    view: { ...view, reservations: none, deadlines: none, definitions: none, status: () => '' },
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
