// What routes about agreements answer.
import { sentStates } from '#connections/agreements/judge-answer.ts';
import { indicators } from '#connections/agreements/model.ts';
import { flag, instant, integer, listOf, object, open, orNull, text, words } from './answer-schema.ts';
import type { Properties } from './answer-schema.ts';

const anything = (description: string): { readonly description: string } => ({ description });
const nextCursor = orNull(text('Send it as cursor for the next page; null on the last.'));
const time = (description: string): ReturnType<typeof orNull> => orNull(instant(description));

const party = (description: string): ReturnType<typeof object> => ({
  ...object('Ids of a side', {
    qualifier: text('ISA05 or 0007.'),
    id: text('ISA06 or 0004.'),
    group: orNull(text('GS02 or GS03; null: the id.')),
  }),
  description,
});

const agreement: Properties = {
  code: text('Code.'),
  owner: text('Who answers for it.'),
  partner: text('Our code of the partner.'),
  active: flag('Whether interchanges are taken and sent under it.'),
  standard: words(['x12', 'edifact'], 'Standard.'),
  indicator: words(indicators, 'Whether it is for production or for tests.'),
  ours: party('Our ids.'),
  theirs: party('The ids of the partner.'),
  version: text('ISA12, or the syntax of UNB, of what is sent.'),
  separators: open('Separators of what is sent; those left out are the usual ones.'),
  lineEnd: words(['none', 'crlf', 'lf'], 'After each segment that is sent.'),
  zone: text('Time zone of the dates of envelopes.'),
  mode: words(['strict', 'lenient'], 'How what comes is read.'),
  checks: words(['content', 'envelopes'], 'What is checked of what comes.'),
  connections: listOf({ type: 'string' }, 'Connections that may bring its messages.'),
  receives: listOf(
    object('Received type', {
      type: text('Type of message.'),
      versions: orNull(listOf({ type: 'string' }, 'Versions; null: any.')),
      mapping: orNull(text('Mapping that its records go through; null: none.')),
      mode: orNull(words(['strict', 'lenient'], 'Mode of this type; null: that of the agreement.')),
      overlay: anything('How the partner differs from what is usual; null: not at all.'),
    }),
    'What the partner sends.',
  ),
  sends: listOf(
    object('Sent type', {
      type: text('Type of message.'),
      version: text('Its version.'),
      overlay: anything('How the partner differs from what is usual; null: not at all.'),
    }),
    'What we send.',
  ),
  acknowledge: object('Acknowledgements that we send', {
    interchange: words(['never', 'asked', 'always'], 'When the interchange is acknowledged: TA1.'),
    messages: words(['none', '997', '999', 'CONTRL'], 'By what its messages are acknowledged.'),
    application: words(['none', '824', 'APERAK'], 'By what a document is refused that fails later.'),
    to: orNull(object('Where they go', { connection: text('Connection.'), operation: text('Operation.') })),
  }),
  awaits: orNull(
    object('Acknowledgements that we wait for', {
      acknowledgementWithinMinutes: { type: 'number', description: 'Minutes from when it was sent.' },
      what: words(['messages', 'interchange'], 'What ends the wait.'),
    }),
  ),
  controlNumbers: object('Control numbers of the partner', {
    duplicates: words(['refuse', 'note'], 'What becomes of an interchange whose number came before.'),
    gaps: words(['note', 'ignore'], 'Whether numbers that are passed over are noted.'),
    groups: words(['note', 'ignore'], 'Whether numbers of groups are looked at beyond their interchange.'),
  }),
  changedAt: instant('When it was changed last.'),
  changedBy: text('Who changed it.'),
};

const warnings = listOf(
  object('Warning', { code: text('Code.'), detail: text('What is not there.'), fix: text('What to do.') }),
  'What it names and is not there yet.',
);

export const agreementAnswers = {
  Agreement: object('Agreement', agreement),
  AgreementPage: object('Agreement page', {
    items: listOf(object('Agreement', agreement), 'Entries of the page.'),
    nextCursor,
  }),
  PutAgreement: object('Put agreement', { ...agreement, warnings }),
  RemovedAgreement: object('Removed agreement', {
    code: text('Code.'),
    removed: flag('It was there, and is no more.'),
  }),
  AgreementCheck: object('Agreement check', { ok: flag('It can be put.'), warnings }),
  AgreementChangePage: object('AgreementChange page', {
    items: listOf(
      object('Change of an agreement', {
        before: orNull(open('The agreement before; null: there was none.')),
        after: orNull(open('The agreement since; null: it was ended.')),
        changedAt: instant('When.'),
        changedBy: text('Who.'),
      }),
      'The latest first.',
    ),
    nextCursor,
  }),
  InterchangePage: object('Interchange page', {
    items: listOf(
      object('Interchange', {
        direction: words(['in', 'out'], 'Whether the partner sent it, or we.'),
        control: text('Control number.'),
        groups: listOf({ type: 'string' }, 'Control numbers of its groups.'),
        state: words(
          [...sentStates, 'duplicate'],
          'Of what came: accepted, noted (with errors), partly (some of its messages were refused), refused, duplicate. Of what went: prepared, sent, received, what the partner said, overdue, or given_up: its delivery was skipped.',
        ),
        connection: text('Connection that brought it, or sends it.'),
        by: text('Its stream, or its operation.'),
        at: instant('When it came, or was prepared.'),
        ageSeconds: integer('How long ago.'),
        messages: integer('Messages in it.'),
        refused: orNull(integer('Of what came: messages that were refused.')),
        message: orNull(text('Of what came: the raw message.')),
        deliveries: listOf({ type: 'integer' }, 'Of what went: its deliveries.'),
        about: listOf({ type: 'string' }, 'What these are about: orders.'),
        sentAt: time('When the partner had it.'),
        dueAt: time('Until when it is to be acknowledged.'),
        overdueAt: time('When it was found overdue.'),
        answeredAt: time('When it was answered last.'),
        notes: listOf(
          object('Note', { code: text('What, in a word.'), detail: text('In words.') }),
          'What was noticed of its numbers; of what went, what the partner said of it.',
        ),
        isOpen: flag('An answer is waited for.'),
      }),
      'The latest first.',
    ),
    nextCursor,
    missing: listOf(
      object('Missing number', {
        what: words(['interchange', 'group'], 'Of what.'),
        number: integer('The control number.'),
        noticedAt: instant('When it was passed over.'),
        message: text('The raw message that came instead.'),
      }),
      'Control numbers of the partner that were passed over.',
    ),
    unknownAnswers: listOf(
      object('Answer to nothing', {
        kind: text('TA1, 997, 999 or CONTRL.'),
        control: text('The number it names.'),
        said: text('What it says.'),
        effect: text('What it led to.'),
        message: text('The raw message.'),
        at: instant('When it came.'),
      }),
      'What the partner said of what nobody sent: the latest.',
    ),
  }),
} as const;
