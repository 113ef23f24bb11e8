// What the API answers of an order's way through its process.
import type { JsonSchema } from '#contracts/schema.ts';
import {
  bookingStates,
  holdKinds,
  recoveryOptions,
  releaseStates,
  riskCauses,
  shipmentStates,
} from '#orders/fulfilment.ts';
import { date, flag, instant, integer, listOf, money, number, object, orNull, text, words } from './answer-schema.ts';

const hold = object('Hold', {
  hold: words(holdKinds, 'Why the order is held.'),
  ask: words(['finance', 'desk'], 'Who decides.'),
  state: words(['open', 'released', 'refused'], 'Decided or not.'),
  by: orNull(text('Who decided.')),
  reason: orNull(text('Why it was decided so.')),
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

const shipment = object('Shipment', {
  id: text('The warehouse’s number.'),
  release: text('The release it belongs to.'),
  site: text('Where it leaves from.'),
  state: words(shipmentStates, 'How far it is.'),
  lines: listOf(
    object('Shipped line', {
      line: integer('Number of the line.'),
      quantity: number('How much.'),
      lot: orNull(text('Lot.')),
    }),
    'Lines.',
  ),
  carrier: orNull(text('Carrier.')),
  tracking: orNull(text('Number at the carrier.')),
  cost: { ...money, description: 'Freight, as the carrier said.' },
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
  since: instant('Since when.'),
  times: integer('How often it happened.'),
});
