// Every check finds the bug that it is there for, and shares no code with what it checks.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Watch } from './watch.ts';
import * as tampers from '../tampers.testsuite.ts';
import type { Tamper } from '../shared-store.ts';
import { runWorld } from '../world.ts';

/** With a seed in which it soon makes a difference, and what the check says where it has found other bugs before. */
const planted: readonly (readonly [check: string, what: string, tamper: Tamper, seed: number, says?: RegExp])[] = [
  ['the audit chain is unbroken', 'an entry that was altered after it was sealed', tampers.altersEntry, 1],
  ['units are conserved', 'a lost update of a balance', tampers.losesUpdate, 1],
  ['nothing is oversold', 'a reservation that is not given back', tampers.keepsReservation, 5],
  ['no order is lost', 'an order that was taken and not kept', tampers.losesOrder, 1],
  ['every wait has a clock and an owner', 'a case that nothing wakes', tampers.losesAlarm, 1],
  ['no effect twice', 'a delivery that is made twice', tampers.sendsTwice, 1],
  ['no effect twice', 'a transport asked for twice', tampers.asksTwice('transport.requested'), 1, /transport.* asked/],
  ['no effect twice', 'a transfer asked for twice', tampers.asksTwice('transfer.requested'), 22, /transfer.* asked/],
  ['no effect twice', 'a transfer called off twice', tampers.asksTwice('transfer.cancel_requested'), 22, /called off/],
  ['no effect twice', 'books that are asked twice to try again', tampers.retriesTwice, 2, /asked twice/],
  ['no effect twice', 'an issue asked for twice', tampers.asksTwice('issue.requested'), 1, /issue.* asked/],
  ['no effect twice', 'an invoice asked for twice', tampers.asksTwice('invoice.requested'), 1, /invoice.* asked/],
  ['goods are booked as reported', 'a receipt that is booked as less', tampers.booksLess('received'), 1],
  ['goods are booked as reported', 'a move of less', tampers.booksLess('moved'), 1],
  ['goods are booked as reported', 'a count that is kept as another', tampers.booksLess('counted'), 1, /counted/],
  ['goods are booked as reported', 'a shipment that is booked as less', tampers.shipsLess, 1, /shipment/],
  ['what is promised was asked for', 'an order that is taken as less', tampers.takesLess, 1],
  ['what is promised was asked for', 'a reservation of less', tampers.reservesLess, 1],
  ['what is promised was asked for', 'a reservation that holds nothing', tampers.holdsNothing, 1, /the parts of/],
  ['booked is what left', 'a bill of another amount', tampers.billsMore, 1, /lines come to/],
  [
    'lists show what the journal tells',
    'goods that are delivered, listed as sent',
    tampers.listsUndelivered,
    1,
    /listed as/,
  ],
  ['lists show what the journal tells', 'an exception that nobody is shown', tampers.losesException, 1, /exceptions/],
  ['answers stay', 'a repetition that is answered otherwise', tampers.forgetsAnswer, 4],
  ['lists show what the journal tells', 'a reservation that is void and listed as open', tampers.listsVoided, 3],
  ['nothing is forgotten', 'a reservation that never lapses', tampers.losesExpiry, 1],
];

for (const [check, what, tamper, seed, says = /./] of planted) {
  test(`${check}: finds ${what}`, async () => {
    const { violations } = await runWorld({ seed, size: 'short', tamper });
    const found = violations.map((violation) => `${violation.check}: ${violation.what}`);
    assert.ok(
      violations.some((violation) => violation.check === check && says.test(violation.what)),
      found.join('; ') || 'nothing was found',
    );
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
  assert.deepEqual(new Set(planted.map(([check]) => check)), new Set(watch.names));
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
