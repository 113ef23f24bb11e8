import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import { done, refused, Spec } from '#runtime/spec.ts';
import type { Command } from './message.ts';

type Put = Extract<Command, { type: 'definition.put' }>;

const shipped = shippedDefinitions().filter((command) => command.type === 'definition.put');

function put(name: string, change: Partial<Put['definition']> = {}): Put {
  const found = shipped.find(({ definition }) => definition.name === name);
  assert(found !== undefined, `${name} is shipped`);
  return { ...found, definition: { ...found.definition, ...change } };
}

test('a process comes into force after the policies that it asks', async () => {
  const spec = new Spec();
  refused(await spec.when(put('order-fulfilment')), 'policy_not_active');
  await spec.given(put('order-fulfilment', { active: false }), ...shipped);
  const entries = spec.store.turns.length;
  await spec.given(put('order-fulfilment'));
  assert.equal(spec.store.tables.definitions.get('process/order-fulfilment/1')?.active, true);
  await spec.given(put('order-fulfilment', { active: false }));
  assert.equal(spec.store.tables.definitions.get('process/order-fulfilment/1')?.active, false, 'new orders go without');
  assert(spec.store.turns.length > entries);
});

test('a mapping is kept as it was read, and one that cannot be read is refused', async () => {
  const content = JSON.stringify({
    name: 'shop-orders',
    version: 1,
    owner: 'integration',
    description: 'Orders of the shop.',
    direction: 'in',
    zone: 'Europe/Berlin',
    expression: '{ "order": $ }',
    cases: [{ name: 'one', input: {}, output: {} }],
  });
  const definition = {
    kind: 'mapping',
    name: 'shop-orders',
    version: 1,
    active: true,
    content,
    hash: '',
    owner: '',
  } as const;
  const spec = new Spec();
  await spec.given({ type: 'definition.put', definition });
  assert.equal(spec.store.tables.definitions.get('mapping/shop-orders/1')?.owner, 'integration');
  refused(
    await spec.when({ type: 'definition.put', definition: { ...definition, version: 2, content: '{}' } }),
    'definition_invalid',
  );
});

test('a version that is laid out otherwise is the same; with another content it is refused', async () => {
  const spec = new Spec();
  await spec.given(put('order-holds'));
  const { content } = put('order-holds').definition;
  const flat = JSON.stringify(JSON.parse(content));
  done(await spec.when(put('order-holds', { content: flat })));
  assert.equal(
    spec.store.tables.definitions.get('policy/order-holds/1')?.content,
    content,
    'what was kept first stays',
  );
  refused(
    await spec.when(put('order-holds', { content: content.replaceAll('5000', '6000') })),
    'definition_version_fixed',
  );
});

test('a policy that orders ask is replaced by another version, never taken away', async () => {
  const spec = new Spec();
  await spec.given(put('order-holds'));
  refused(await spec.when(put('order-holds', { active: false })), 'policy_in_use');
  const content = put('order-holds').definition.content.replace(/"version": 1\b/, '"version": 2');
  await spec.given(put('order-holds', { version: 2, content }));
  const { definitions } = spec.store.tables;
  assert.deepEqual(
    [1, 2].map((version) => definitions.get(`policy/order-holds/${version}`)?.active),
    [false, true],
  );
  const free = content.replace('"order-holds"', '"gift-wrapping"');
  await spec.given(put('order-holds', { name: 'gift-wrapping', version: 2, content: free }));
  await spec.given(put('order-holds', { name: 'gift-wrapping', version: 2, content: free, active: false }));
  assert.equal(definitions.get('policy/gift-wrapping/2')?.active, false, 'nobody asks it');
});

test('every fault of a definition is named with its place in the text', async () => {
  const spec = new Spec();
  const { content } = put('order-fulfilment').definition;
  const broken = content
    .replace('"type": "checkHolds"', '"type": "chekHolds"')
    .replace('openHolds == 0', 'openHolds == later');
  const { detail, errors = [] } = refused(
    await spec.when(put('order-fulfilment', { content: broken })),
    'definition_invalid',
  );
  assert.match(detail, /^Line \d+: .*later.*\d+ more in errors\.$/);
  const effect = errors.find((error) => error.detail.includes('chekHolds'));
  assert.match(broken.split('\n')[(effect?.line ?? 0) - 1] ?? '', /chekHolds/);
  assert.match(effect?.pointer ?? '', /^\/content\/chart\//);
  const text = refused(await spec.when(put('order-fulfilment', { content: '{' })), 'definition_invalid');
  assert.equal(text.errors?.length, 1);
  refused(await spec.when(put('order-holds', { content: '{' })), 'definition_invalid');
  assert.doesNotMatch(text.detail, /more in errors/);
});

test('the name and version of a definition are those of its content', async () => {
  const spec = new Spec();
  refused(await spec.when(put('order-holds', { name: 'other-holds' })), 'definition_invalid');
  refused(await spec.when(put('order-holds', { version: 2 })), 'definition_invalid');
  refused(await spec.when(put('order-fulfilment', { name: 'returns' })), 'definition_invalid');
});

type Fields = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A policy of one rule that gives the same whatever it is told. */
function policy(name: string, inputs: Fields, outputs: Fields, answer: Readonly<Record<string, string>>): Put {
  const column = (name: string): object => {
    const field = inputs[name]?.['type'] === 'date' ? `date(${name})` : name;
    return { id: name, name, field, type: 'expression' };
  };
  const described = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).map(([field, of]) => [field, { ...of, description: field }]));
  const empty = Object.fromEntries(Object.keys(inputs).map((field) => [field, '']));
  const at = { position: { x: 0, y: 0 } };
  const content = {
    contentType: 'application/vnd.gorules.decision',
    policy: {
      name,
      version: 1,
      owner: 'operations',
      description: name,
      hit: 'first',
      inputs: described(inputs),
      outputs: described(outputs),
    },
    nodes: [
      { id: 'input', type: 'inputNode', name: 'Input', ...at },
      {
        id: 'table',
        type: 'decisionTableNode',
        name,
        ...at,
        content: {
          hitPolicy: 'first',
          inputs: Object.keys(inputs).map(column),
          outputs: Object.keys(outputs).map(column),
          rules: [{ _id: 'always', _description: 'Always the same.', ...empty, ...answer }],
        },
      },
      { id: 'output', type: 'outputNode', name: 'Output', ...at },
    ],
    edges: [
      { id: 'in', type: 'edge', sourceId: 'input', targetId: 'table' },
      { id: 'out', type: 'edge', sourceId: 'table', targetId: 'output' },
    ],
  };
  const definition = { hash: '', owner: '', active: true, kind: 'policy', name, version: 1 } as const;
  return { type: 'definition.put', definition: { ...definition, content: JSON.stringify(content, null, 2) } };
}

const hurried = { expedite: { type: 'boolean' } };
const ahead = { daysAhead: { type: 'number', min: 0, max: 30, whole: true } };
const timing = { ...ahead, release: { type: 'string', values: ['now', 'wait'] } };
const now = { daysAhead: '2', release: '"now"' };
const days = { daysUntilPromise: { type: 'number', whole: true } };
const score = { score: { type: 'number' }, maxShareOfArrival: { type: 'number', min: 0, max: 1 } };
const scored = { score: '1', maxShareOfArrival: '1' };
const rights = Object.fromEntries(
  ['mayUseProtectedStock', 'maySplit', 'maySubstitute', 'shipComplete'].map((right) => [right, { type: 'boolean' }]),
);
const nothing = Object.fromEntries(Object.keys(rights).map((right) => [right, 'false']));

/** Where in the policy, and what is said. */
const unfit: readonly (readonly [command: Put, pointer: string, reason: string])[] = [
  [
    policy('release-timing', { ...hurried, rain: { type: 'boolean' } }, timing, now),
    'inputs/rain',
    'orders do not tell rain',
  ],
  [
    policy('release-timing', { expedite: { type: 'string' } }, timing, now),
    'inputs/expedite',
    'expedite is true or false, and is taken as any text',
  ],
  [
    policy('release-timing', { expedite: { type: 'date' } }, timing, now),
    'inputs/expedite',
    'expedite is true or false, and is taken as a date',
  ],
  [
    policy('release-timing', { daysUntilPromise: { type: 'number', whole: true, min: 0, max: 5 } }, timing, now),
    'inputs/daysUntilPromise',
    'daysUntilPromise is a whole number from -4000000 to 4000000, and is taken as a whole number from 0 to 5',
  ],
  [
    policy('backorder-fairness', { precedence: { type: 'number', min: 0, max: 50 } }, score, scored),
    'inputs/precedence',
    'precedence is a number from 0 to 100, and is taken as a number from 0 to 50',
  ],
  [
    policy('backorder-fairness', { precedence: { type: 'number', whole: true } }, score, scored),
    'inputs/precedence',
    'precedence is a number from 0 to 100, and is taken as a whole number from -999999999999999 to 999999999999999',
  ],
  [
    policy('backorder-fairness', { customerClass: { type: 'string', values: ['A', 'B'] } }, score, scored),
    'inputs/customerClass',
    'customerClass is one of A, B, C, and is taken as one of A, B',
  ],
  [
    policy('deviation-severity', { event: { type: 'string', values: ['order.cancelled'] } }, severity(), {
      severity: '"note"',
    }),
    'inputs/event',
    'event is any text, and is taken as one of order.cancelled',
  ],
  [
    policy(
      'order-allocation',
      { priority: { type: 'number', min: 0, max: 9, whole: true } },
      { ...rights, precedence: { type: 'number', min: 0, max: 1_000 } },
      { ...nothing, precedence: '500' },
    ),
    'outputs/precedence',
    'precedence may be a number from 0 to 1000, and means something only as a number from 0 to 100',
  ],
  [
    policy('release-timing', hurried, { ...timing, daysAhead: { type: 'number', min: 0, max: 30 } }, now),
    'outputs/daysAhead',
    'daysAhead may be a number from 0 to 30, and means something only as a whole number from 0 to 365',
  ],
  [
    policy('release-timing', hurried, { ...ahead, when: timing.release }, { daysAhead: '2', when: '"now"' }),
    'outputs',
    'the answer has no release',
  ],
  [
    policy('release-timing', hurried, { ...ahead, release: { type: 'boolean' } }, { ...now, release: 'true' }),
    'outputs/release',
    'release may be true or false, and means something only as one of now, wait, hold_for_complete',
  ],
  [
    policy('release-timing', hurried, { ...ahead, release: { type: 'string', values: ['now', 'later'] } }, now),
    'outputs/release',
    'release may be one of now, later, and means something only as one of now, wait, hold_for_complete',
  ],
  [
    policy('release-timing', hurried, { ...ahead, release: { type: 'string' } }, now),
    'outputs/release',
    'release may be any text, and means something only as one of now, wait, hold_for_complete',
  ],
  [
    policy(
      'order-holds',
      { blocked: { type: 'boolean' } },
      { hold: { type: 'string', values: ['none', 'credit'] }, ask: { type: 'string', values: ['finance', 'nobody'] } },
      { hold: '"credit"', ask: '"nobody"' },
    ),
    '',
    'the rule always: it holds orders (credit) and asks nobody to release them',
  ],
];

function severity(): Fields {
  return { severity: { type: 'string', values: ['note'] } };
}

for (const [command, place, reason] of unfit) {
  test(`a policy that orders cannot ask is refused: ${reason}`, async () => {
    const spec = new Spec();
    const { detail, errors = [] } = refused(await spec.when(command), 'definition_invalid');
    const pointer = place === '' ? '/content/nodes/1/content/rules/0' : `/content/policy/${place}`;
    assert.deepEqual(
      errors.map((error) => [error.pointer, error.detail]),
      [[pointer, reason]],
    );
    assert.match(detail, /^Line \d+: /);
    assert.ok(errors[0]?.fix !== undefined && errors[0].fix !== '');
    assert.equal(spec.store.tables.definitions.size, 0);
  });
}

test('a policy that asks less and may say less than orders understand is put in force', async () => {
  const spec = new Spec();
  await spec.given(policy('release-timing', { ...hurried, ...days }, timing, now));
  assert.equal(spec.store.tables.definitions.get('policy/release-timing/1')?.active, true);
  await spec.given(
    policy('gift-wrapping', { rain: { type: 'boolean' } }, { ribbon: { type: 'string' } }, { ribbon: '"red"' }),
  );
  assert.equal(spec.store.tables.definitions.size, 2, 'what nobody asks may be anything');
});

test('what is put in one turn is seen by what comes after it', async () => {
  const spec = new Spec();
  const replies = await spec.decide(...shipped.map((command) => spec.message(command)));
  assert.deepEqual(
    replies.map(({ answer }) => answer.status),
    shipped.map(() => 'done'),
  );
  const second = put('order-fulfilment', {
    version: 2,
    content: put('order-fulfilment').definition.content.replace(/"version": 1\b/, '"version": 2'),
  });
  await spec.decide(spec.message(put('order-fulfilment', { active: false })), spec.message(second));
  const { definitions } = spec.store.tables;
  assert.deepEqual(
    [1, 2].map((version) => definitions.get(`process/order-fulfilment/${version}`)?.active),
    [false, true],
  );
});
