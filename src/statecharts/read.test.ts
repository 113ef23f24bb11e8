// Bad definitions are refused with the line and the reason, all of them at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, definitionOf, parallel, problemsOf, small, wait } from './testing/definitions.ts';

type Json = Record<string, unknown>;

/** The small definition with something put at a path; undefined removes it. */
function withAt(path: string, value: unknown, source: Json = small()): Json {
  const copy: Json = structuredClone(source);
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  const at = keys.reduce<Json>((inner, key) => inner[key] as Json, copy);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

/** A case for each: what is changed where, and what is said of which place. */
const table: readonly (readonly [
  path: string,
  value: unknown,
  ...said: (readonly [pointer: string, message: RegExp])[],
])[] = [
  ['process', undefined, ['', /a definition has no "process"/]],
  ['process', 'Small Process', ['/process', /cannot be the name of a process/]],
  ['process', 7, ['/process', /process must be a text, not 7/]],
  ['version', 0, ['/version', /whole number from 1 to 999999/]],
  ['version', 1_000_000, ['/version', /whole number from 1 to 999999/]],
  ['owner', ' ', ['/owner', /owner must be a text/]],
  ['ownr', 'me', ['/ownr', /a definition may not have "ownr"/]],
  [
    'facts',
    [],
    ['/facts', /facts must be an object, not an array/],
    ['/guards/everything left', /"open" is not a fact/],
  ],
  ['facts', undefined, ['', /has no "facts"/], ['/guards/everything left', /"open" is not a fact/]],
  ['facts/weight', 'number', ['/facts/weight', /nobody knows the fact "weight"/]],
  ['facts/opn', 'number', ['/facts/opn', /nobody knows the fact "opn"/]],
  [
    'facts/open',
    'text',
    ['/facts/open', /the fact "open" is a number, not "text"/],
    ['/guards/everything left', /"open" is not a fact/],
  ],
  ['facts/open', 'string', ['/facts/open', /the fact "open" is a number, not "string"/]],
  ['facts/urgent', 'boolean', ['/facts/urgent', /no guard reads the fact "urgent"/]],
  [
    'guards',
    undefined,
    ['', /has no "guards"/],
    ['/facts/open', /no guard reads/],
    ['/chart/states/waiting/on/answered/0/guard', /there is no guard/],
  ],
  [
    'guards',
    null,
    ['/guards', /guards must be an object, not null/],
    ['/facts/open', /no guard reads/],
    ['/chart/states/waiting/on/answered/0/guard', /there is no guard/],
  ],
  ['guards/everything left', 'open =', ['/guards/everything left', /guard "everything left": "=" is not part/]],
  ['guards/everything left', 7, ['/guards/everything left', /must be a text, not 7/]],
  ['guards/idle', 'open > 0', ['/guards/idle', /nothing in the chart asks the guard "idle"/]],
  [
    'events',
    undefined,
    ['', /has no "events"/],
    ['/chart/states/waiting/entry/0/params/event', /"late" is used and not listed/],
    ['/chart/states/waiting/on/answered', /used and not listed/],
    ['/chart/states/waiting/on/late', /used and not listed/],
  ],
  [
    'events',
    'late',
    ['/events', /events must be an array, not "late"/],
    ['/chart/states/waiting/entry/0/params/event', /not listed/],
    ['/chart/states/waiting/on/answered', /not listed/],
    ['/chart/states/waiting/on/late', /not listed/],
  ],
  ['events', ['answered', 'late', 'late'], ['/events/2', /"late" is listed twice/]],
  ['events', ['answered', 'late', 'billed'], ['/events/2', /nothing in the chart listens to "billed"/]],
  ['events', ['answered', 'late', 'answred'], ['/events/2', /nothing reports the event "answred"/]],
  ['events', ['answered', 'late', 3], ['/events/2', /an event must be a text, not 3/]],
  [
    'chart',
    undefined,
    ['', /has no "chart"/],
    ['/guards/everything left', /nothing in the chart asks/],
    ['/events/0', /listens/],
    ['/events/1', /listens/],
  ],
  [
    'chart',
    'x',
    ['/guards/everything left', /asks/],
    ['/events/0', /listens/],
    ['/events/1', /listens/],
    ['/chart', /the chart must be an object/],
  ],
  ['chart/id', undefined, ['/chart', /the chart has no "id"/]],
  ['chart/id', 'two words', ['/chart/id', /has other signs/]],
  ['chart/context', {}, ['/chart/context', /the chart may not have "context"/]],
  [
    'chart/onDone',
    'shipped',
    ['/chart/onDone', /may not have "onDone"/],
    ['/chart/onDone/target', /there is no state "shipped" to go to from "small"/],
  ],
  ['chart/initial', undefined, ['/chart', /needs "initial"/]],
  ['chart/initial', 'nowhere', ['/chart/initial', /must name a state directly inside, not "nowhere"/]],
  ['chart/type', 'atomic', ['/chart', /a state of type atomic may not have states in it/]],
  ['chart/states/extra', { type: 'parallel' }, ['/chart/states/extra', /a state of type parallel needs states in it/]],
  ['chart/states/extra', { type: 'history' }, ['/chart/states/extra/type', /there is no type of state "history"/]],
  ['chart/states/extra', { type: 'strange' }, ['/chart/states/extra/type', /there is no type of state "strange"/]],
  [
    'chart/states/extra',
    { initial: 'x', states: {} },
    ['/chart/states/extra/initial', /must name a state directly inside/],
    ['/chart/states/extra/states', /there is no state in "states"/],
  ],
  [
    'chart/states/extra',
    { initial: 'x', states: 7 },
    ['/chart/states/extra/initial', /must name a state/],
    ['/chart/states/extra/states', /states must be an object, not 7/],
    ['/chart/states/extra/states', /there is no state in "states"/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    7,
    ['/chart/states/waiting/on/late/guard', /a guard must be the name of one, or/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    { type: 'and', guards: ['everything left', 'nope'] },
    ['/chart/states/waiting/on/late/guard/guards/1', /there is no guard "nope"/],
  ],
  ['chart/states/extra', 'final', ['/chart/states/extra', /a state must be an object, not "final"/]],
  ['chart/states/no.dots', { type: 'final' }, ['/chart/states/no.dots', /"no.dots" cannot be the name of a state/]],
  [
    'chart/states/shipped/on',
    { late: 'given_up' },
    ['/chart/states/shipped/on', /a state of type final may not have "on"/],
  ],
  ['chart/states/shipped/id', 'small', ['/chart/states/shipped/id', /the id "small" is used twice/]],
  [
    'chart/states/waiting/after',
    { 1000: 'shipped' },
    ['/chart/states/waiting/after', /a state of type atomic may not have "after"/],
  ],
  ['chart/states/waiting/invoke', {}, ['/chart/states/waiting/invoke', /may not have "invoke"/]],
  ['chart/states/waiting/description', 7, ['/chart/states/waiting/description', /description must be a text, not 7/]],
  ['chart/states/waiting/tags', 'idle', ['/chart/states/waiting/tags', /tags must be an array/]],
  ['chart/states/waiting/tags', [7], ['/chart/states/waiting/tags/0', /a tag must be a text/]],
  ['chart/states/waiting/meta', 'me', ['/chart/states/waiting/meta', /meta must be an object/]],
  ['chart/states/waiting/meta/owner', 7, ['/chart/states/waiting/meta/owner', /owner of meta must be a text/]],
  [
    'chart/states/waiting/meta/stage',
    [],
    ['/chart/states/waiting/meta/stage', /stage of meta must be a text, a number, true or false/],
  ],
  [
    'chart/states/waiting/on',
    [],
    ['/events/0', /listens/],
    ['/guards/everything left', /asks/],
    ['/chart/states/waiting/on', /"on" must be an object/],
  ],
  ['chart/states/waiting/on/*', 'shipped', ['/chart/states/waiting/on/*', /listens to any event/]],
  [
    'chart/states/waiting/on/answred',
    'shipped',
    ['/chart/states/waiting/on/answred', /the event "answred" is used and not listed/],
  ],
  ['chart/states/waiting/on/late', [], ['/chart/states/waiting/on/late', /there is no transition in the list/]],
  ['chart/states/waiting/on/late', 7, ['/chart/states/waiting/on/late', /a transition must be an object, not 7/]],
  [
    'chart/states/waiting/on/late/target',
    ['shipped', 'given_up'],
    ['/chart/states/waiting/on/late/target', /a target must be the name of one state/],
  ],
  [
    'chart/states/waiting/on/late/target',
    'givenUp',
    ['/chart/states/waiting/on/late/target', /there is no state "givenUp" to go to from "waiting"/],
  ],
  [
    'chart/states/waiting/on/late/target',
    '#nobody',
    ['/chart/states/waiting/on/late/target', /there is no state "#nobody"/],
  ],
  [
    'chart/states/waiting/on/late/reenter',
    'yes',
    ['/chart/states/waiting/on/late/reenter', /reenter must be true or false/],
  ],
  [
    'chart/states/waiting/on/late/cond',
    'x',
    ['/chart/states/waiting/on/late/cond', /a transition may not have "cond"/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    'evrything left',
    ['/chart/states/waiting/on/late/guard', /there is no guard "evrything left"/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    { type: 'xor' },
    ['/chart/states/waiting/on/late/guard', /a guard must be the name of one, or/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    { type: 'and' },
    ['/chart/states/waiting/on/late/guard', /a guard with "and" has no "guards"/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    { type: 'and', guards: 'x' },
    ['/chart/states/waiting/on/late/guard/guards', /must be an array/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    { type: 'or', guards: ['everything left'] },
    ['/chart/states/waiting/on/late/guard/guards', /"or" takes two guards or more, not 1/],
  ],
  [
    'chart/states/waiting/on/late/guard',
    { type: 'not', guards: [] },
    ['/chart/states/waiting/on/late/guard/guards', /"not" takes exactly one guard, not 0/],
  ],
  [
    'chart/states/waiting/on/late/actions',
    'tell',
    ['/chart/states/waiting/on/late/actions', /an action must be an object, not "tell"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/type',
    'tll',
    ['/chart/states/waiting/on/late/actions/0/type', /there is no effect "tll"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/type',
    'assign',
    ['/chart/states/waiting/on/late/actions/0/type', /there is no effect "assign"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/type',
    7,
    ['/chart/states/waiting/on/late/actions/0/type', /there is no effect 7/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/type',
    undefined,
    ['/chart/states/waiting/on/late/actions/0', /an action has no "type"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params',
    undefined,
    ['/chart/states/waiting/on/late/actions/0/params', /the params of tell has no "who"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params',
    7,
    ['/chart/states/waiting/on/late/actions/0/params', /must be an object/],
    ['/chart/states/waiting/on/late/actions/0/params', /has no "who"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/who',
    'nobody',
    ['/chart/states/waiting/on/late/actions/0/params/who', /who of tell must be one of "desk", "buyer", not "nobody"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/urgent',
    'yes',
    ['/chart/states/waiting/on/late/actions/0/params/urgent', /must be a boolean, not "yes"/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/times',
    '2',
    ['/chart/states/waiting/on/late/actions/0/params/times', /must be a number/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/wo',
    'desk',
    ['/chart/states/waiting/on/late/actions/0/params/wo', /may not have "wo"/],
  ],
  [
    'chart/states/waiting/entry/0/params/after',
    'P1M',
    ['/chart/states/waiting/entry/0/params/after', /must be an ISO 8601 duration/],
  ],
  [
    'chart/states/waiting/entry/0/params/after',
    'P',
    ['/chart/states/waiting/entry/0/params/after', /must be an ISO 8601 duration/],
  ],
  [
    'chart/states/waiting/entry/0/params/after',
    'PT0S',
    ['/chart/states/waiting/entry/0/params/after', /must be a duration from PT1M to P366D, not "PT0S"/],
  ],
  [
    'chart/states/waiting/entry/0/params/after',
    'P99999999W',
    ['/chart/states/waiting/entry/0/params/after', /must be a duration from PT1M to P366D/],
  ],
  [
    'chart/states/waiting/entry/0/params/after',
    7,
    ['/chart/states/waiting/entry/0/params/after', /must be an ISO 8601 duration/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/about',
    '',
    ['/chart/states/waiting/on/late/actions/0/params/about', /about of tell must be a word of at most 64/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/about',
    'Not in time',
    ['/chart/states/waiting/on/late/actions/0/params/about', /must be a word .*, not "Not in time"$/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/about',
    'x'.repeat(6_000),
    ['/chart/states/waiting/on/late/actions/0/params/about', /must be a word .*, not "x{79}…$/],
  ],
  [
    'chart/states/waiting/on/late/actions/0/params/about',
    7,
    ['/chart/states/waiting/on/late/actions/0/params/about', /must be a word .*, not 7$/],
  ],
  [
    'chart/states/waiting/entry/0/params/event',
    7,
    ['/chart/states/waiting/entry/0/params/event', /must be the name of an event/],
  ],
  [
    'chart/states/waiting/entry/0/params/event',
    'asked',
    ['/chart/states/waiting/entry/0/params/event', /the event "asked" is used and not listed/],
  ],
];

test('every fault of a definition is named where it stands', () => {
  for (const [path, value, ...said] of table) {
    const found = problemsOf(withAt(path, value));
    const pairs = found.map(({ pointer, message }) => `${pointer}  ${message}`);
    assert.equal(found.length, said.length, `${path} = ${JSON.stringify(value)}: ${JSON.stringify(pairs, null, 2)}`);
    for (const [pointer, message] of said)
      assert.ok(
        found.some((each) => each.pointer === pointer && message.test(each.message) && each.fix !== ''),
        `${path}: ${pointer} ${message.source} is not among ${JSON.stringify(pairs, null, 2)}`,
      );
  }
});

test('all faults are told at once, in the order of the text, by line and column', () => {
  const text = JSON.stringify({ ...withAt('chart/states/waiting/on/late/target', 'givenUp'), version: 'one' }, null, 2);
  const lines = text.split('\n');
  const found = problemsOf(text);
  assert.deepEqual(
    found.map(({ pointer }) => pointer),
    ['/version', '/chart/states/waiting/on/late/target'],
  );
  for (const { line, column, pointer } of found)
    assert.ok((lines[line - 1] ?? '').slice(column - 1).startsWith(`"${pointer.slice(pointer.lastIndexOf('/') + 1)}"`));
});

test('a text that is no JSON, or no object, is one fault', () => {
  assert.deepEqual(
    problemsOf('{\n  "process": ,\n}').map(({ line, column, message }) => [line, column, message.slice(0, 8)]),
    [[2, 14, 'not JSON']],
  );
  assert.deepEqual(
    problemsOf('[]').map(({ message }) => message),
    ['a definition must be an object, not an array'],
  );
});

test('a key that stands twice is a fault', () => {
  const text = JSON.stringify(small()).replace('"owner":"order desk"', '"owner":"order desk","owner":"nobody"');
  assert.deepEqual(
    problemsOf(text).map(({ message }) => message),
    ['the key "owner" stands twice'],
  );
});

test('a misspelt name is recognised', () => {
  const table: readonly (readonly [path: string, value: unknown, fix: string])[] = [
    ['ownr', 'me', 'Did you mean "owner"?'],
    ['facts/opn', 'number', 'Did you mean "open"?'],
    ['chart/states/waiting/on/late/target', 'givenup', 'Did you mean "given_up"?'],
    ['chart/states/waiting/on/late/actions/0/type', 'tll', 'Did you mean "tell"?'],
    ['chart/states/waiting/on/late/guard', 'evrything left', 'Did you mean "everything left"?'],
    ['chart/states/waiting/on/answred', 'shipped', 'Did you mean "answered"?'],
    ['chart/after', {}, 'A wait is the effect startDeadline, whose firing is an event.'],
  ];
  for (const [path, value, fix] of table) assert.equal(problemsOf(withAt(path, value))[0]?.fix, fix, path);
});

test('a definition without faults is read whole', () => {
  const definition = definitionOf(parallel());
  assert.deepEqual([definition.process, definition.version, definition.owner], ['two-regions', 2, 'order desk']);
  assert.deepEqual(
    definition.states.map(({ path }) => path),
    [
      '',
      'checking',
      'open',
      'open.goods',
      'open.goods.waiting',
      'open.goods.deciding',
      'open.goods.left',
      'open.books',
      'open.books.idle',
      'open.books.done',
      'closed',
      'refused',
    ],
  );
  assert.deepEqual(definition.source, parallel());
  assert.equal(definition.hash, definitionOf({ $schema: undefined, ...parallel() }).hash);
  assert.notEqual(definition.hash, definitionOf({ ...parallel(), version: 3 }).hash);
});

test('targets are found as XState finds them', () => {
  const nested = {
    ...small(),
    events: ['answered', 'late', 'billed'],
    chart: {
      id: 'nested',
      initial: 'outer',
      on: { billed: '.shipped' },
      states: {
        outer: {
          id: 'theOuter',
          initial: 'one',
          meta: { owner: 'warehouse', stage: 2 },
          entry: wait,
          on: { late: { target: '.two', actions: wait } },
          states: {
            one: { on: { answered: [{ target: 'two', guard: 'everything left' }, '#theOuter.two'] } },
            two: { on: { answered: '#nested.shipped' } },
          },
        },
        shipped: { type: 'final' },
      },
    },
  };
  const targets = definitionOf(nested).transitions.map(({ targetText, target }) => [targetText, target?.path]);
  assert.deepEqual(targets, [
    ['.shipped', 'shipped'],
    ['.two', 'outer.two'],
    ['two', 'outer.two'],
    ['#theOuter.two', 'outer.two'],
    ['#nested.shipped', 'shipped'],
  ]);
  const path = 'chart/states/outer/states/two/on/answered';
  const [elsewhere] = problemsOf(withAt(path, 'shipped', nested));
  assert.equal(elsewhere?.fix, 'Write "#nested.shipped" for the one elsewhere in the chart.');
  const [root] = problemsOf(withAt('chart/on/billed', 'outer.one', nested));
  assert.equal(root?.fix, 'Write "#nested.outer.one" for the one elsewhere in the chart.');
  const [unknown] = problemsOf(withAt('chart/on/billed', 'nothing like it', nested));
  assert.equal(unknown?.fix, 'Beside it stand .outer, .shipped.');
});

test('a transition may not tear the regions of a parallel state apart', () => {
  for (const [path, value] of [
    ['chart/states/open/states/books/states/idle/on/billed', '#two-regions.open.goods.left'],
    ['chart/states/open/on/cancelled', '.goods.left'],
  ] as const) {
    const [problem] = problemsOf(withAt(path, value, parallel()));
    assert.match(problem?.message ?? '', /is inside a region of "open", so that all its regions would begin again/);
  }
  assert.deepEqual(
    problemsOf(withAt('chart/states/open/states/books/states/idle/on/asked', '#two-regions.open', parallel())),
    [],
  );
});

test('an unusual catalogue has its say', () => {
  const only = {
    ...catalogue,
    effects: { ...catalogue.effects, tell: { description: 'Tells.', params: { who: { type: 'number' } } } },
  } as const;
  assert.throws(() => definitionOf(small(), only), /who of tell must be a number, not/);
  assert.throws(() => definitionOf(small(), { ...catalogue, effects: {} }), /Known: none\./);
});
