// What routes answer, as JSON Schema for the description. The end-to-end tests check real answers against it.
import { rawStates } from '#connections/inbound/raw-store.ts';
import { deliveryStates } from '#connections/store.ts';
import { orderStatuses } from '#orders/model.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import { statuses } from '#stock/model.ts';
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
  ref,
  text,
  words,
} from './answer-schema.ts';
import type { Properties } from './answer-schema.ts';
import { epcisAnswers } from './answers-epcis.ts';
import { agreementAnswers } from './answers-agreements.ts';
import { identifierAnswers } from './answers-identifiers.ts';
import { connectionAnswers, connectionCare } from './answers-connections.ts';
import { exceptionOfOrder, fulfilment, timelineEntry } from './answers-fulfilment.ts';

function pageOf(name: string): JsonSchema {
  return object(`${name} page`, {
    items: listOf(ref(name), 'Entries of the page.'),
    nextCursor: orNull(text('Send it as cursor for the next page; null on the last.')),
  });
}

const requestedFor = orNull({ ...open('Date wanted, with an optional window of hours.') });
const portion = {
  site: text('Site it comes from.'),
  quantity: number('How much.'),
  promisedFor: date('Date in the zone of the site.'),
};
const portions = listOf(object('Portion', portion), 'Where and when each portion is promised.');
const orderPortions = listOf(
  object(
    'Portion of an order',
    { ...portion, toSite: text('Site to which the goods are being moved, to be sent from there.') },
    ['toSite'],
  ),
  'Where and when each portion is promised.',
);

const orderLine = object(
  'Order line',
  {
    line: integer('Number of the line.'),
    item: text('Code of the item.'),
    unit: text('Base unit of the item; all quantities are in it.'),
    quantity: number('Ordered.'),
    reserved: number('Reserved on hand or on expected supplies.'),
    backordered: number('Not promised yet.'),
    issued: number('Left the site.'),
    cancelled: number('Taken back.'),
    promisedFor: orNull(date('Latest date of the portions; null while something has none.')),
    substitutes: integer('The line that this one stands for, with other goods.'),
    sites: orderPortions,
    price: money,
    amount: money,
  },
  ['substitutes'],
);

const order = object(
  'Order',
  {
    id: text('ord_ and a UUID.'),
    status: words(orderStatuses, 'State of the order.'),
    channel: text('Sales channel.'),
    externalId: text('Id in the channel.'),
    customer: orNull(text('Code of the customer.')),
    site: orNull(text('The only site it may come from.')),
    placedAt: instant('When it was accepted.'),
    requestedFor,
    allowBackorder: flag('May wait for goods.'),
    expiresAt: orNull(instant('When what has not left lapses.')),
    priority: integer('0 to 9, 5 is normal.'),
    party: orNull(text('Reference of the personal data kept apart.')),
    version: integer('Counts changes.'),
    lines: listOf(orderLine, 'Lines.'),
    total: money,
    fulfilment,
    shipTo: orNull(open('Where it goes. Personal data: only for callers with the permission personal:read.')),
  },
  ['shipTo'],
);

const item = object('Item', {
  code: text('Code.'),
  name: text('Name.'),
  unit: text('Base unit.'),
  scale: integer('Decimal places of quantities.'),
  units: listOf(open('Another unit and its factor.'), 'Other units.'),
  lots: flag('Kept in lots.'),
  shelfLifeDays: orNull(integer('Days a lot keeps.')),
  components: listOf(
    object('Component', { item: text('Code.'), quantity: number('Per kit, in the base unit of the component.') }),
    'Not empty: a kit.',
  ),
  active: flag('May be ordered.'),
  gtin: orNull(text('GTIN.')),
  attributes: open('Further attributes.'),
});
const site = object(
  'Site',
  {
    code: text('Code.'),
    name: text('Name.'),
    company: text('Company it belongs to.'),
    zone: text('IANA time zone.'),
    rank: integer('Preference, lower first.'),
    active: flag('May be promised from.'),
    cutOff: text('Time of day from which on goods are promised for the next day.'),
    sources: listOf(open('A source of its stock events.'), 'Systems that report its stock.'),
  },
  ['cutOff', 'sources'],
);
const partner = object(
  'Partner',
  {
    code: text('Code.'),
    name: text('Name of the company.'),
    roles: listOf({ type: 'string' }, 'What it is to us.'),
    company: orNull(text('Company it belongs to; null is the whole network.')),
    active: flag('Still a partner.'),
    ids: listOf(open('An identifier in a scheme.'), 'Identifiers.'),
    party: orNull(text('Reference of the personal data kept apart.')),
    attributes: open('Further attributes; policies read some.'),
    contact: orNull(open('Personal data: only for callers with the permission personal:read.')),
  },
  ['attributes', 'contact'],
);

const source = {
  source: text('Who reports.'),
  asOf: instant('The latest moment it spoke of.'),
  heardAt: instant('When it was last heard.'),
  staleSeconds: integer('Age of asOf, rounded up.'),
  staleAfterSeconds: orNull(integer('Age the site allows it.')),
  stale: flag('Older than allowed.'),
};
const stock = object('Stock', {
  item: text('Code.'),
  site: text('Code.'),
  unit: text('Unit of all quantities here.'),
  onHand: number('Physically there, in every status.'),
  reserved: number('Reserved out of it.'),
  available: number('May be promised now.'),
  inbound: number('Expected and not received.'),
  inboundReserved: number('Reserved out of it.'),
  short: number('Reserved, and no longer there.'),
  unexplained: number('Issued, and never seen to arrive.'),
  details: listOf(
    object('Stock detail', {
      lot: orNull(text('Lot.')),
      status: words(statuses, 'What it may be used for.'),
      quantity: number('How much.'),
      unexplained: number('Issued, and never seen to arrive.'),
      expiresOn: orNull(date('The day from which it may not be used.')),
    }),
    'By lot and status.',
  ),
  sources: listOf(object('Stock source', source), 'Who reported the stock of the site, and how old that is.'),
});
const availability = object('Availability', {
  item: text('Code.'),
  unit: text('Unit of all quantities here.'),
  quantity: number('Asked for.'),
  at: orNull(date('Asked for.')),
  available: number('What an order for the date would get without a backorder; without a date: what is there now.'),
  promisable: flag('All of the quantity has a date.'),
  promisedFor: orNull(date('When the last portion is there.')),
  portions,
  open: number('What has no date.'),
  sites: listOf(
    object(
      'Place',
      {
        site: text('Code.'),
        onHand: number('There.'),
        reserved: number('Reserved.'),
        available: number('May be promised now.'),
        inbound: number('Expected and not reserved.'),
      },
      ['onHand', 'reserved', 'available', 'inbound'],
    ),
    'Places, in the order in which they are asked; a kit has no stock of its own.',
  ),
  sources: listOf(
    object('Source of availability', { site: text('Code.'), ...source }),
    'Who reported the stock, and how old that is.',
  ),
  staleness: orNull(
    object('Staleness', { asOf: instant('The oldest of the sources.'), staleSeconds: integer('Its age.') }),
  ),
  asOf: instant('The moment of the answer.'),
});
const movement = object('Movement', {
  id: text('Turn and number.'),
  item: text('Code.'),
  site: text('Code.'),
  lot: orNull(text('Lot.')),
  status: words(statuses, 'Status.'),
  quantity: number('What was added; below 0: taken away.'),
  unit: text('Unit.'),
  kind: text('Why stock moved.'),
  occurredAt: instant('When it happened.'),
  source: text('Who reported it.'),
  sequence: orNull(integer('Number in the source.')),
  reason: orNull(text('Reason.')),
  reference: orNull(text('Document.')),
  expiresOn: orNull(date('Expiry of the lot.')),
});
const entryFields: Properties = {
  id: text('Position in the journal and number within it.'),
  type: text('What happened.'),
  subject: text('What it is about.'),
  occurredAt: instant('When it happened.'),
  recordedAt: instant('When it was recorded.'),
  actor: text('Who caused it.'),
  correlationId: text('Ties together one piece of business.'),
  causationId: text('Message that caused it.'),
  objects: listOf(
    object('Object', { type: text('Kind.'), id: text('Id.'), qualifier: text('Its part.') }),
    'Everything concerned.',
  ),
  data: open('The fact; quantities are at the scale of the item.'),
};
const entry = object('Journal entry', entryFields);
const reservation = object('Reservation', {
  id: text('res_ and an id.'),
  state: words(['pending', 'posted', 'voided', 'expired'], 'State.'),
  item: text('Code.'),
  unit: text('Unit.'),
  quantity: number('Reserved.'),
  posted: number('Taken out.'),
  reference: orNull(text('Document.')),
  madeAt: instant('When it was made.'),
  expiresAt: orNull(instant('When it lapses.')),
  sites: portions,
});
const key = object('API key', {
  id: text('key_ and a UUID.'),
  name: text('What it is for.'),
  role: text('Role.'),
  sites: orNull(listOf({ type: 'string' }, 'Sites it is limited to.')),
  companies: orNull(listOf({ type: 'string' }, 'Companies it is limited to.')),
  sources: orNull(listOf({ type: 'string' }, 'Sources whose events it may send; null: of any.')),
  createdAt: instant('When it was made.'),
  createdBy: text('Who made it.'),
  revokedAt: orNull(instant('When it was revoked.')),
});
const newKey = object('New API key', {
  id: text('key_ and a UUID.'),
  key: text('The key itself; shown once.'),
  name: text('What it is for.'),
  role: text('Role.'),
  sites: orNull(listOf({ type: 'string' }, 'Sites it is limited to.')),
  companies: orNull(listOf({ type: 'string' }, 'Companies it is limited to.')),
  sources: orNull(listOf({ type: 'string' }, 'Sources whose events it may send; null: of any.')),
  createdBy: text('Who made it.'),
});
const intake = object('Held event', {
  id: text('int_ and a UUID.'),
  source: text('Who sent it.'),
  eventId: text('Its id there.'),
  type: text('Its type.'),
  state: words(['held', 'replayed'], 'State.'),
  reason: open('Why it could not be applied.'),
  heldAt: instant('When.'),
  replayedAt: orNull(instant('When it was applied after all.')),
  event: { description: 'The event as it came.' },
});
const delivery = object('Delivery', {
  seq: integer('Number.'),
  connection: text('Where to.'),
  lane: text('What it is about; one after another.'),
  type: text('What it says.'),
  state: words(deliveryStates, 'State.'),
  attempts: integer('Attempts so far.'),
  availableAt: instant('Not before.'),
  deliveredAt: orNull(instant('When.')),
  lastError: { description: 'What went wrong last.' },
  handledBy: orNull(text('Who replayed or skipped it last.')),
  operation: orNull(text('What is asked for; null: the event itself.')),
  editedBy: orNull(text('Who last put a value in the place of what the mapping makes.')),
  editedAt: orNull(instant('When.')),
  history: listOf(
    object(
      'Past of a delivery',
      {
        what: words(['answered', 'sent_again', 'refused_later'], 'An operation was done; or it was delivered before.'),
        at: instant('When.'),
        operation: text('What was done.'),
        nothing: flag('Its mapping made nothing, so nothing was sent.'),
        of: integer('Number of the delivery before.'),
        by: text('Who.'),
        reason: text('Why.'),
        message: orNull(text('Message that refused it.')),
      },
      ['operation', 'nothing', 'of', 'by', 'reason', 'message'],
    ),
    'What came before the operation it stands at.',
  ),
  entry: text('The journal entry it tells of.'),
});
const rawMessage = object(
  'Raw message',
  {
    id: text('Id.'),
    connection: text('Where it came in.'),
    stream: text('On which way.'),
    key: text('Under which it is known in its stream.'),
    mediaType: text('What it says it is.'),
    about: open('What came with it: a file name, headers.'),
    bytes: integer('Its size.'),
    corrected: flag('Whether somebody put another body in its place.'),
    state: words(rawStates, 'State.'),
    attempts: integer('How often it was worked on.'),
    result: orNull(open('What became of its documents, and what failed where.')),
    receivedAt: instant('When it was stored.'),
    settledAt: orNull(instant('When it was worked on to the end.')),
    handledBy: orNull(text('Who corrected, replayed or skipped it last.')),
    body: text('As it is worked on.'),
    encoding: words(['utf8', 'base64'], 'How the body is written here.'),
  },
  ['body', 'encoding'],
);
const stored = object('Stored', {
  stored: integer('Messages that are new.'),
  known: integer('Messages that were known already.'),
});
const connectionFields: Properties = {
  code: text('Code.'),
  kind: text('Connector that speaks to the other system.'),
  owner: text('Who answers for it.'),
  active: flag('Whether anything is sent or fetched.'),
  types: listOf({ type: 'string' }, 'Types of events that are sent as they are.'),
  settings: open('As the connector has them.'),
  streams: listOf(open('One way in which messages come in.'), 'What comes in.'),
  operations: listOf(open('Something that the other system can be asked to do.'), 'What goes out.'),
  rights: orNull(open('What it may bring in.')),
  system: orNull(text('Whose identifiers it speaks.')),
  limits: open('How fast, how much and how long.'),
  service: open('From when on it is late.'),
  maintenance: listOf(open('A time in which nothing is sent or fetched.'), 'When it rests.'),
  credentials: listOf({ type: 'string' }, 'Names of the secrets that are there.'),
  problem: { description: 'Why Crossdock switched it off; null when it did not.' },
  changedAt: instant('When it was changed last.'),
  changedBy: text('Who changed it last.'),
  ...connectionCare,
};
const connection = object('Connection', connectionFields);
const definedConnection = object('Defined connection', {
  ...connectionFields,
  made: open('Secrets that were made for it now, by name; shown once.'),
  warnings: listOf(
    object('Warning', { pointer: text('Where.'), detail: text('What is strange.'), fix: text('What to do about it.') }),
    'What may be a mistake, though it is defined.',
  ),
});
const connector = object('Connector', {
  kind: text('Its name, as connections have it.'),
  title: text('What it speaks to.'),
  settings: open('JSON Schema of the settings of a connection.'),
  credentials: listOf(open('Name, title, whether it is needed, whether it is made.'), 'Secrets.'),
  stream: orNull(open('JSON Schema of the settings of a stream; null: nothing comes in.')),
  operation: orNull(open('JSON Schema of the settings of an operation; null: only events are sent.')),
  pushed: flag('Whether the other system sends by itself to /v1/in/{connection}/{stream}.'),
});
const definitionFields: Properties = {
  kind: words(['process', 'policy', 'mapping'], 'What it defines.'),
  name: text('Its name.'),
  version: integer('Its version; a version never changes.'),
  hash: text('SHA-256 of its content.'),
  owner: text('Who answers for it.'),
  active: flag('In force: new orders start with it. At most one version of a name is.'),
  changedAt: instant('When it was kept, put in force or taken out of it.'),
};
const fieldError = object(
  'Field at fault',
  {
    pointer: text('JSON pointer into the body.'),
    parameter: text('Name of a parameter or header.'),
    line: integer('Line in the text of a definition, from 1.'),
    column: integer('Column in that line, from 1.'),
    detail: text('What is wrong.'),
    fix: text('What to do.'),
  },
  ['pointer', 'parameter', 'line', 'column'],
);
const problemProperties: Properties = {
  type: text('Address of the kind of problem.'),
  title: text('What kind of problem.'),
  status: integer('HTTP status.'),
  detail: text('What happened.'),
  code: text('Code for programs.'),
  fix: text('What to do.'),
  retryable: flag('The same request may succeed later.'),
  instance: text('This occurrence.'),
  errors: listOf(ref('FieldError'), 'Fields at fault.'),
  facts: open('Facts for programs.'),
};
const problem = {
  ...object('Problem', problemProperties, ['instance', 'errors', 'facts']),
  additionalProperties: true,
  description: 'RFC 9457.',
};
const event = object(
  'Answer to an event',
  {
    id: orNull(text('Of the event.')),
    source: orNull(text('Of the event.')),
    status: words(['accepted', 'duplicate', 'rejected'], 'What became of it.'),
    intake: text('Where it is kept to be corrected.'),
    result: open('Stock after the event.'),
    problem: ref('Problem'),
  },
  ['intake', 'result', 'problem'],
);

export const answers = {
  Health: object('Health', { status: text('ok.'), version: text('Version.') }),
  Readiness: object('Readiness', {
    status: words(['ready', 'degraded', 'unready'], 'State.'),
    version: text('Version.'),
    checks: listOf(object('Check', { name: text('What.'), ok: flag('Well.'), detail: text('How.') }), 'Checks.'),
  }),
  Text: { type: 'string' },
  Stream: {
    type: 'string',
    description: 'Server-sent events: id is the place in the journal, event the type, data the entry.',
  },
  Description: open('An API description.'),
  Item: item,
  ItemPage: pageOf('Item'),
  Site: site,
  SitePage: pageOf('Site'),
  Partner: partner,
  PartnerPage: pageOf('Partner'),
  Order: order,
  OrderPage: pageOf('Order'),
  OrderBatch: object('Answers to orders', {
    items: listOf(
      object(
        'Answer to an order',
        {
          index: integer('Place in the request.'),
          channel: text('Of the order.'),
          externalId: text('Of the order.'),
          status: words(['accepted', 'rejected'], 'What became of it.'),
          order: ref('Order'),
          problem: ref('Problem'),
        },
        ['channel', 'externalId', 'order', 'problem'],
      ),
      'One for each order, in their order.',
    ),
  }),
  Timeline: object('Timeline', {
    items: listOf(timelineEntry(entryFields), 'Entries, oldest first.'),
    nextCursor: orNull(text('For the next page.')),
  }),
  Entry: entry,
  Definition: object('Definition', definitionFields),
  DefinitionPage: pageOf('Definition'),
  DefinitionDocument: object('Definition with content', {
    ...definitionFields,
    content: open('The document itself.'),
  }),
  Exception: exceptionOfOrder,
  ExceptionPage: pageOf('Exception'),
  Reservation: reservation,
  StockPage: pageOf('Stock'),
  Stock: stock,
  Availability: availability,
  Movement: movement,
  MovementPage: pageOf('Movement'),
  Verification: {
    ...object('Verification', {
      ok: flag('Nothing is wrong.'),
      violations: listOf(open('A broken invariant.'), 'What is wrong.'),
    }),
    additionalProperties: true,
  },
  VerificationStatus: object('VerificationStatus', {
    findings: listOf(
      object('Finding', {
        pass: text('Kind of rows that were looked at.'),
        check: text('What should hold.'),
        subject: text('What it is broken for.'),
        expected: text('What should be stored.'),
        found: text('What is.'),
        rows: { description: 'The rows it was found in.' },
        position: integer('Position of the journal when it was first seen: the cause lies before.'),
        since: instant('When it was first seen.'),
        seenAt: instant('When it was looked at last.'),
      }),
      'What is broken; it leaves the list when it was looked at again and is right.',
    ),
    passes: listOf(
      object('Pass', {
        pass: text('Kind of rows.'),
        cycles: integer('How often all of them were looked at.'),
        finishedAt: orNull(instant('When they last were.')),
        after: text('The last key that was looked at in the cycle under way.'),
        rowsLookedAt: integer('Rows looked at so far.'),
        busyMs: { type: 'number', description: 'Milliseconds this took.' },
      }),
      'Each kind of rows.',
    ),
    share: { type: 'number', description: 'Of the time of one core, since the verifier began.' },
  }),
  Activity: object('Activity', {
    items: listOf(
      object('Day', { day: text('Date in UTC.'), entries: open('Entries by type.') }),
      'Days with entries.',
    ),
    position: integer('Position of the journal up to which this counts.'),
    turnsBehind: integer('Turns that are not counted yet.'),
  }),
  Connection: connection,
  ConnectionPage: pageOf('Connection'),
  DefinedConnection: definedConnection,
  RawMessage: rawMessage,
  RawMessagePage: pageOf('RawMessage'),
  Stored: stored,
  Connectors: object('Connectors', { items: listOf(connector, 'By name.') }),
  Replayed: object('Replayed', { replayed: integer('How many are sent, or worked on, again.') }),
  Delivery: delivery,
  ...connectionAnswers,
  DeliveryPage: pageOf('Delivery'),
  Intake: intake,
  IntakePage: pageOf('Intake'),
  EventAnswer: {
    anyOf: [event, object('Answers to events', { items: listOf(event, 'One for each event, in their order.') })],
    description: 'For one event, or for a batch.',
  },
  ...identifierAnswers,
  ...epcisAnswers,
  ...agreementAnswers,
  IdentifierPage: pageOf('Identifier'),
  IdentifierChangePage: pageOf('IdentifierChange'),
  IdentifierSystemPage: pageOf('IdentifierSystem'),
  UnmatchedIdentifierPage: pageOf('UnmatchedIdentifier'),
  Key: key,
  KeyPage: pageOf('Key'),
  NewKey: newKey,
  Problem: problem,
  FieldError: fieldError,
} as const satisfies Readonly<Record<string, JsonSchema>>;

export type AnswerName = keyof typeof answers;
