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
  assert.doesNotMatch(text.detail, /more in errors/);
});

test('the name and version of a definition are those of its content', async () => {
  const spec = new Spec();
  refused(await spec.when(put('order-holds', { name: 'other-holds' })), 'definition_invalid');
  refused(await spec.when(put('order-holds', { version: 2 })), 'definition_invalid');
  refused(await spec.when(put('order-fulfilment', { name: 'returns' })), 'definition_invalid');
});
