// Orders at the limits: what they load in one pass, and that their size costs no more than it must.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, event, item, kit, place, site } from './commands.testsuite.ts';
import { done, Spec } from './spec.ts';

const codes = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `I${String(index).padStart(4, '0')}`);

test('an order whose first line is out at the preferred site is filled elsewhere, however many lines it has', async () => {
  const spec = new Spec();
  const items = codes(300);
  await spec.given(site('S1', { rank: 1 }), site('S2', { rank: 2 }), ...items.map((code) => item(code)));
  await spec.given(...items.slice(1).map((code) => event('received', code, 'S1', 1)));
  await spec.given(...items.map((code) => event('received', code, 'S2', 1)));
  let opened = 0;
  const open = spec.store.open.bind(spec.store);
  spec.store.open = (request) => {
    opened += 1;
    return open(request);
  };

  const order = done(
    await spec.when(
      place(
        '1',
        items.map((code) => [code, 1]),
      ),
    ),
  );

  assert.equal(order['status'], 'promised');
  assert.deepEqual(spec.bugs, []);
  assert.equal(opened, 2, 'one pass finds everything that is missing');
});

test('an order of 1,000 lines of kits with ten components is placed and changed without quadratic work', async () => {
  const spec = new Spec();
  const parts = codes(10);
  await spec.given(site('S1'), ...parts.map((code) => item(code)));
  await spec.given(...parts.map((code) => event('received', code, 'S1', 1_000_000)));
  await spec.given(kit('K', Object.fromEntries(parts.map((code) => [code, 1]))));

  done(
    await spec.when(
      place(
        '1',
        Array.from({ length: 1_000 }, () => ['K', 1]),
      ),
    ),
  );
  done(
    await spec.when(
      change(
        '1',
        Array.from({ length: 1_000 }, (_, index) => [index + 1, 'K', 2]),
      ),
    ),
  );

  assert.equal(spec.store.tables.balances.get('I0003\tS1')?.reserved, 2_000);
  assert.equal([...spec.store.tables.parts.values()].filter(({ state }) => state === 'pending').length, 10_000);
});
