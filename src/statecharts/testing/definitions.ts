// Small definitions for tests: a catalogue, a chart that passes every check, and what is wrong with one that does not.
import assert from 'node:assert/strict';
import type { Catalogue, Definition, Problem } from '../model.ts';
import { readDefinition } from '../read.ts';

export const catalogue: Catalogue = {
  effects: {
    startDeadline: {
      description: 'Starts a clock.',
      params: { event: { type: 'event' }, after: { type: 'duration', description: 'how long to wait' } },
    },
    check: { description: 'Looks at the order.', params: {}, answers: ['fine', 'wrong'] },
    tell: {
      description: 'Tells somebody.',
      params: {
        who: { type: 'string', values: ['desk', 'buyer'] },
        urgent: { type: 'boolean', optional: true },
        times: { type: 'number', optional: true },
        text: { type: 'string', optional: true },
        about: { type: 'word', optional: true },
      },
    },
  },
  events: {
    fine: 'Nothing is wrong.',
    wrong: 'Something is wrong.',
    asked: 'The warehouse was asked.',
    answered: 'The warehouse answered.',
    late: 'The warehouse did not answer in time.',
    cancelled: 'The customer does not want it.',
    billed: 'The invoice is out.',
  },
  facts: {
    open: { type: 'number', description: 'units not shipped' },
    urgent: { type: 'boolean', description: 'the customer waits' },
    channel: { type: 'string', description: 'where it came from' },
  },
};

export const wait = { type: 'startDeadline', params: { event: 'late', after: 'PT4H' } };

/** One wait with its clock, one decision, two ends. */
export function small(): Record<string, unknown> {
  return {
    process: 'small-process',
    version: 1,
    owner: 'order desk',
    description: 'One question, one answer.',
    facts: { open: 'number' },
    guards: { 'everything left': 'open == 0' },
    events: ['answered', 'late'],
    chart: {
      id: 'small',
      initial: 'waiting',
      states: {
        waiting: {
          description: 'The warehouse is asked.',
          meta: { owner: 'warehouse' },
          entry: [wait],
          on: {
            answered: [
              { guard: 'everything left', target: 'shipped' },
              { target: 'waiting', reenter: true },
            ],
            late: { target: 'given_up', actions: [{ type: 'tell', params: { who: 'desk' } }] },
          },
        },
        shipped: { type: 'final' },
        given_up: { type: 'final' },
      },
    },
  };
}

/** Two regions side by side, a decision without event in between, and what follows when both have ended. */
export function parallel(): Record<string, unknown> {
  return {
    process: 'two-regions',
    version: 2,
    owner: 'order desk',
    description: 'Goods and books.',
    facts: { open: 'number', urgent: 'boolean' },
    guards: { 'everything left': 'open == 0', 'the customer waits': 'urgent' },
    events: ['fine', 'wrong', 'asked', 'answered', 'late', 'cancelled', 'billed'],
    chart: {
      id: 'two-regions',
      initial: 'checking',
      states: {
        checking: { entry: [{ type: 'check' }], on: { fine: 'open', wrong: 'refused' } },
        open: {
          type: 'parallel',
          meta: { owner: 'order desk' },
          on: { cancelled: { target: 'refused', actions: [{ type: 'tell', params: { who: 'desk', urgent: true } }] } },
          onDone: 'closed',
          states: {
            goods: {
              initial: 'waiting',
              entry: [wait],
              on: { late: { actions: [{ type: 'tell', params: { who: 'buyer' } }, wait] } },
              states: {
                waiting: { on: { answered: 'deciding', asked: {} } },
                deciding: {
                  always: [
                    { guard: { type: 'and', guards: ['everything left', 'the customer waits'] }, target: 'left' },
                    { guard: { type: 'not', guards: ['everything left'] }, target: 'waiting' },
                    { target: 'left', actions: [{ type: 'tell', params: { who: 'buyer' } }] },
                  ],
                },
                left: { type: 'final' },
              },
            },
            books: {
              initial: 'idle',
              states: { idle: { tags: ['idle'], on: { billed: 'done' } }, done: { type: 'final' } },
            },
          },
        },
        closed: { type: 'final' },
        refused: { type: 'final', entry: [{ type: 'tell', params: { who: 'desk' } }] },
      },
    },
  };
}

export function definitionOf(source: unknown, words: Catalogue = catalogue): Definition {
  const read = readDefinition(JSON.stringify(source, null, 2), words);
  assert.ok('definition' in read, 'problems' in read ? JSON.stringify(read.problems, null, 2) : '');
  return read.definition;
}

export function problemsOf(source: unknown): readonly Problem[] {
  const read = readDefinition(typeof source === 'string' ? source : JSON.stringify(source, null, 2), catalogue);
  return 'problems' in read ? read.problems : [];
}

/** The small one in a catalogue whose clocks do not say how long they run. */
export function endless(): Definition {
  const source = JSON.stringify(small()).replace(',"after":"PT4H"', '');
  return definitionOf(JSON.parse(source), {
    effects: {
      startDeadline: { description: 'Starts a clock.', params: { event: { type: 'event' } } },
      tell: { description: 'Tells.', params: { who: { type: 'string' } } },
    },
    events: { answered: 'The warehouse answered.', late: 'It did not.' },
    facts: { open: { type: 'number', description: 'units not shipped' } },
  });
}
