// What is checked of the effects of a chart: where they stand, what they are about, what they make the chart hear.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalogue } from './model.ts';
import { readDefinition } from './read.ts';

type Json = Record<string, unknown>;

const words: Catalogue = {
  effects: {
    startDeadline: {
      description: 'Starts a clock.',
      params: { event: { type: 'event', values: ['late', 'silent'] }, after: { type: 'duration' } },
    },
    check: { description: 'Looks.', answers: ['fine', 'wrong'], params: {} },
    ask: { description: 'Asks.', brings: ['answered'], params: {} },
    repair: { description: 'Repairs what was found wrong.', after: ['wrong', 'complained'], params: {} },
    tell: { description: 'Tells.', params: {} },
    endPart: { description: 'Ends a part.', ends: 'region', answers: ['part.ended'], params: {} },
    endAll: { description: 'Ends all.', ends: 'case', params: {} },
  },
  events: Object.fromEntries(
    ['fine', 'wrong', 'answered', 'late', 'silent', 'complained', 'billed', 'part.ended'].map((each) => [each, each]),
  ),
  facts: { open: { type: 'number', description: 'open' } },
  needed: {
    'whole-process': {
      events: { billed: 'nobody would hear of the bill' },
      effects: { endAll: 'it would never be closed' },
    },
  },
};

const end = { type: 'final' };

function waits(on: Json, clock = 'late', more: readonly string[] = []): Json {
  const entry = [{ type: 'startDeadline', params: { event: clock, after: 'PT4H' } }, ...asks(...more)];
  return { meta: { owner: 'desk' }, entry, on: { [clock]: '#tried.over', ...on } };
}

function asks(...types: readonly string[]): Json[] {
  return types.map((type) => ({ type }));
}

function does(type: string, rest: Json = {}): Json {
  return { actions: asks(type), ...rest };
}

/** What is wrong with a chart of these states, as far as its effects are concerned. */
function said(states: Json, { process = 'tried', ...chart }: { process?: string } & Json = {}): string[] {
  const text = JSON.stringify([states, chart]);
  const usesGuard = text.includes('"left"');
  const definition = {
    process,
    version: 1,
    owner: 'desk',
    description: 'Tried.',
    facts: usesGuard ? { open: 'number' } : {},
    guards: usesGuard ? { left: 'open == 0' } : {},
    events: Object.keys(words.events).filter((event) => text.includes(`"${event}"`)),
    chart: {
      id: 'tried',
      initial: Object.keys(states)[0],
      states: { ...states, over: states['over'] ?? end },
      ...chart,
    },
  };
  const read = readDefinition(JSON.stringify(definition, null, 2), words);
  if ('definition' in read) return [];
  return read.problems.map(({ pointer, message }) => `${pointer.replace(/^\/chart(?=.)/, '')} ${message}`);
}

test('what is about something is asked for after what tells of it', () => {
  const good = waits({ complained: does('repair', { target: 'over' }) });
  assert.deepEqual(said({ first: good }), []);
  assert.deepEqual(said({ first: waits({ billed: does('repair') }) }), [
    '/states/first/on/billed/actions/0 repair is asked for after "billed", and is about what only "wrong" or "complained" can tell',
  ]);
  assert.deepEqual(said({ first: waits({}, 'late', ['repair']) }), [
    '/states/first/entry/1 repair is asked for without an event, and is about what only "wrong" or "complained" can tell',
  ]);
});

test('a state is entered by every way that leads to it', () => {
  const mending = waits({}, 'late', ['repair']);
  assert.deepEqual(said({ first: waits({ complained: 'mending' }), mending }), []);
  assert.deepEqual(said({ first: waits({ complained: 'mending', billed: 'mending', answered: 'mending' }), mending }), [
    '/states/mending/entry/1 repair is asked for after "billed", and is about what only "wrong" or "complained" can tell',
    '/states/mending/entry/1 repair is asked for after "answered", and is about what only "wrong" or "complained" can tell',
  ]);
  // Entered again, and entered with what is around it.
  const again = waits({ complained: 'mending' });
  assert.equal(
    said({ first: again, mending: { ...mending, on: { late: { target: 'mending', reenter: true }, billed: 'over' } } })
      .length,
    1,
  );
  const around = { entry: asks('repair'), initial: 'in', states: { in: waits({ billed: 'next' }), next: waits({}) } };
  assert.deepEqual(said({ first: again, mending: around }), [], 'inside it goes on without entering it again');
  const backToIt = { ...around, states: { in: waits({ billed: '#tried.mending' }) } };
  assert.equal(said({ first: again, mending: backToIt }).length, 1);
  const root = waits({ billed: '#tried' });
  assert.deepEqual(said({ first: root }, { entry: asks('tell') }), []);
});

test('what is left asks too', () => {
  const exit = { exit: asks('repair') };
  assert.deepEqual(
    said({
      first: {
        ...waits({ complained: 'over' }),
        ...exit,
        on: {
          complained: 'over',
          late: {
            actions: [{ type: 'startDeadline', params: { event: 'late', after: 'PT4H' } }],
          },
        },
      },
    }),
    [],
  );
  assert.deepEqual(said({ first: { ...waits({}), ...exit } }), [
    '/states/first/exit/0 repair is asked for after "late", and is about what only "wrong" or "complained" can tell',
  ]);
  const a = { initial: 'one', states: { one: waits({ billed: '#tried.over' }) } };
  const b = { initial: 'one', states: { one: { ...waits({}, 'silent'), ...exit } } };
  assert.equal(said({ pair: { type: 'parallel', states: { a, b } } }).length, 3, 'the region beside is left as well');
});

test('what follows without an event belongs to the event before it', () => {
  const passing = { always: [does('repair', { guard: 'left', target: 'over' }), { target: 'over' }] };
  assert.deepEqual(said({ first: waits({ complained: 'passing' }), passing }), []);
  assert.equal(said({ first: waits({ billed: 'passing' }), passing }).length, 1);
  assert.match(
    said({
      first: { ...waits({ complained: 'over' }), always: does('repair', { guard: 'left', target: 'over' }) },
    }).join(),
    /first\/always\/actions\/0 repair is asked for without an event/,
    'a guard may let it go on at any event',
  );
  // An event that changes nothing may change what the guard reads.
  const looks = { ...waits({ complained: does('tell') }), always: { guard: 'left', target: 'mending' } };
  assert.match(said({ first: looks, mending: waits({}, 'late', ['repair']) }).join(), /without an event/);
  const whole = {
    initial: 'in',
    onDone: does('repair', { target: 'over' }),
    states: { in: waits({ complained: 'out' }), out: end },
  };
  assert.match(said({ first: whole }).join(), /onDone\/actions\/0 repair is asked for without an event/);
});

test('what ends something stands where it ends', () => {
  const region = (clock: string, last: Json = end): Json => ({
    initial: 'one',
    states: { one: waits({ [clock]: 'two' }, clock), two: last },
  });
  const ended = { ...end, entry: asks('endPart') };
  const pair = (a: Json, b: Json): Json => ({
    pair: { type: 'parallel', onDone: 'over', states: { a, b } },
    over: { ...end, entry: asks('endAll') },
  });
  assert.deepEqual(said(pair(region('late', ended), region('silent'))), []);
  assert.deepEqual(said({ first: waits({}), over: { ...end, entry: asks('endPart', 'endAll') } }), []);
  assert.deepEqual(said(pair(region('late', { ...end, entry: asks('endAll') }), region('silent'))), [
    '/states/pair/states/a/states/two/entry/0 endAll is asked for where the whole case does not end',
  ]);
  assert.deepEqual(said({ first: waits({ billed: does('endPart') }, 'late', ['endAll']) }), [
    '/states/first/entry/1 endAll is asked for where the whole case does not end',
    '/states/first/on/billed/actions/0 endPart is asked for where its region does not end',
  ]);
});

test('what makes the chart hear the event it was asked for at is refused', () => {
  assert.deepEqual(said({ first: waits({ billed: does('ask'), answered: {} }) }), []);
  assert.deepEqual(said({ first: waits({ billed: does('ask'), answered: does('ask') }) }), [
    '/states/first/on/answered/actions/0 what is asked for leads in a circle: "answered" → ask → "answered"',
  ]);
  const checking = { entry: asks('check'), on: { fine: does('ask', { target: 'first' }), wrong: 'over' } };
  assert.deepEqual(said({ first: waits({ answered: 'checking' }), checking }), [
    '/states/checking/entry/0 what is asked for leads in a circle: "answered" → check → "fine" → ask → "answered"',
  ]);
});

test('an answer or a clock that nothing brings is refused', () => {
  assert.deepEqual(said({ first: waits({ fine: 'over', silent: 'over', answered: 'over' }) }), [
    '/states/first/on/fine nothing brings "fine": no effect that tells so is asked for',
    '/states/first/on/silent nothing brings "silent": no effect that tells so is asked for',
  ]);
});

test('a clock tells an event that is of clocks', () => {
  const first = waits({}, 'billed');
  assert.deepEqual(said({ first }), [
    '/states/first/entry/0/params/event event of startDeadline must be one of "late", "silent", not "billed"',
  ]);
});

test('of two clocks for one event only one would run', () => {
  const again = { type: 'startDeadline', params: { event: 'late', after: 'P1D' } };
  const first = waits({});
  assert.deepEqual(said({ first: { ...first, entry: [...(first['entry'] as Json[]), again] } }), [
    '/states/first/entry/1 the clock "late" is started twice in one list: only the last would run',
  ]);
  assert.deepEqual(said({ first: waits({ billed: { actions: again } }) }), [], 'wound up anew');
  const region = (clock: string): Json => ({ initial: 'one', states: { one: waits({}, clock) } });
  const pair = (a: Json, b: Json): Json => ({ pair: { type: 'parallel', states: { a, b } } });
  assert.deepEqual(said(pair(region('late'), region('silent'))), []);
  assert.deepEqual(said(pair(region('late'), region('late'))), [
    '/states/pair/states/b/states/one/entry/0 the clock "late" is started in "pair.b.one" and in "pair.a.one", which run side by side: the one would stop the other',
  ]);
});

test('what a process has to hear and to ask for is missed with the reason', () => {
  const whole = { first: waits({ billed: 'over' }), over: { ...end, entry: asks('endAll') } };
  assert.deepEqual(said(whole, { process: 'whole-process' }), []);
  assert.deepEqual(said({ first: waits({}) }, { process: 'whole-process' }), [
    '/events no state listens to "billed": nobody would hear of the bill',
    '/chart nothing asks for endAll: it would never be closed',
  ]);
  assert.deepEqual(said({ first: waits({}) }, { process: 'constructor' }), []);
});
