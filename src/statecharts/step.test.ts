import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remember } from './remember.ts';
import { isStateValue } from './state-value.ts';
import { expects, isDone, start, startWith, step, stepWith } from './step.ts';
import { catalogue, definitionOf, parallel, small } from './testing/definitions.ts';

test('a case begins in the initial state, with what is asked for on entry', () => {
  const begun = start(definitionOf(small()), { open: 1 });
  assert.equal(begun.value, 'waiting');
  assert.deepEqual(begun.effects, [{ type: 'startDeadline', params: { event: 'late', after: 'PT4H' } }]);
  assert.deepEqual([begun.taken, begun.done, begun.transitions], [true, false, []]);
});

test('guards decide which transition of an event is taken', () => {
  const definition = definitionOf(small());
  const whole = step(definition, 'waiting', 'answered', { open: 0 });
  assert.deepEqual([whole.value, whole.done, whole.effects], ['shipped', true, []]);
  assert.deepEqual(whole.transitions, ['/states/waiting/on/answered/0']);
  const part = step(definition, 'waiting', 'answered', { open: 3 });
  assert.deepEqual([part.value, part.done], ['waiting', false]);
  assert.deepEqual(part.effects, [{ type: 'startDeadline', params: { event: 'late', after: 'PT4H' } }]);
});

test('an event that the state does not take changes nothing and is not taken', () => {
  const definition = definitionOf(small());
  for (const event of ['billed', 'nonsense', '']) {
    const missed = step(definition, 'waiting', event, { open: 0 });
    assert.deepEqual([missed.value, missed.taken, missed.effects, missed.transitions], ['waiting', false, [], []]);
  }
  const over = step(definition, 'shipped', 'answered', { open: 0 });
  assert.deepEqual([over.value, over.taken, over.done], ['shipped', false, true]);
});

test('an event whose guards all say no is not taken', () => {
  const source = small();
  const guarded = JSON.parse(JSON.stringify(source).replace(',{"target":"waiting","reenter":true}', ''));
  const missed = step(definitionOf(guarded), 'waiting', 'answered', { open: 1 });
  assert.deepEqual([missed.taken, missed.value, missed.transitions], [false, 'waiting', []]);
});

test('an event that is expected and changes nothing is taken', () => {
  const value = { open: { goods: 'waiting', books: 'idle' } };
  const heard = step(definitionOf(parallel()), value, 'asked', { open: 1, urgent: false });
  assert.deepEqual([heard.taken, heard.value, heard.effects], [true, value, []]);
});

test('what follows without an event belongs to the same step, up to the end of the whole', () => {
  const definition = definitionOf(parallel());
  const decided = step(definition, { open: { goods: 'waiting', books: 'done' } }, 'answered', {
    open: 0,
    urgent: false,
  });
  assert.deepEqual([decided.value, decided.done], ['closed', true]);
  assert.deepEqual(decided.transitions, [
    '/states/open/states/goods/states/waiting/on/answered',
    '/states/open/states/goods/states/deciding/always/2',
    '/states/open/onDone',
  ]);
  assert.deepEqual(decided.effects, [{ type: 'tell', params: { who: 'buyer' } }]);
});

test('the keys of a state may come in any order', () => {
  const definition = definitionOf(parallel());
  const facts = { open: 1, urgent: true };
  const one = step(definition, { open: { goods: 'waiting', books: 'idle' } }, 'billed', facts);
  assert.equal(step(definition, { open: { books: 'idle', goods: 'waiting' } }, 'billed', facts), one);
});

test('a guard is asked once a step, and only if the outcome hangs on it', () => {
  const definition = definitionOf(parallel());
  const asked: string[] = [];
  const say = (answers: Record<string, boolean>) => (guard: string) => {
    asked.push(guard);
    return answers[guard] ?? false;
  };
  const value = { open: { goods: 'waiting', books: 'idle' } };
  for (const round of ['worked out', 'looked up']) {
    stepWith(definition, value, 'answered', say({ 'everything left': false }));
    assert.deepEqual(asked.splice(0), ['everything left'], round);
    stepWith(definition, value, 'answered', say({ 'everything left': true }));
    assert.deepEqual(asked.splice(0), ['everything left', 'the customer waits'], round);
    stepWith(definition, value, 'cancelled', say({}));
    assert.deepEqual(asked.splice(0), [], round);
  }
  startWith(definition, say({}));
  assert.deepEqual(asked, []);
});

test('a step is handed out more than once and cannot be changed', () => {
  const definition = definitionOf(parallel());
  const begun = step(definition, 'checking', 'fine', { open: 1, urgent: true });
  assert.throws(() => Object.assign(begun.value, { open: 'x' }), TypeError);
  assert.throws(() => (begun.effects as unknown[]).push(1), TypeError);
  assert.equal(step(definition, 'checking', 'fine', { open: 1, urgent: true }), begun);
});

test('what a state expects is what it and the states around it listen to', () => {
  const definition = definitionOf(parallel());
  const open = { open: { goods: 'waiting', books: 'idle' } };
  assert.deepEqual([...expects(definition, open)].toSorted(), ['answered', 'asked', 'billed', 'cancelled', 'late']);
  assert.deepEqual([...expects(definition, 'closed')], []);
  assert.deepEqual([isDone(definition, open), isDone(definition, 'closed')], [false, true]);
});

test('a fact that is missing or of another type is a bug of the caller, not a no', () => {
  const definition = definitionOf(small());
  for (const facts of [
    {},
    { open: '0' },
    { open: Number.NaN },
    { open: Number.POSITIVE_INFINITY },
    { open: 1e16 },
    { open: 1e-10 },
  ])
    assert.throws(
      () => step(definition, 'waiting', 'answered', facts),
      /the fact open, .* is a number that can be reckoned with/,
      JSON.stringify(facts),
    );
});

test('a state of another definition is a bug of whoever kept it', () => {
  const definition = definitionOf(parallel());
  for (const value of [
    'nowhere',
    'open',
    { open: 'goods' },
    { open: { goods: 'waiting' } },
    { checking: {}, closed: {} },
  ])
    assert.throws(
      () => step(definition, value, 'fine', { open: 0, urgent: true }),
      /is a state of two-regions version 2/,
    );
});

test('a fact may hold any text', () => {
  const source = { ...small(), facts: { channel: 'string' }, guards: { 'everything left': 'channel == "shop"' } };
  const definition = definitionOf(source, catalogue);
  assert.equal(step(definition, 'waiting', 'answered', { channel: 'shop' }).value, 'shipped');
  assert.equal(step(definition, 'waiting', 'answered', { channel: '"] \\ ' }).value, 'waiting');
});

test('more states than are kept are forgotten and worked out again, the same', () => {
  const source = {
    ...small(),
    guards: { 'everything left': 'open == 0 or open > 25000' },
  };
  const definition = definitionOf(source);
  for (let open = 1; open <= 20_050; open += 1)
    assert.equal(step(definition, 'waiting', 'answered', { open }).value, 'waiting');
  assert.equal(step(definition, 'waiting', 'answered', { open: 0 }).value, 'shipped');
});

test('what is kept is kept up to a limit, and then all of it is forgotten', () => {
  const kept = new Map([['a', 1]]);
  assert.equal(remember(kept, 'b', 2, 2), 2);
  remember(kept, 'b', 3, 2);
  assert.deepEqual(
    [...kept],
    [
      ['a', 1],
      ['b', 3],
    ],
  );
  remember(kept, 'c', 4, 2);
  assert.deepEqual([...kept], [['c', 4]]);
});

test('whether a value is a whole state of a definition can be asked', () => {
  const definition = definitionOf(parallel());
  const table: readonly (readonly [value: unknown, isOne: boolean])[] = [
    ['checking', true],
    [{ open: { goods: 'waiting', books: 'idle' } }, true],
    [{ checking: {} }, true],
    [{ open: { goods: 'waiting' } }, false],
    ['nowhere', false],
    [7, false],
    [null, false],
  ];
  for (const [value, isOne] of table) assert.equal(isStateValue(definition, value), isOne, JSON.stringify(value));
});
