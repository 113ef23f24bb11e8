// What the API answers of an order's way through its process.
import type { JsonSchema } from '#contracts/schema.ts';
import {
  bookingStates,
  holdKinds,
  owners,
  recoveryOptions,
  releaseStates,
  riskCauses,
  shipmentStates,
  transportStates,
} from '#orders/fulfilment.ts';
import { deliveryStates } from '#connections/store.ts';
import {
  date,
  flag,
  instant,
  integer,
  listOf,
  money,
  number,
  object,
  open,
  orNull,
  text,
  words,
} from './answer-schema.ts';
import type { Properties } from './answer-schema.ts';

const hold = object('Hold', {
  hold: words(holdKinds, 'Why the order is held.'),
  ask: words(['finance', 'desk'], 'Who decides.'),
  state: words(['open', 'released', 'refused'], 'Decided or not.'),
  by: orNull(text('Who decided.')),
  reason: orNull(text('Why it was decided so.')),
  amount: {
    ...money,
    description:
      'What the order came to when it was looked at, as far as it had prices; or up to what finance let it go.',
  },
  belowListPercent: number('By how many percent its cheapest line was below the list price.'),
});

const release = object('Release', {
  id: text('The order’s id, -R and a number.'),
  site: text('The site that was asked.'),
  state: words(releaseStates, 'What the warehouse made of it.'),
  lines: listOf(
    object('Released line', {
      line: integer('Number of the line.'),
      quantity: number('What the warehouse is to send: less what it could not find.'),
      shipped: number('What has left.'),
    }),
    'Lines.',
  ),
});

const booking = (description: string): JsonSchema => ({
  ...object('Booking', {
    state: words(bookingStates, 'How far it is.'),
    document: orNull(text('Number of the document, once there is one.')),
  }),
  description,
});

const shippedLine = object('Shipped line', {
  line: integer('Number of the line.'),
  quantity: number('How much.'),
  lot: orNull(text('Lot.')),
});

const shipment = object('Shipment', {
  id: text('The warehouse’s number; with -R and a count where another release has the same.'),
  release: text('The release it belongs to.'),
  site: text('Where it leaves from.'),
  state: words(shipmentStates, 'How far it is.'),
  lines: listOf(shippedLine, 'Lines.'),
  short: listOf(shippedLine, 'What the warehouse did not find.'),
  billed: orNull(
    listOf(
      object('Billed line', { line: integer('Number of the line.'), quantity: number('How much.') }),
      'What of it finance was asked to bill; null where it is all of it, or nobody was asked yet.',
    ),
  ),
  transport: orNull(
    words(transportStates, 'What became of asking for a carrier; null where none was, or one takes it.'),
  ),
  carrier: orNull(text('Carrier.')),
  tracking: orNull(text('Number at the carrier.')),
  cost: { ...money, description: 'Freight, as the carrier said.' },
  leftAt: orNull(instant('When it was told to have left.')),
  expectedOn: orNull(date('When it should arrive.')),
  deliveredAt: orNull(instant('When it arrived.')),
  issue: booking('What the ERP posted of it.'),
  invoice: booking('What finance billed of it.'),
});

const alternative = object('Alternative', {
  option: words(recoveryOptions, 'What can be done.'),
  date: orNull(date('When the customer would have the goods promised then.')),
  cost: { ...money, description: 'What it costs; null where the order has no prices.' },
  site: orNull(text('The other site, where one is meant.')),
  item: orNull(text('The other item, where one is meant.')),
  recommended: flag('What the policy proposes.'),
});

const risk = object('Promise at risk', {
  cause: words(riskCauses, 'Why the promise is going to break.'),
  since: instant('Since when it is known.'),
  promisedFor: orNull(date('What the customer was told.')),
  expectedOn: orNull(date('What is to be expected now; null while nobody knows.')),
  alternatives: listOf(alternative, 'What can be done instead.'),
  chosen: orNull(words(recoveryOptions, 'What was chosen.')),
});

const exception = object('Open exception', {
  kind: text('What somebody has to look at.'),
  owner: words(owners, 'Who looks.'),
  since: instant('Since when.'),
  times: integer('How often it happened.'),
});

/** States within states, as the chart nests them: a name, or an object of child states. */
const state: JsonSchema = {
  anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
  description: 'Where the case stands in its chart: a state, or the states of its regions.',
};

export const fulfilment = {
  ...orNull(
    object('Fulfilment', {
      process: text('Name of the process.'),
      version: integer('The version that the order stays with.'),
      state,
      holds: listOf(hold, 'What stood or stands against the order.'),
      releases: listOf(release, 'What warehouses were asked for.'),
      shipments: listOf(shipment, 'What was picked, packed or sent.'),
      promisedFor: orNull(date('The date the customer was told.')),
      risk: orNull({ ...risk, description: 'Why the promise is going to break, and what can be done instead.' }),
      exceptions: listOf(exception, 'What somebody has to look at.'),
      clocks: listOf(
        object('Clock', { event: text('What is heard when the time is up.'), at: instant('When.') }),
        'What the order waits for, soonest first.',
      ),
      changeWaits: flag('A change waits until warehouses have given the goods back.'),
      cancelAsked: flag('The customer does not want the order any more.'),
    }),
  ),
  description: 'What has become of the order in its process; null where no process runs it.',
};

/** An open exception in the list of all of them. */
export const exceptionOfOrder = object('Exception', {
  order: text('ord_ and a UUID.'),
  channel: text('Sales channel.'),
  externalId: text('Id in the channel.'),
  customer: orNull(text('Code of the customer.')),
  status: text('State of the order.'),
  kind: text('What somebody has to look at.'),
  owner: words(owners, 'Who looks.'),
  since: instant('Since when.'),
  times: integer('How often it happened.'),
});

const decision = object('Decision', {
  policy: text('Name and version of the policy.'),
  inputs: open('The values that were looked at.'),
  outputs: listOf(open('What a rule gave.'), 'One for each rule.'),
  rules: listOf(
    object('Rule', { id: text('Number in the table.'), description: text('What it says.') }),
    'The rules that decided.',
  ),
});

/** An entry of the journal as the timeline of an order tells it. */
export function timelineEntry(entry: Properties): JsonSchema {
  return object('Timeline entry', {
    ...entry,
    who: object('Who', {
      kind: words(['system', 'caller', 'crossdock'], 'Another system, the holder of a key, or Crossdock itself.'),
      name: text('Its name: the source of events, or what the key is for.'),
    }),
    what: text('What happened, in one sentence.'),
    case: orNull({
      ...object(
        'Move',
        {
          process: text('Process and version.'),
          from: text('Where the case stood; left out where it began.'),
          to: text('Where it stands since.'),
        },
        ['from'],
      ),
      description: 'What it did to the case of the order; null where it did nothing to it.',
    }),
    decisions: listOf(decision, 'What policies decided on the way, and why.'),
    intake: orNull({
      ...object('Event that was held', {
        id: text('int_ and a UUID.'),
        source: text('Who sent it.'),
        state: words(['held', 'replayed'], 'State.'),
        reason: open('Why it could not be applied.'),
        replayedAt: orNull(instant('When it was applied after all.')),
      }),
      description: 'The event that names the order and could not be applied; null for other entries.',
    }),
    deliveries: listOf(
      object('Sent', {
        seq: integer('Number of the delivery.'),
        connection: text('Where to.'),
        state: words(deliveryStates, 'State.'),
        attempts: integer('Attempts so far.'),
        deliveredAt: orNull(instant('When it was taken.')),
        lastError: { description: 'What went wrong last; null when nothing did.' },
      }),
      'What became of it in other systems.',
    ),
  });
}
