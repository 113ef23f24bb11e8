// What the routes of connections, their health and their dead letters answer.
import { connectionStates } from '#connections/health/judge.ts';
import { historyWords } from '#connections/history-store.ts';
import { replayDoubts } from '#connections/outbound/replay-check.ts';
import { deliveryStates } from '#connections/store.ts';
import { flag, instant, integer, listOf, number, object, open, orNull, ref, text, words } from './answer-schema.ts';
import type { Properties } from './answer-schema.ts';

const anything = (description: string): { readonly description: string } => ({ description });
const seconds = (description: string): ReturnType<typeof orNull> => orNull(integer(description));
const time = (description: string): ReturnType<typeof orNull> => orNull(instant(description));

const written = orNull(
  object('What is written', {
    mediaType: text('Media type.'),
    bytes: integer('How many bytes.'),
    text: orNull(text('As text; null when it is none.')),
    isCut: flag('The text is longer.'),
  }),
);

const problem = orNull(
  object(
    'Why it cannot be sent',
    {
      code: text('Code.'),
      detail: text('What happened.'),
      fix: text('What to do.'),
      cause: text('What it comes from.'),
    },
    ['cause'],
  ),
);

const deadLetters = object('Dead letters', {
  items: listOf(
    object('Dead letters of one cause', {
      connection: text('Where to.'),
      operation: orNull(text('What was asked for; null: the event itself.')),
      type: text('Type of the events.'),
      code: orNull(text('Code of the error.')),
      cause: orNull(text('What the other system calls it.')),
      count: integer('How many; of very many, the oldest are counted.'),
      isMore: flag('There are more than were counted.'),
      lanes: integer('Lanes that wait for those that were counted.'),
      oldestAt: instant('When the oldest was decided.'),
      newestAt: instant('When the newest was decided.'),
      example: integer('Number of the newest.'),
      error: anything('What the newest said.'),
    }),
    'The largest group first.',
  ),
  isCut: flag('There are more groups.'),
});

const worked = object('Worked on', {
  attempted: integer('How many were looked at.'),
  done: integer('How many of them were replayed or skipped.'),
  skipped: listOf(
    object('Left as they are', {
      reason: words(Object.keys(replayDoubts), 'Why.'),
      detail: text('Why, in words, and what to do.'),
      count: integer('How many.'),
      deliveries: listOf({ type: 'integer' }, 'The first of them.'),
    }),
    'Those that were left as they are.',
  ),
  next: orNull(
    object('Where to go on', { after: integer('Send it as after.'), through: integer('Send it as through.') }),
  ),
});

const edit = object(
  'Edited',
  {
    by: text('Who.'),
    at: instant('When.'),
    value: anything('The value; only for callers with the permission personal:read.'),
  },
  ['value'],
);

const preview = object('Preview', {
  seq: integer('Number of the delivery.'),
  connection: text('Where to.'),
  operation: orNull(text('What is asked for; null: the event itself.')),
  lane: text('What it is about.'),
  type: text('What it says.'),
  state: words(deliveryStates, 'State.'),
  value: anything('What would be written.'),
  written,
  problem,
  looked: flag('Whether the other system was looked at.'),
  why: orNull(text('Why it was not.')),
  there: anything('What it has now; null: nothing of it.'),
  isDone: orNull(flag('Whether it has what would be written; null: that cannot be told.')),
  differences: listOf(
    object('Difference', {
      pointer: text('JSON pointer into what would be written.'),
      there: anything('What is there; null: nothing.'),
      wouldBe: anything('What would be there.'),
    }),
    'Where what would be written differs from what is there.',
  ),
  isCut: flag('There are more differences.'),
});

const stream = object('Stream health', {
  name: text('Name of the stream.'),
  isDefined: flag('The connection still has it.'),
  isHeld: flag('A node has it just now.'),
  cursor: orNull(text('Where it goes on.')),
  quietSeconds: seconds('Since it had something, or said that it has nothing.'),
  lastMessageAt: time('When it last had something.'),
  lastCaughtUpAt: time('When it last said that there is no more.'),
  nextAt: instant('Not fetched before.'),
  failures: integer('Faults since it last worked.'),
  problem: orNull(open('The last fault.')),
  waiting: integer('Messages that wait to be worked on.'),
  failed: integer('Messages that could not be used.'),
  oldestWaitingSeconds: seconds('Age of the oldest that waits.'),
});

const health: Properties = {
  code: text('Code of the connection.'),
  kind: text('Connector.'),
  owner: text('Who answers for it.'),
  state: words(connectionStates, 'How it does.'),
  since: time('Since when, if that is known.'),
  why: text('Why, in a sentence.'),
  needs: listOf({ type: 'string' }, 'What somebody has to do.'),
  backlog: object('Backlog', {
    queued: integer('Deliveries that wait or are on their way.'),
    dead: integer('Dead deliveries.'),
    isMore: flag('There are more than were counted.'),
    oldestSeconds: seconds('Age of the oldest that is not settled.'),
  }),
  rates: object('Rates', {
    minutes: integer('Over how many minutes.'),
    delivered: integer('Attempts that arrived.'),
    failed: integer('Attempts that are made again.'),
    dead: integer('Attempts that are not.'),
    errorRate: orNull(number('Share of the attempts that did not arrive; null: there was none.')),
    lastDeliveredAt: time('The last minute in which something arrived.'),
  }),
  breakers: listOf(
    object('Breaker', {
      node: text('Node that asks the receiver only now and then.'),
      failures: integer('Failures in a row.'),
      since: instant('Since when.'),
      asksAgainAt: instant('When it asks again.'),
      error: open('The last fault.'),
    }),
    'Nodes for which the receiver fails.',
  ),
  service: open('From when on it is late.'),
  exchange: object('With partners of EDI', {
    overdue: integer('Interchanges that were not acknowledged in time.'),
    missing: integer('Control numbers that were passed over, for more than an hour.'),
  }),
  streams: listOf(stream, 'What comes in.'),
};

export const connectionAnswers = {
  DeadLetters: deadLetters,
  DeadLettersWorked: worked,
  Preview: preview,
  Previews: object('Previews', {
    items: listOf(ref('Preview'), 'The oldest first.'),
    more: flag('There are more than were looked at.'),
  }),
  DeliveryDetail: object('Delivery in full', {
    delivery: ref('Delivery'),
    operation: orNull(text('What is asked for; null: the event itself.')),
    event: orNull(open('The event; null when the journal no longer has it.')),
    value: anything('What would be written.'),
    written,
    problem,
    withheld: orNull(text('Why value and text are not shown; null: they are.')),
    edited: orNull(edit),
    lane: object('Lane', {
      name: text('What it is about.'),
      head: orNull(integer('The first that is not settled.')),
      behind: integer('How many wait behind this one.'),
      isMore: flag('There are more than were counted.'),
      next: listOf({ type: 'integer' }, 'The next ones.'),
    }),
  }),
  ConnectionHealth: object('Connection health', health),
  ConnectionHealthPage: object('ConnectionHealth page', {
    items: listOf(ref('ConnectionHealth'), 'Entries of the page.'),
    nextCursor: orNull(text('Send it as cursor for the next page; null on the last.')),
  }),
  ConnectionChange: object('Change of a connection', {
    at: instant('When.'),
    by: text('Who; system: Crossdock itself.'),
    what: words(historyWords, 'What was done.'),
    details: object(
      'Details',
      {
        changes: listOf(
          object('Place', {
            pointer: text('JSON pointer into the definition; streams and operations by name.'),
            before: anything('What stood there; null: nothing.'),
            after: anything('What stands there since; null: nothing.'),
          }),
          'Where the definition differs.',
        ),
        isCut: flag('There are more.'),
        replaced: listOf({ type: 'string' }, 'Names of credentials that were given or replaced.'),
        removed: listOf({ type: 'string' }, 'Names of credentials that were taken away.'),
        previousUntil: time('Until when the credential before is good too.'),
        reason: text('Why it was paused.'),
        code: text('Code of the error for which it was switched off.'),
        delivery: integer('Delivery that met it.'),
      },
      ['changes', 'isCut', 'replaced', 'removed', 'previousUntil', 'reason', 'code', 'delivery'],
    ),
  }),
  ConnectionChangePage: object('ConnectionChange page', {
    items: listOf(ref('ConnectionChange'), 'Entries of the page.'),
    nextCursor: orNull(text('Send it as cursor for the next page; null on the last.')),
  }),
  ConnectionCheck: object('Connection check', {
    ok: flag('It can be reached and lets us in.'),
    detail: text('What was seen.'),
    fix: orNull(text('What to do.')),
    code: orNull(text('Code of the fault.')),
    durationMs: integer('How long it took.'),
  }),
} as const;

/** Of a connection, besides what its owner defines. */
export const connectionCare: Properties = {
  pause: orNull(object('Pause', { at: instant('Since when.'), by: text('Who.'), reason: text('Why.') })),
  rotations: open('By name of a credential: who replaced it, when, and until when the one before it is good too.'),
};
