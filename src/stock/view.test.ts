import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyBalance } from './model.ts';
import { oldest, viewSource, viewStock } from './view.ts';

const at = (text: string): number => Date.parse(text);

test('stock is told in units; what is short is not available', () => {
  const balance = {
    ...emptyBalance('CABLE', 'HAM'),
    onHand: 12_500,
    sellable: 10_000,
    reserved: 11_000,
    short: 1_000,
    inbound: 500,
  };
  const details = [
    { lot: '', status: 'available', quantity: 10_000, unexplained: 0, expiresOn: null },
    { lot: 'L1', status: 'damaged', quantity: 2_500, unexplained: 0, expiresOn: '2030-01-01' },
  ] as const;
  const view = viewStock({ balance, unit: 'm', scale: 3, details }, []);
  assert.deepEqual([view.onHand, view.reserved, view.available, view.short, view.inbound], [12.5, 11, 0, 1, 0.5]);
  assert.deepEqual(
    view.details.map(({ lot, quantity }) => [lot, quantity]),
    [
      [null, 10],
      ['L1', 2.5],
    ],
  );
});

test('the age of a source is a bound: rounded up, and judged by what the site allows', () => {
  const heard = { source: '/wms', asOf: at('2026-01-05T08:00:00Z'), heardAt: at('2026-01-05T08:00:30Z') };
  const now = at('2026-01-05T08:10:00.001Z');
  const view = viewSource(heard, now, [
    { source: '/erp', staleAfterSeconds: 1 },
    { source: '/wms', staleAfterSeconds: 600 },
  ]);
  assert.deepEqual(view, {
    source: '/wms',
    asOf: '2026-01-05T08:00:00.000Z',
    heardAt: '2026-01-05T08:00:30.000Z',
    staleSeconds: 601,
    staleAfterSeconds: 600,
    stale: true,
  });
  assert.equal(viewSource(heard, now, [{ source: '/wms', staleAfterSeconds: 601 }]).stale, false);
  for (const limits of [[], [{ source: '/wms' }]])
    assert.deepEqual(
      [viewSource(heard, now, limits).staleAfterSeconds, viewSource(heard, now, limits).stale],
      [null, false],
    );
  assert.equal(viewSource({ ...heard, asOf: now + 5_000 }, now, []).staleSeconds, 0, 'a clock that runs ahead');
});

test('an answer is as old as its oldest source', () => {
  assert.equal(oldest([]), null);
  const sources = [
    { asOf: 'b', staleSeconds: 5 },
    { asOf: 'a', staleSeconds: 50 },
    { asOf: 'c', staleSeconds: 2 },
  ];
  assert.deepEqual(oldest(sources), { asOf: 'a', staleSeconds: 50 });
});
