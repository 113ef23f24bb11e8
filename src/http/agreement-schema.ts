// The body that puts an agreement.
import type { JsonSchema } from '#contracts/schema.ts';

const value = (name: string): JsonSchema => ({ $ref: `https://crossdock.dev/contracts/value/1-0-0#/$defs/${name}` });
const words = (title: string, description: string, list: readonly string[]): JsonSchema => ({
  title,
  description,
  type: 'string',
  enum: list,
});
const name = (description: string): JsonSchema => ({
  title: 'name',
  description,
  type: 'string',
  maxLength: 64,
  pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$',
  examples: ['edi-850'],
});
const object = (
  title: string,
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema => ({
  title,
  description,
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
});
const list = (title: string, description: string, items: JsonSchema, maxItems: number): JsonSchema => ({
  title,
  description,
  type: 'array',
  maxItems,
  items,
});

const visible = '^[^\\p{Cc}\\p{Cs}]*$';
const type: JsonSchema = {
  title: 'type',
  description: 'Type of message.',
  type: 'string',
  pattern: '^(?:[0-9]{3}|[A-Z]{6})$',
  examples: ['850'],
};
const mode = words(
  'mode',
  'How faults are taken: strict refuses a message for each, lenient names those that can be lived with.',
  ['strict', 'lenient'],
);
const overlay: JsonSchema = {
  title: 'overlay',
  description:
    'How the partner differs from what is usual, where the format says "documents": lines in the notation of correspondences. Left out: not at all.',
  anyOf: [
    { title: 'lines', description: 'Lines as one text.', type: 'string', maxLength: 100_000 },
    {
      title: 'list of lines',
      description: 'Line by line.',
      type: 'array',
      maxItems: 2_000,
      items: { title: 'line', description: 'A line.', type: 'string', maxLength: 400 },
    },
  ],
};
const one = (description: string): JsonSchema => ({
  title: 'separator',
  description,
  type: 'string',
  minLength: 1,
  maxLength: 1,
});

const party = (description: string): JsonSchema =>
  object(
    'ids',
    description,
    {
      qualifier: {
        title: 'qualifier',
        description: 'ISA05 or 0007. Left out: none.',
        type: 'string',
        maxLength: 4,
        pattern: visible,
        examples: ['ZZ'],
      },
      id: {
        title: 'id',
        description: 'ISA06 or 0004.',
        type: 'string',
        minLength: 1,
        maxLength: 35,
        pattern: visible,
        examples: ['CROSSDOCK'],
      },
      group: {
        title: 'group id',
        description: 'GS02 or GS03. Left out: the id.',
        type: 'string',
        minLength: 1,
        maxLength: 15,
        pattern: visible,
      },
    },
    ['id'],
  );

export const agreementSchema: JsonSchema = {
  $id: 'https://crossdock.dev/api/agreement',
  ...object(
    'Agreement with a partner of EDI',
    'What was agreed on.',
    {
      owner: { ...value('text'), description: 'The person or team that answers for it.' },
      partner: { ...value('code'), description: 'Our code of the partner.' },
      active: {
        title: 'active',
        description: 'Whether interchanges are taken and sent under it. Left out: true.',
        type: 'boolean',
      },
      standard: words('standard', 'Which standard.', ['x12', 'edifact']),
      indicator: words('indicator', 'What ISA15 or 0035 says of its interchanges.', ['production', 'test']),
      ours: party('Our ids, as envelopes have them.'),
      theirs: party('The ids of the partner.'),
      version: {
        title: 'version',
        description:
          'Of envelopes that are sent: ISA12, such as 00401, or the syntax of UNB, such as UNOC:3. Left out: these.',
        type: 'string',
        maxLength: 6,
        examples: ['00401'],
      },
      separators: object('separators', 'Of what is sent. Left out: the usual ones.', {
        segment: one('After each segment.'),
        element: one('Between elements.'),
        component: one('Between components.'),
        repetition: one('Between repetitions.'),
        release: one('Before a separator that is none; EDIFACT.'),
        decimal: words('decimal', 'Decimal mark.', ['.', ',']),
      }),
      lineEnd: words('line end', 'After each segment that is sent. Left out: none.', ['none', 'crlf', 'lf']),
      zone: {
        title: 'zone',
        description: 'Time zone of the dates of envelopes. Left out: UTC.',
        type: 'string',
        maxLength: 64,
        examples: ['America/Chicago'],
      },
      mode: { ...mode, description: 'How what comes is read. Left out: strict.' },
      checks: words('checks', 'What is checked of what comes. Left out: content.', ['content', 'envelopes']),
      connections: list('connections', 'Connections that may bring its messages.', value('code'), 100),
      receives: list(
        'receives',
        'What the partner sends. Acknowledgements need not be named. Left out: nothing.',
        object(
          'received type',
          'A type of message.',
          {
            type,
            versions: list(
              'versions',
              'As messages say them. Left out: any.',
              {
                title: 'version',
                description: 'Such as 004010 or D.96A.',
                type: 'string',
                minLength: 1,
                maxLength: 12,
                pattern: visible,
                examples: ['004010'],
              },
              20,
            ),
            mapping: name(
              'Mapping in force that its records go through. Left out: they are documents of ours already.',
            ),
            mode,
            overlay,
          },
          ['type'],
        ),
        100,
      ),
      sends: list(
        'sends',
        'What we send. Acknowledgements need not be named. Left out: nothing.',
        object(
          'sent type',
          'A type of message.',
          {
            type,
            version: {
              title: 'version',
              description: 'GS08, such as 004010; in EDIFACT as D:96A:UN:EAN008.',
              type: 'string',
              minLength: 1,
              maxLength: 20,
              pattern: visible,
              examples: ['004010'],
            },
            overlay,
          },
          ['type', 'version'],
        ),
        100,
      ),
      acknowledge: object('acknowledge', 'What we acknowledge. Left out: nothing but what is asked for.', {
        interchange: words(
          'interchange',
          'When by TA1; one that is refused is told unless it is never. Left out: asked.',
          ['never', 'asked', 'always'],
        ),
        messages: words('messages', 'By what. Left out: none.', ['none', '997', '999', 'CONTRL']),
        application: words('application', 'By what a document is refused that fails later. Left out: none.', [
          'none',
          '824',
          'APERAK',
        ]),
        to: object(
          'to',
          'Where acknowledgements go.',
          {
            connection: value('code'),
            operation: name('Operation of the connection, with the format edi and agreements.'),
          },
          ['connection', 'operation'],
        ),
      }),
      awaits: object(
        'awaits',
        'What is waited for. Left out: nothing.',
        {
          acknowledgementWithinMinutes: {
            title: 'within minutes',
            description: 'From when the partner has it.',
            type: 'number',
            exclusiveMinimum: 0,
            maximum: 43_200,
            examples: [120],
          },
          what: words(
            'what',
            'What ends the wait: an answer to the messages, or one to the interchange. Left out: messages.',
            ['messages', 'interchange'],
          ),
        },
        ['acknowledgementWithinMinutes'],
      ),
      controlNumbers: object('control numbers', 'Of the partner.', {
        duplicates: words('duplicates', 'What becomes of an interchange whose number came before. Left out: refuse.', [
          'refuse',
          'note',
        ]),
        gaps: words('gaps', 'Whether numbers that are passed over are noted. Left out: note.', ['note', 'ignore']),
        groups: words('groups', 'Whether numbers of groups are looked at beyond their interchange. Left out: ignore.', [
          'note',
          'ignore',
        ]),
      }),
    },
    ['owner', 'partner', 'standard', 'indicator', 'ours', 'theirs', 'connections'],
  ),
};
