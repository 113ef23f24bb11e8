// Which connections hear of an entry, by the table in examples/routing and by tables made here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Catalog, DefinitionVersion, Subscriber } from '#catalog/model.ts';
import type { Order } from '#orders/model.ts';
import { decide } from '#policies/decide.ts';
import { readPolicy } from '#policies/read-policy.ts';
import { policyText, text } from '#policies/testing/policy-text.ts';
import { readAskedPolicy } from './asked-policies.ts';
import { emptyState } from './draft.ts';
import type { TurnState } from './draft.ts';
import type { Entry } from './entry.ts';
import { factsOf, routesOf, targetOf } from './routing.ts';

const example = readFileSync(new URL('../../examples/routing/routing/v2.json', import.meta.url), 'utf8');

function version(content: string, number = 2, active = true): DefinitionVersion {
  return { kind: 'policy', name: 'routing', version: number, hash: '', owner: '', active, content };
}

const companies: Readonly<Record<string, string>> = { HAM: 'NORTH', MUC: 'SOUTH', ULM: 'SOUTH' };

function catalog(
  routing: DefinitionVersion | undefined,
  subscribers: Readonly<Record<string, Subscriber[]>> = {},
): Catalog {
  return {
    knows: () => true,
    item: () => undefined,
    site: (code) => {
      const company = companies[code];
      return company === undefined
        ? undefined
        : { code, name: code, company, zone: 'Europe/Berlin', rank: 1, active: true };
    },
    partner: () => undefined,
    sitesByRank: () => [],
    keyIsLive: () => true,
    subscribers: (type) => subscribers[type] ?? [],
    definition: () => undefined,
    activeDefinition: (kind, name) => (kind === 'policy' && name === 'routing' ? routing : undefined),
  };
}

function entry(type: string, objects: Entry['objects'] = [], data: Entry['data'] = {}): Entry {
  const head = { subject: 's', occurredAt: 0, actor: 'a', correlationId: 'c', causationId: 'm' };
  return { ...head, type: `crossdock.${type}.v1`, objects, data };
}

function at(...sites: readonly string[]): Entry['objects'] {
  return sites.map((id) => ({ type: 'site', id, qualifier: 'at' }));
}

function names(entries: readonly Entry[], of: Catalog, state: TurnState = emptyState()): string[] {
  return routesOf(entries, state, of).map(
    ({ entry: index, connection, operation }) => `${index} ${connection}${operation === null ? '' : ` ${operation}`}`,
  );
}

test('an event goes where each of its sites, and each of its rules, sends it, once', () => {
  const of = catalog(version(example));
  const release = (sites: readonly string[], expedite = false): Entry =>
    entry('release.requested', at(...sites), { expedite });
  assert.deepEqual(names([release(['HAM'])], of), ['0 wms-north order-to-ship']);
  assert.deepEqual(names([release(['MUC', 'ULM', 'HAM'])], of), [
    '0 wms-south order-to-ship',
    '0 wms-north order-to-ship',
  ]);
  assert.deepEqual(names([release([], true), release(['none'])], of), ['0 desk']);
  assert.deepEqual(names([entry('order.promised', at('HAM'))], of), [], 'no channel, no marketplace');
});

test('channel, customer and priority are those of the order, as far as the event or the turn knows it', () => {
  const order = { type: 'order', id: 'ord_1', qualifier: 'x' } as const;
  const customer = { type: 'partner', id: 'C9', qualifier: 'customer' } as const;
  const state = emptyState();
  const of = catalog(undefined);
  const refused = entry('order.refused', [order, customer], { channel: 'edi' });
  assert.deepEqual(factsOf(refused, state, of), [
    {
      type: 'crossdock.order.refused.v1',
      channel: 'edi',
      customer: 'C9',
      priority: -1,
      expedite: false,
      site: '',
      company: '',
    },
  ]);
  const known = { channel: 'shop', customer: null, priority: 7 } as Order; // The rest is not looked at.
  state.orders.set('ord_1', known);
  const [facts] = factsOf(entry('order.promised', [order, ...at('HAM')]), state, of);
  assert.deepEqual(
    [facts?.channel, facts?.customer, facts?.priority, facts?.site, facts?.company],
    ['shop', '', 7, 'HAM', 'NORTH'],
  );
});

test('who subscribes hears of it first, and is not told again by a rule', () => {
  const type = 'crossdock.release.requested.v1';
  const subscribers = {
    [type]: [
      { connection: 'audit', operation: null },
      { connection: 'wms-north', operation: 'order-to-ship' },
      { connection: 'desk', operation: 'call' },
    ],
  };
  const urgent = entry('release.requested', at('HAM'), { expedite: true });
  assert.deepEqual(names([urgent], catalog(version(example), subscribers)), [
    '0 audit',
    '0 wms-north order-to-ship',
    '0 desk call',
    '0 desk',
  ]);
  assert.deepEqual(names([urgent], catalog(undefined, subscribers)).length, 3);
});

test('who subscribes to answers and has agreed on them hears of each once', () => {
  const received = (connection: string): Entry =>
    entry('edi.received', [], { to: { connection, operation: 'acknowledge' } });
  const subscribers = { 'crossdock.edi.received.v1': [{ connection: 'shop', operation: 'acknowledge' }] };
  assert.deepEqual(names([received('shop'), received('mill')], catalog(undefined, subscribers)), [
    '0 shop acknowledge',
    '1 shop acknowledge',
    '1 mill acknowledge',
  ]);
});

const cells = { connection: text, operation: text };
const all = { connection: '"nobody"', operation: '"the event"' };
const table = (...rules: Readonly<Record<string, string>>[]): string =>
  policyText({
    hit: 'collect',
    inputs: { type: text, site: text, company: text },
    outputs: cells,
    rules: [all, ...rules],
  }).replace('"name": "made"', '"name": "routing"');
const to = (connection: string): Readonly<Record<string, string>> => ({
  connection: `"${connection}"`,
  operation: '"the event"',
});

test('a table put in force within a turn holds for the entries after it, as it would from turn to turn', () => {
  const one = version(table(to('one')), 1);
  const two = version(table({ company: '"NEW"', ...to('two') }), 2);
  const put = (number: number, active: boolean): Entry => ({
    ...entry('definition.put', [], { kind: 'policy', name: 'routing', version: number, active }),
    subject: `policy/routing/${number}`,
  });
  const site = { ...entry('site.defined', at('ULM'), { company: 'NEW' }), subject: 'ULM' };
  const state = emptyState();
  state.definitions.set('policy/routing/1', { ...one, active: false }).set('policy/routing/2', two);
  const entries = [
    entry('a', at('ULM')),
    put(3, false),
    put(2, true),
    entry('b', at('ULM')),
    site,
    entry('c', at('ULM')),
  ];
  assert.deepEqual(names(entries, catalog(one), state), ['0 one', '1 one', '2 one', '4 two', '5 two']);
  assert.deepEqual(names([put(1, false), entry('a')], catalog(one), state), ['0 one']);
  const other = { ...put(1, false), data: { kind: 'policy', name: 'order-holds', version: 1, active: false } };
  assert.deepEqual(names([other, entry('a')], catalog(one), state), ['0 one', '1 one']);
});

test('what is kept by classes is what the table decides', () => {
  const read = readPolicy(example);
  assert.ok('policy' in read);
  const of = catalog(version(example));
  const types = ['release.requested', 'transport.requested', 'order.promised', 'shipment.shipped', 'other'];
  const event = fc.record({
    type: fc.constantFrom(...types),
    sites: fc.uniqueArray(fc.constantFrom('HAM', 'MUC', 'ULM', 'NIX'), { maxLength: 3 }),
    channel: fc.constantFrom('web', 'marketplace'),
    customer: fc.constantFrom('C1', 'C2'),
    expedite: fc.boolean(),
  });
  fc.assert(
    fc.property(event, ({ type, sites, channel, customer, expedite }) => {
      const partner = { type: 'partner', id: customer, qualifier: 'customer' } as const;
      const made = entry(type, [...at(...sites), partner], { channel, expedite });
      const wanted = factsOf(made, emptyState(), of).flatMap((facts) =>
        decide(read.policy, facts).outputs.flatMap((fixed) => targetOf({ fixed }) ?? []),
      );
      const expected = [
        ...new Set(wanted.map((one) => `0 ${one.connection}${one.operation === null ? '' : ` ${one.operation}`}`)),
      ];
      assert.deepEqual(names([made], of), expected);
    }),
  );
});

test('more combinations than are kept are worked out anew', () => {
  const some = (letter: string): string[] => Array.from({ length: 120 }, (_, index) => `${letter}${index}`);
  const cell = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
  const [sites, types] = [some('s'), some('c')];
  const inputs = { type: text, site: text, channel: text };
  const rules = [all, { site: cell(sites), channel: cell(types), ...to('one') }];
  const of = catalog(version(policyText({ hit: 'collect', inputs, outputs: cells, rules })));
  const sent = sites.flatMap((site) =>
    names(
      types.map((channel) => entry('a', at(site), { channel })),
      of,
    ),
  );
  assert.equal(sent.length, 120 * 120);
  assert.deepEqual(names([entry('a', at('s0'), { channel: 'c0' })], of), ['0 one']);
});

test('a table that means nothing, or says something twice, is refused where it does', () => {
  const problems = (document: string): string[] => {
    const read = readAskedPolicy(document);
    return 'problems' in read ? read.problems.map(({ pointer, message }) => `${pointer}: ${message}`) : [];
  };
  assert.deepEqual(problems(table(to('one'), { site: '"HAM"', ...to('two') })), []);
  const rules = '/nodes/1/content/rules';
  for (const [document, pointer, message] of [
    [
      table(to('one'), { site: '"HAM"', ...to('one') }),
      `${rules}/2`,
      /"r3" says nothing of its own.*"r2" says the same/,
    ],
    [table({ site: '"HAM"', ...to('one') }, to('one')), `${rules}/1`, /"r2" says nothing of its own/],
    [table(to('one'), to('one')), `${rules}/2`, /"r3" says nothing of its own/],
    [
      table({ site: '"HAM"', company: '"A"', ...to('one') }, { site: '"HAM"', company: '!= "A"', ...to('one') }),
      '',
      /^$/,
    ],
    [table({ connection: '""', operation: '"the event"' }), `${rules}/1`, /names no connection/],
    [table({ connection: '"one"', operation: '""' }), `${rules}/1`, /names no operation/],
    [table({ connection: '"nobody"', operation: '"call"' }), `${rules}/1`, /asks nobody for call/],
    [table().replaceAll('"collect"', '"first"'), '/policy/hit', /is "first"/],
    [table(to('one')).replaceAll('"company"', '"weather"'), '/policy/inputs/weather', /entries do not tell weather/],
  ] as const) {
    const [first = ': '] = problems(document);
    if (pointer === '') assert.equal(first, ': ');
    else {
      assert.ok(first.startsWith(`${pointer}: `), first);
      assert.match(first, message);
    }
  }
});
