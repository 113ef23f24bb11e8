import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '#processes/decide.ts';
import type { Command, ItemDocument } from '#processes/message.ts';
import type { RejectionCode } from '#kernel/rejections.ts';
import { item, kit, partner, place, site } from '#runtime/commands.testsuite.ts';
import { Spec, done, refused } from '#runtime/spec.ts';

const bad: readonly (readonly [
  document: Partial<ItemDocument> & { readonly code: string },
  code: RejectionCode,
  pointer: string,
])[] = [
  [{ code: 'N', components: [{ item: 'X', quantity: 1 }] }, 'component_unknown', '/components/0/item'],
  [
    {
      code: 'N',
      components: [
        { item: 'A', quantity: 1 },
        { item: 'K', quantity: 0 },
      ],
    },
    'component_is_kit',
    '/components/1/item',
  ],
  [{ code: 'A', components: [{ item: 'A', quantity: 1 }] }, 'component_is_kit', '/components/0/item'],
  [{ code: 'N', components: [{ item: 'A', quantity: '0.5' }] }, 'quantity_too_precise', '/components/0/quantity'],
  [{ code: 'N', components: [{ item: 'A', quantity: 0 }] }, 'quantity_not_positive', '/components/0/quantity'],
  [{ code: 'M', scale: 2, components: [{ item: 'A', quantity: 1 }] }, 'scale_fixed', '/scale'],
  [{ code: 'M', unit: 'box', lots: true, components: [{ item: 'A', quantity: 1 }] }, 'unit_fixed', '/unit'],
  [{ code: 'M', lots: true, components: [{ item: 'A', quantity: 1 }] }, 'lots_fixed', '/lots'],
  [{ code: 'L' }, 'lots_fixed', '/lots'],
  [{ code: 'M', components: [{ item: 'A', quantity: 1 }] }, 'kit_fixed', '/components'],
  [{ code: 'K' }, 'kit_fixed', '/components'],
  [{ code: 'N', scale: 2, components: [{ item: 'A', quantity: 1 }] }, 'kit_not_whole', '/scale'],
];
for (const [{ code, ...document }, rejection, pointer] of bad) {
  test(`an item is refused: ${code} ${JSON.stringify(document)} → ${rejection}`, async () => {
    const spec = new Spec();
    await spec.given(item('A'), item('M', { scale: 3 }), item('L', { lots: true }), kit('K', { A: 1 }));
    const before = structuredClone(spec.store.tables.items);
    assert.equal(refused(await spec.when(item(code, document)), rejection).pointer, pointer);
    assert.deepEqual(spec.store.tables.items, before);
  });
}

test('how an item is kept is said where it cannot be changed', async () => {
  const spec = new Spec();
  await spec.given(item('A'), item('L', { lots: true }), kit('K', { A: 1 }));
  for (const [command, detail] of [
    [item('A', { lots: true }), 'A is not kept in lots.'],
    [item('L'), 'L is kept in lots.'],
    [item('K'), 'K is a kit.'],
    [item('A', { components: [{ item: 'L', quantity: 1 }] }), 'A is a stocked item.'],
  ] as const) {
    const answer = await spec.when(command);
    assert.equal(answer.status === 'refused' && answer.rejection.detail, detail);
  }
});

test('an item keeps its scale when it is put again without one, and components listed twice count together', async () => {
  const spec = new Spec();
  await spec.given(
    item('M', { scale: 3 }),
    item('M', { name: 'Cable', attributes: { colour: 'red' }, gtin: '4006381333931' }),
  );
  assert.deepEqual([spec.store.tables.items.get('M')?.scale, spec.store.tables.items.get('M')?.name], [3, 'Cable']);
  await spec.given(
    item('K', {
      components: [
        { item: 'M', quantity: '0.5' },
        { item: 'M', quantity: 1 },
      ],
    }),
  );
  assert.deepEqual(spec.store.tables.items.get('K')?.components, [{ item: 'M', quantity: 1500 }]);
});

test('a site needs a time zone that exists', async () => {
  const spec = new Spec();
  refused(await spec.when(site('S1', { zone: 'Europe/Nowhere' })), 'zone_unknown');
  done(await spec.when(site('S1', { zone: 'Europe/Berlin', rank: 1 })));
});

test('a partner is put with its roles', async () => {
  const spec = new Spec();
  const ids = [{ scheme: 'gln', id: '4006381000009' }];
  await spec.given(partner('C1'), {
    type: 'partner.put',
    party: 'pty_1',
    partner: { code: 'C2', name: 'Two', roles: ['supplier'], company: 'C', active: false, ids },
  });
  assert.deepEqual(spec.store.tables.partners.get('C2'), {
    code: 'C2',
    name: 'Two',
    roles: ['supplier'],
    company: 'C',
    active: false,
    ids,
    party: 'pty_1',
  });
  assert.equal(spec.store.catalog.partner('C1')?.party, null);
});

test('messages of one turn see the master data that earlier ones of it changed', async () => {
  const spec = new Spec();
  await spec.given(site('S1', { rank: 2 }));
  const replies = await spec.decide(
    ...[
      site('S2', { rank: 1 }),
      site('S3', { active: false }),
      item('A'),
      kit('K', { A: 1 }),
      item('A', { active: false }),
    ].map((command) => spec.message(command)),
  );
  assert.deepEqual(
    replies.map(({ answer }) => answer.status),
    Array.from({ length: 5 }, () => 'done'),
  );
  assert.deepEqual(
    spec.store.catalog.sitesByRank().map(({ code }) => code),
    ['S2', 'S1'],
  );
  refused(await spec.when(place('1', [['A', 1]])), 'item_inactive');
});

test('what others changed since it was read is not overwritten', async () => {
  const spec = new Spec();
  const renamed = {
    type: 'partner.put',
    party: null,
    partner: { code: 'C', name: 'Mine', roles: ['customer'] },
  } as const;
  await spec.given(item('A'), site('HAM'), partner('C'));
  const { items, sites, partners } = spec.store.tables;
  for (const [put, seen] of [
    [item('A', { name: 'Mine' }), items.get('A')],
    [site('HAM', { name: 'Mine' }), sites.get('HAM')],
    [renamed, partners.get('C')],
  ] as const) {
    // The document fits the command it is expected of: they are of one row above.
    const expecting = (expected: unknown): Command => ({ ...put, expected }) as Command;
    refused(await spec.when(expecting(null)), 'document_changed');
    done(await spec.when(expecting(structuredClone(seen))));
    refused(await spec.when(expecting(seen)), 'document_changed');
  }
  const first = { ...item('B'), expected: null } as Command;
  done(await spec.when(first));
  refused(await spec.when(first), 'document_changed');
});

test('what was changed since it was read is not overwritten', async () => {
  const spec = new Spec();
  const put = (document: Command, expected: object | null): Promise<Answer> =>
    spec.when({ ...document, expected } as Command);
  for (const [document, table] of [
    [item('A'), 'items'],
    [site('S1', { sources: [{ source: 'wms' }] }), 'sites'],
    [partner('A'), 'partners'],
  ] as const) {
    refused(await put(document, {}), 'document_changed');
    done(await put(document, null));
    refused(await put(document, null), 'document_changed');
    done(await put(document, [...spec.store.tables[table].values()][0] ?? null));
  }
});

test('attributes that policies read have to be what they take; others are free', async () => {
  const spec = new Spec();
  const put = (attributes: Readonly<Record<string, string>>): Command => ({
    type: 'partner.put',
    party: null,
    partner: { code: 'C1', name: 'C1', roles: ['customer'], attributes },
  });
  const wrong = [
    ['class', 'D'],
    ['class', 'a'],
    ['creditLimit', '-5'],
    ['creditLimit', '5,000'],
    ['creditCurrency', 'euro'],
    ['blocked', 'yes'],
  ] as const;
  for (const [name, value] of wrong) {
    const { pointer } = refused(await spec.when(put({ [name]: value })), 'attribute_invalid');
    assert.equal(pointer, `/attributes/${name}`);
  }
  assert.equal(spec.store.tables.partners.size, 0);
  await spec.given(
    put({ class: 'A', creditLimit: '5000.50', creditCurrency: 'EUR', blocked: 'false', region: 'north, mostly' }),
  );
  assert.equal(spec.store.tables.partners.get('C1')?.attributes?.['region'], 'north, mostly');
});
