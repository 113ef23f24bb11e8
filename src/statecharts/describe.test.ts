import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, statesOf, transitionsOf, triggerText } from './describe.ts';
import { definitionOf, endless, parallel, small, wait } from './testing/definitions.ts';

test('a state is told with its owner, its clock and what it expects', () => {
  const situation = describe(definitionOf(small()), 'waiting');
  assert.deepEqual(situation.owners, ['warehouse']);
  assert.deepEqual(situation.states, [
    {
      path: 'waiting',
      name: 'waiting',
      depth: 1,
      type: 'atomic',
      description: 'The warehouse is asked.',
      owner: 'warehouse',
      clocks: [{ event: 'late', after: 'PT4H' }],
      tags: [],
      meta: { owner: 'warehouse' },
    },
  ]);
  assert.deepEqual(
    situation.expects.map((each) => `${triggerText(each)} → ${each.to}`),
    ['answered [everything left] → shipped', 'answered → waiting', 'late → given_up'],
  );
});

test('side by side, all active states are told, and an owner once', () => {
  const situation = describe(definitionOf(parallel()), { open: { goods: 'waiting', books: 'idle' } });
  assert.deepEqual(
    situation.states.map(({ path, depth }) => `${depth} ${path}`),
    ['1 open', '2 open.goods', '3 open.goods.waiting', '2 open.books', '3 open.books.idle'],
  );
  assert.deepEqual([situation.done, situation.owners], [false, ['order desk']]);
  assert.deepEqual(
    situation.expects.map(({ event, to }) => [event, to]),
    [
      ['cancelled', 'refused'],
      ['late', null],
      ['answered', 'open.goods.deciding'],
      ['asked', null],
      ['billed', 'open.books.done'],
    ],
  );
});

test('what is answered at once waits for nobody', () => {
  assert.deepEqual(describe(definitionOf(parallel()), 'checking').owners, []);
});

test('what has ended waits for nobody', () => {
  assert.deepEqual(
    { ...describe(definitionOf(parallel()), 'closed'), states: [] },
    { done: true, states: [], owners: [], expects: [] },
  );
});

test('transitions are told as a person reads them', () => {
  const told = transitionsOf(definitionOf(parallel())).map((each) => `${each.from}: ${triggerText(each)}`);
  assert.ok(told.includes('open.goods.deciding: at once [everything left and the customer waits]'), told.join('\n'));
  assert.ok(told.includes('open.goods.deciding: at once [not everything left]'));
  assert.ok(told.includes('open: when done'));
});

test('guards of guards are told with brackets where they are needed', () => {
  const nested = {
    type: 'or',
    guards: [
      { type: 'not', guards: [{ type: 'and', guards: ['everything left', 'the customer waits'] }] },
      { type: 'and', guards: ['everything left', 'the customer waits'] },
    ],
  };
  const source = JSON.parse(
    JSON.stringify(parallel()).replace(
      '{"type":"and","guards":["everything left","the customer waits"]}',
      JSON.stringify(nested),
    ),
  );
  const [told] = transitionsOf(definitionOf(source)).filter(({ guard }) => guard?.includes(' or ') === true);
  assert.equal(told?.guard, 'not (everything left and the customer waits) or (everything left and the customer waits)');
});

test('a clock that does not say how long is told without', () => {
  const definition = endless();
  assert.deepEqual(statesOf(definition)[0]?.clocks, [{ event: wait.params.event, after: null }]);
});
