// What is checked of a chart as a whole: order, circles, ways in and out, clocks and owners.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parallel, problemsOf, small, wait } from './testing/definitions.ts';

type Json = Record<string, unknown>;

const owned = { meta: { owner: 'desk' }, entry: [wait] };
const end = { type: 'final' };

/** A definition around these states; the events and guards that they use are listed. */
function withStates(states: Json, rest: Json = {}): Json {
  const { initial = Object.keys(states)[0], ...chart } = rest;
  const text = JSON.stringify([states, chart]);
  const uses = (word: string): boolean => text.includes(`"${word}"`);
  const guards = { 'everything left': 'open == 0', 'some left': 'open > 0' };
  return {
    ...small(),
    facts: uses('everything left') || uses('some left') ? { open: 'number' } : {},
    guards: Object.fromEntries(Object.entries(guards).filter(([name]) => uses(name))),
    events: ['fine', 'wrong', 'asked', 'answered', 'late', 'cancelled', 'billed'].filter(uses),
    chart: { id: 'tried', ...(chart['type'] === 'parallel' ? {} : { initial }), states, ...chart },
  };
}

/** The same with a clock of its own, so that it can run beside it. */
function beside(region: Json): Json {
  return JSON.parse(JSON.stringify(region).replaceAll('"late"', '"asked"'));
}

function said(source: Json): string[] {
  return problemsOf(source).map(({ pointer, message }) => `${pointer.replace('/chart', '')} ${message}`);
}

function holds(source: Json, wanted: readonly RegExp[], name: string): void {
  const found = said(source);
  assert.equal(found.length, wanted.length, `${name}: ${JSON.stringify(found, null, 2)}`);
  for (const pattern of wanted)
    assert.ok(
      found.some((each) => pattern.test(each)),
      `${name}: ${pattern.source} in ${found.join('; ')}`,
    );
}

test('the definitions of the other tests pass every check', () => {
  for (const source of [small(), parallel()]) assert.deepEqual(said(source), []);
});

test('a transition that can never be taken is refused', () => {
  const waiting = (on: Json): Json => withStates({ waiting: { ...owned, on: { late: 'over', ...on } }, over: end });
  holds(
    waiting({ answered: ['over', { guard: 'everything left', target: 'over' }, { target: 'over' }] }),
    [/answered\/1 it can never be taken: one without a guard stands before it/, /answered\/2 .* without a guard/],
    'after one without a guard',
  );
  holds(
    waiting({ answered: [{ guard: 'everything left', target: 'over' }, { guard: 'everything left' }, {}] }),
    [/answered\/1 it can never be taken: one with the same guard stands before it/],
    'the same guard twice',
  );
  holds(
    withStates({ first: { ...owned, on: { late: 'over' }, always: 'over' }, over: end }),
    [/first\/on\/late "late" can never be taken here: the state is left by "always"/],
    'an event where nothing waits',
  );
  const done = {
    region: { initial: 'one', onDone: 'over', states: { one: { ...owned, on: { late: '#tried.over' } } } },
  };
  holds(
    withStates({ ...done, over: end }),
    [/onDone it can never be done: nothing inside it is final/],
    'nothing final inside',
  );
});

test('transitions without an event that lead in a circle are refused, whatever their guards', () => {
  const guarded = { guard: 'everything left', target: 'two' };
  const one = { ...owned, always: guarded, on: { late: 'over' } };
  holds(
    withStates({
      one,
      two: { ...owned, always: { guard: 'some left', target: 'one' }, on: { late: 'over' } },
      over: end,
    }),
    [/one\/always "always" and "onDone" lead in a circle: one → two → one/],
    'two states',
  );
  holds(
    withStates({
      outer: {
        ...owned,
        initial: 'in',
        always: { guard: 'everything left', target: '.in' },
        on: { late: 'over' },
        states: { in: {} },
      },
      over: end,
    }),
    [/outer\/always .*circle: outer → outer/],
    'a state that leads into itself',
  );
  const inner = {
    ...owned,
    initial: 'step',
    onDone: 'again',
    on: { late: 'over' },
    states: { step: { always: 'ready' }, ready: end },
  };
  holds(
    withStates({ again: { always: 'loop' }, loop: inner, over: end }),
    [/again\/always .*circle: again → loop.step → loop → again/],
    'through what is done',
  );
  // Going on by "always" and "onDone" to somewhere new is no circle.
  holds(withStates({ loop: { ...inner, onDone: 'over' }, over: end }), [], 'onwards');
});

test('a state that nothing leads to is refused, and only the outermost', () => {
  const lost = { ...owned, initial: 'in', on: { late: 'over' }, states: { in: {} } };
  holds(
    withStates({ first: { ...owned, on: { late: 'over' } }, lost, over: end }),
    [/states\/lost nothing leads to the state "lost"/],
    'a compound state',
  );
  holds(
    withStates({
      first: { ...owned, always: 'over', on: { late: 'second' } },
      second: { ...owned, on: { late: 'over' } },
      over: end,
    }),
    [/first\/on\/late .*never be taken/, /states\/second nothing leads to the state "second"/],
    'behind an event that never arrives',
  );
});

test('a state from which no end can be reached is refused', () => {
  const first = (on: Json): Json => ({ ...owned, on: { late: 'over', ...on } });
  holds(
    withStates({ first: first({ billed: 'stuck' }), stuck: { ...owned, on: { late: { actions: wait } } }, over: end }),
    [/states\/stuck nothing leads out of the state "stuck", and it is not final/],
    'no way out',
  );
  holds(
    withStates({
      first: first({ billed: 'ping' }),
      ping: { ...owned, on: { late: 'pong' } },
      pong: { ...owned, on: { late: 'ping' } },
      over: end,
    }),
    [/states\/ping from the state "ping" no final state/, /states\/pong from the state "pong" no final state/],
    'to and fro',
  );
  const inside = { initial: 'one', states: { one: { ...owned, on: { late: 'done' } }, done: end } };
  holds(
    withStates({ first: first({ billed: 'group' }), group: inside, over: end }),
    [/states\/group\/states\/one from the state "group.one" no final state/],
    'a group that ends and goes nowhere',
  );
  holds(
    withStates({ first: first({ billed: 'group' }), group: { ...inside, onDone: 'over' }, over: end }),
    [],
    'a group that ends and goes on',
  );
  holds(
    withStates({ first: first({ billed: 'group' }), group: { ...inside, on: { billed: 'over' } }, over: end }),
    [],
    'a group that is left',
  );
});

test('a parallel state ends when all its regions do, or is left as a whole', () => {
  const ending = { initial: 'one', states: { one: { ...owned, on: { late: 'done' } }, done: end } };
  const endless = {
    initial: 'one',
    states: { one: { ...owned, on: { late: 'two' } }, two: { ...owned, on: { late: 'one' } } },
  };
  const both = (a: Json, b: Json, rest: Json): Json =>
    withStates({ pair: { type: 'parallel', ...rest, states: { a, b: beside(b) } }, over: end });
  holds(both(ending, ending, { onDone: 'over' }), [], 'both end');
  holds(
    both(ending, endless, { onDone: 'over' }),
    [
      /pair\/onDone it can never be done/,
      /b\/states\/one from the state "pair.b.one"/,
      /b\/states\/two from the state "pair.b.two"/,
    ],
    'one never ends',
  );
  holds(both(ending, endless, { on: { cancelled: 'over' } }), [], 'one never ends, and both are left');
  holds(
    both(ending, ending, {}),
    [/states\/pair from the state "pair" no final state/, /states\/over nothing leads to/],
    'both end and nothing follows',
  );
  holds(withStates({ a: ending, b: beside(ending) }, { type: 'parallel' }), [], 'the chart itself');
  holds(both({ ...owned, on: { late: '#tried.over' } }, ending, {}), [], 'one is left, and the other with it');
});

test('every wait has an owner and a clock', () => {
  const waiting = (state: Json, rest: Json = {}): Json => withStates({ waiting: state, over: end }, rest);
  const on = { late: 'over' };
  holds(waiting({ entry: [wait], on }), [/nobody owns the wait in "waiting"/], 'no owner');
  holds(
    waiting({ meta: { owner: 'desk' }, on: { billed: 'over' } }),
    [/the wait in "waiting" has no clock/],
    'no clock',
  );
  holds(waiting({ on: { billed: 'over' } }), [/nobody owns/, /has no clock/], 'neither');
  holds(
    waiting({ ...owned, on: { billed: 'over' } }),
    [/nothing in "waiting" listens to "late", which its clock sends/],
    'the clock rings unheard',
  );
  holds(waiting({ on: { billed: 'over' } }, { ...owned, on: { late: '.over' } }), [], 'both from around it');
  holds(waiting({ always: 'over' }), [], 'it passes through');
  holds(waiting({ ...owned, always: { guard: 'everything left', target: 'over' }, on }), [], 'it may pass through');
  holds(
    waiting({ always: { guard: 'everything left', target: 'over' } }),
    [/nobody owns/, /has no clock/],
    'it may not pass through',
  );
});

test('a clock outside of the region is not the clock of the wait', () => {
  const region = (state: Json): Json => ({
    initial: 'one',
    states: { one: { on: { billed: 'done' }, ...state }, done: end },
  });
  const pair = { type: 'parallel', ...owned, on: { late: 'over' }, onDone: 'over' };
  holds(
    withStates({ pair: { ...pair, states: { a: region(owned), b: region({}) } }, over: end }),
    [/the wait in "pair.b.one" has no clock/],
    'around the regions',
  );
  holds(
    withStates({
      pair: {
        ...pair,
        states: { a: region(owned), b: beside({ ...region({}), entry: [wait], on: { late: '#tried.over' } }) },
      },
      over: end,
    }),
    [],
    'the region',
  );
});

test('a wait does not go on without a clock once it has rung', () => {
  const waiting = (late: unknown, rest: Json = {}): Json =>
    withStates({ waiting: { ...owned, on: { late, billed: 'over' }, ...rest }, over: end });
  const stopped = /waiting\/on\/late.* after "late" the wait in "waiting" goes on without a clock/;
  holds(waiting({ actions: { type: 'tell', params: { who: 'desk' } } }), [stopped], 'it only tells');
  holds(waiting('waiting'), [stopped], 'it leads to itself and is not left');
  holds(waiting({ target: 'waiting', reenter: true }), [], 'it is left and entered again');
  holds(waiting({ actions: wait }), [], 'the clock is wound up');
  holds(waiting([{ guard: 'everything left', actions: wait }, {}]), [stopped], 'wound up by chance');
  const reminder = { type: 'startDeadline', params: { event: 'asked', after: 'PT1H' } };
  holds(
    waiting('over', { entry: [wait, reminder], on: { late: 'over', asked: {} } }),
    [],
    'one clock reminds, another ends it',
  );
});

test('a clock around several states runs on while they change', () => {
  const group = (late: unknown, two: Json = {}, rest: Json = {}): Json =>
    withStates({
      group: {
        ...owned,
        initial: 'one',
        on: { late, billed: 'over' },
        states: { one: { on: { answered: 'two' } }, two: { on: { answered: 'one' }, ...two } },
        ...rest,
      },
      over: end,
    });
  const stopped = /group\/on\/late.* after "late" the wait in "group.(one|two)" goes on without a clock/;
  holds(group('over'), [], 'it leaves the group');
  holds(group('.two'), [stopped, stopped], 'it stays in the group');
  holds(group({ target: '.two', reenter: true }), [], 'the group is left and entered again');
  holds(group('.two', { entry: [wait] }), [], 'it goes to a state with a clock of its own');
  const fromInside = { one: { on: { late: '#tried.group' } }, two: { on: { answered: 'one', late: '#tried.over' } } };
  holds(
    withStates({
      group: {
        ...owned,
        initial: 'one',
        on: { billed: 'over' },
        states: { ...fromInside, one: { on: { ...fromInside.one.on, answered: 'two' } } },
      },
      over: end,
    }),
    [],
    'from inside, the group begins again',
  );
});

test('what is answered at once is not waited for, if every answer is taken', () => {
  const asking = (on: Json): Json => withStates({ asking: { entry: [{ type: 'check' }], on }, over: end });
  holds(asking({ fine: 'over', wrong: 'over' }), [], 'both');
  holds(
    asking({ fine: 'over' }),
    [/check may be answered by "wrong", which does not lead out of "asking"/],
    'one is missing',
  );
  holds(asking({ fine: 'over', wrong: {} }), [/"wrong", which does not lead out/], 'one leads nowhere');
  holds(
    asking({ fine: 'over', wrong: { guard: 'everything left', target: 'over' } }),
    [/"wrong", which does not lead out/],
    'one leads out by chance',
  );
});

test('a region may be idle while another one has a clock', () => {
  const busy = { initial: 'one', states: { one: { ...owned, on: { late: 'done' } }, done: end } };
  const idle = { initial: 'rest', states: { rest: { tags: ['idle'], on: { billed: 'done' } }, done: end } };
  const pair = (states: Json): Json => withStates({ pair: { type: 'parallel', onDone: 'over', states }, over: end });
  holds(pair({ busy, idle }), [], 'one is busy');
  holds(
    pair({ idle, other: idle }),
    [/"pair.idle.rest" is tagged idle, and no region beside it has a clock/, /"pair.other.rest" is tagged idle/],
    'none is busy',
  );
  holds(
    withStates({ rest: { tags: ['idle'], on: { billed: 'over' } }, over: end }),
    [/"rest" is tagged idle, and no region/],
    'without regions',
  );
});
