// The body that defines a connection. What stands in `settings` is checked by its connector.
import type { JsonSchema } from '#contracts/schema.ts';
import { roles } from '#governance/model.ts';

const value = (name: string): string => `https://crossdock.dev/contracts/value/1-0-0#/$defs/${name}`;
const settings = (description: string): JsonSchema => ({ title: 'settings', description, type: 'object' });
const name = (description: string): JsonSchema => ({
  title: 'name',
  description,
  type: 'string',
  maxLength: 64,
  pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$',
  examples: ['receipts'],
});
const list = (title: string, description: string, items: JsonSchema, maxItems = 100): JsonSchema => ({
  title,
  description,
  type: 'array',
  maxItems,
  items,
});
const types: JsonSchema = {
  title: 'types',
  description: 'Types of journal entries.',
  type: 'array',
  maxItems: 100,
  uniqueItems: true,
  items: {
    title: 'event type',
    description: 'Type of a journal entry, with its version.',
    type: 'string',
    maxLength: 128,
    pattern: '^crossdock(?:\\.[a-z][a-z_]*){2,4}\\.v[1-9][0-9]*$',
    examples: ['crossdock.order.promised.v1'],
  },
};
const format: JsonSchema = {
  title: 'format',
  description: 'How its bytes are read or written: {"name": "csv", …}. Left out: JSON.',
  type: 'object',
  required: ['name'],
  properties: { name: name('Name of the format.') },
};
const mapping = name('Mapping in force. Left out: none.');

export const connectionSchema: JsonSchema = {
  $id: 'https://crossdock.dev/api/connection',
  title: 'Connection',
  type: 'object',
  required: ['kind', 'owner'],
  additionalProperties: false,
  properties: {
    kind: name('Connector that speaks to the other system: GET /v1/connectors lists them.'),
    owner: { $ref: value('text'), description: 'The person or team that answers for it.' },
    active: { title: 'active', description: 'Whether anything is sent or fetched. Left out: true.', type: 'boolean' },
    types: { ...types, description: 'Types of journal entries that are sent as they are. Left out: none.' },
    settings: settings('As the connector has them; no secret.'),
    streams: list('streams', 'What comes in.', {
      title: 'stream',
      description: 'One way in which messages come in.',
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: name('Its name within the connection.'),
        settings: settings('As the connector has them.'),
        format,
        mapping,
        everySeconds: {
          title: 'every seconds',
          description: 'From the end of one poll to the next. Left out: 60.',
          type: 'number',
          minimum: 0.1,
          maximum: 86_400,
        },
        onFailure: {
          title: 'on failure',
          description:
            'go_on: a message that fails leaves the others alone. stop: those after it wait. Left out: go_on.',
          type: 'string',
          enum: ['go_on', 'stop'],
        },
      },
    }),
    operations: list('operations', 'What goes out.', {
      title: 'operation',
      description: 'Something that the other system can be asked to do.',
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: name('Its name within the connection.'),
        settings: settings('As the connector has them.'),
        types: { ...types, description: 'Types of journal entries that ask for it.' },
        mapping,
        format,
        refusals: {
          title: 'refusals',
          description:
            'dead_letter: somebody looks at what was refused. answer: it goes to the stream of the answers. Left out: dead_letter.',
          type: 'string',
          enum: ['dead_letter', 'answer'],
        },
        then: name('Operation of this connection that is asked for when this one was done. Left out: none.'),
        bundle: {
          title: 'bundle',
          description:
            'Several deliveries are sent as one file or message, with a number that rises by one. Left out: each by itself.',
          type: 'object',
          required: ['count', 'afterSeconds'],
          additionalProperties: false,
          properties: {
            count: {
              title: 'count',
              description: 'Sent when there are so many.',
              type: 'integer',
              minimum: 1,
              maximum: 1_000,
            },
            afterSeconds: {
              title: 'after seconds',
              description: 'Sent when the first has waited so long.',
              type: 'number',
              minimum: 0,
              maximum: 86_400,
            },
          },
        },
        poll: {
          title: 'poll',
          description:
            'It is asked again after equal pauses until it is done, and is a dead letter if it was not in time. Left out: ten attempts over three days.',
          type: 'object',
          required: ['everySeconds', 'forSeconds'],
          additionalProperties: false,
          properties: {
            everySeconds: {
              title: 'every seconds',
              description: 'From one time to the next.',
              type: 'number',
              minimum: 1,
              maximum: 86_400,
            },
            forSeconds: {
              title: 'for seconds',
              description: 'How long in all.',
              type: 'number',
              minimum: 1,
              maximum: 2_592_000,
            },
          },
        },
        contract: {
          title: 'contract',
          description:
            'JSON Schema (2020-12) of what the other system takes, checked before it is sent; without pattern, patternProperties and uniqueItems. Left out: none.',
          type: 'object',
        },
        answers: name(
          'Stream that reads what the other system answers. Left out: the answer says only that it has it.',
        ),
      },
    }),
    rights: {
      title: 'rights',
      description: 'What it may bring in, like those of an API key. Left out: nothing.',
      type: 'object',
      required: ['role'],
      additionalProperties: false,
      properties: {
        role: { title: 'role', description: 'Role of the other system.', type: 'string', enum: roles },
        sites: list('sites', 'Left out: not limited by sites.', { $ref: value('code') }, 1_000),
        companies: list('companies', 'Left out: not limited by companies.', { $ref: value('code') }, 1_000),
        sources: {
          ...list('sources', 'Sources of its events; the first one is that of events that name none.', {
            title: 'source',
            description: 'Source of events.',
            type: 'string',
            minLength: 1,
            maxLength: 256,
          }),
          minItems: 1,
        },
      },
    },
    system: name('Whose identifiers it speaks. Left out: ours.'),
    limits: {
      title: 'limits',
      description: 'How fast, how much and how long.',
      type: 'object',
      additionalProperties: false,
      properties: {
        perSecond: {
          title: 'per second',
          description: 'Calls a second, of all nodes together.',
          type: 'number',
          minimum: 0.01,
          maximum: 10_000,
        },
        concurrent: {
          title: 'concurrent',
          description: 'Calls at once of each node.',
          type: 'integer',
          minimum: 1,
          maximum: 256,
        },
        timeoutMs: {
          title: 'timeout',
          description: 'Milliseconds after which a call has failed.',
          type: 'integer',
          minimum: 10,
          maximum: 600_000,
        },
        messageBytesMax: {
          title: 'bytes of a message',
          description: 'A message that is larger is refused.',
          type: 'integer',
          minimum: 1_024,
          maximum: 268_435_456,
        },
      },
    },
    service: {
      title: 'service level',
      description: 'From when on it is late.',
      type: 'object',
      additionalProperties: false,
      properties: {
        quietSecondsMax: { title: 'quiet', description: 'Seconds without hearing of it.', type: 'number', minimum: 1 },
        backlogSecondsMax: {
          title: 'backlog',
          description: 'Age of the oldest delivery that waits, in seconds.',
          type: 'number',
          minimum: 1,
        },
      },
    },
    maintenance: list('maintenance', 'When nothing is sent or fetched.', {
      title: 'maintenance',
      description: 'A time in which the other system is worked on.',
      type: 'object',
      required: ['from', 'to', 'reason'],
      additionalProperties: false,
      properties: {
        from: { title: 'from', description: 'From when on.', type: 'string', format: 'date-time' },
        to: { title: 'to', description: 'Until when.', type: 'string', format: 'date-time' },
        reason: { $ref: value('text'), description: 'Why.' },
      },
    }),
    credentials: {
      title: 'credentials',
      description:
        'Secrets by name; never shown again. Those left out stay as they are. null takes one away, or has it made anew where Crossdock makes it. Where the connection would show them to another system than before, all are given again.',
      type: 'object',
      maxProperties: 20,
      additionalProperties: {
        title: 'secret',
        description: 'A secret; null: none.',
        anyOf: [{ type: 'string', minLength: 1, maxLength: 16_384 }, { type: 'null' }],
      },
    },
  },
};
