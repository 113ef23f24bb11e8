// The five rules of the plan, one case a line. Site S1 is preferred to S2; today is 10 March.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '#processes/message.ts';
import type { OrderDocument } from '#orders/model.ts';
import { event, expected, item, kit, place, site } from '#runtime/commands.testsuite.ts';
import { Spec, done } from '#runtime/spec.ts';

type Lines = Parameters<typeof place>[1];
const stock = (code: string, at: string, quantity: number): Command => event('received', code, at, quantity);
const soon = '2026-03-15';
const later = '2026-03-20';
const backorder: Partial<OrderDocument> = { allowBackorder: true };

const cases: readonly (readonly [
  what: string,
  given: readonly Command[],
  lines: Lines,
  more: Partial<OrderDocument>,
  promised: string,
])[] = [
  [
    '1: one site that has everything, though a better one has some',
    [stock('A', 'S1', 5), stock('A', 'S2', 5), stock('B', 'S2', 5)],
    [
      ['A', 2],
      ['B', 2],
    ],
    {},
    '1: 2@S2 03-10; 2: 2@S2 03-10',
  ],
  [
    '1: the better one of two that have everything',
    [stock('A', 'S1', 2), stock('A', 'S2', 9)],
    [['A', 2]],
    {},
    '1: 2@S1 03-10',
  ],
  [
    '2: line by line, whole from the best site that can',
    [stock('A', 'S1', 2), stock('A', 'S2', 3), stock('B', 'S1', 3)],
    [
      ['A', 3],
      ['B', 3],
    ],
    {},
    '1: 3@S2 03-10; 2: 3@S1 03-10',
  ],
  [
    '3: what each site has, in order',
    [stock('A', 'S1', 2), stock('A', 'S2', 3)],
    [['A', 4]],
    {},
    '1: 2@S1 03-10 2@S2 03-10',
  ],
  [
    '3: two lines never count a unit twice',
    [stock('A', 'S1', 3)],
    [
      ['A', 2],
      ['A', 2],
    ],
    backorder,
    '1: 2@S1 03-10; 2: 1@S1 03-10 open 1',
  ],
  [
    '4: expected supplies, earliest first, for a backorder',
    [stock('A', 'S1', 1), expected('p', 'A', 'S1', 1, later), expected('q', 'A', 'S2', 1, soon)],
    [['A', 3]],
    backorder,
    '1: 1@S1 03-10 1@S2 03-15 1@S1 03-20',
  ],
  [
    '4: supplies until the wanted day without a backorder',
    [expected('p', 'A', 'S1', 2, soon)],
    [['A', 2]],
    { requestedFor: '2026-03-16' },
    '1: 2@S1 03-16',
  ],
  [
    '4: a shortage is covered first',
    [stock('A', 'S1', 2), place('0', [['A', 2]]), event('issued', 'A', 'S1', 2), expected('p', 'A', 'S1', 3, soon)],
    [['A', 3]],
    backorder,
    '1: 1@S1 03-15 open 2',
  ],
  [
    '4: a promise whose supply was withdrawn is owed first',
    [
      expected('p', 'A', 'S1', 2, soon),
      place('0', [['A', 2]], backorder),
      expected('p', 'A', 'S1', 0, soon),
      expected('q', 'A', 'S1', 3, later),
    ],
    [['A', 3]],
    backorder,
    '1: 1@S1 03-20 open 2',
  ],
  [
    '4: a kit takes stock of one component and a supply of the other',
    [stock('A', 'S1', 2), expected('p', 'B', 'S1', 4, soon)],
    [['K', 2]],
    backorder,
    '1: 2@S1 03-15',
  ],
  [
    '4: a kit waits for its last component',
    [expected('p', 'A', 'S1', 2, soon), expected('q', 'B', 'S1', 4, later)],
    [['K', 2]],
    backorder,
    '1: 2@S1 03-20',
  ],
  [
    '4: a line takes two supplies by the day of the later one',
    [stock('B', 'S1', 9), expected('p', 'A', 'S1', 1, soon), expected('q', 'A', 'S1', 1, later)],
    [['K', 2]],
    backorder,
    '1: 1@S1 03-15 1@S1 03-20',
  ],
  ['5: the rest is a backorder', [], [['A', 2]], backorder, '1: open 2'],
  ['a kit is filled whole at one site', [stock('A', 'S1', 1), stock('B', 'S2', 2)], [['K', 1]], backorder, '1: open 1'],
  [
    'kits and their component share stock',
    [stock('A', 'S1', 3), stock('B', 'S1', 9)],
    [
      ['K', 2],
      ['A', 2],
    ],
    backorder,
    '1: 2@S1 03-10; 2: 1@S1 03-10 open 1',
  ],
  [
    'only the site that is named',
    [stock('A', 'S1', 9), stock('A', 'S2', 1)],
    [['A', 2]],
    { ...backorder, site: 'S2' },
    '1: 1@S2 03-10 open 1',
  ],
  [
    'goods on hand for a later day are promised for that day',
    [stock('A', 'S1', 9)],
    [['A', 2]],
    { requestedFor: soon },
    '1: 2@S1 03-15',
  ],
  [
    'a lot that does not last until the wanted day is left',
    [
      event('received', 'L', 'S1', 2, { lot: 'x', expiresOn: soon }),
      event('received', 'L', 'S1', 2, { lot: 'y', expiresOn: later }),
    ],
    [['L', 3]],
    { ...backorder, requestedFor: soon },
    '1: 2@S1 03-15 open 1',
  ],
];
for (const [what, given, lines, more, promised] of cases) {
  test(`rule ${what}`, async () => {
    const spec = new Spec();
    await spec.given(
      site('S1', { rank: 1 }),
      site('S2', { rank: 2 }),
      item('A'),
      item('B'),
      item('L', { lots: true }),
      kit('K', { A: 1, B: 2 }),
      ...given,
    );
    const view = done(await spec.when(place('1', lines, more))) as unknown as {
      lines: readonly {
        line: number;
        backordered: number;
        sites: readonly { site: string; quantity: number; promisedFor: string }[];
      }[];
    };
    const texts = view.lines.map(({ line, backordered, sites }) => {
      const portions = sites.map((portion) => `${portion.quantity}@${portion.site} ${portion.promisedFor.slice(5)}`);
      return `${line}: ${[...portions, ...(backordered > 0 ? [`open ${backordered}`] : [])].join(' ')}`;
    });
    assert.equal(texts.join('; '), promised);
  });
}

test('goods go to promises on supplies that brought less, oldest promise first, when any turn sellable', async () => {
  const spec = new Spec();
  await spec.given(
    site('S1'),
    site('S2'),
    item('A'),
    expected('p', 'A', 'S1', 4, soon),
    place('2', [['A', 2]], { ...backorder, site: 'S1' }),
    place('1', [['A', 2]], { ...backorder, site: 'S1' }),
  );
  await spec.given(
    expected('p', 'A', 'S1', 1, soon),
    stock('A', 'S2', 3),
    event('moved', 'A', 'S2', 3, { toSite: 'S1' }),
  );
  const waiting = [...spec.store.tables.parts.values()].map(({ holder, inbound }) => [holder, inbound]);
  assert.deepEqual(
    waiting.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
    [
      ['ord_1', 0],
      ['ord_2', 1],
    ],
  );
});
