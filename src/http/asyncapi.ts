// asyncapi.json: the events that outside systems send, those that connections send to them, and the stream of journal entries.
import { apiNames, componentName, componentsOf } from '#contracts/components.ts';
import { eventTypes, sentEventTypes } from '#contracts/registry.ts';
import type { RegisteredName } from '#contracts/registry.ts';
import type { JsonSchema, LoadedContract } from '#contracts/schema.ts';
import { answers } from './answers.ts';
import type { Described } from './openapi.ts';

export function describeEvents(contracts: readonly LoadedContract[], { version, publicUrl }: Described): object {
  const schema = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
  const messagesOf = (types: Readonly<Record<string, RegisteredName>>): Record<string, object> =>
    Object.fromEntries(
      Object.entries(types).map(([type, contract]) => [
        type,
        {
          name: type,
          contentType: 'application/cloudevents+json',
          payload: {
            allOf: [
              schema('EventEnvelope'),
              { type: 'object', properties: { type: { const: type }, data: schema(componentName(contract)) } },
            ],
          },
        },
      ]),
    );
  const references = (types: object): Record<string, object> =>
    Object.fromEntries(Object.keys(types).map((type) => [type, { $ref: `#/components/messages/${type}` }]));
  const at = new URL(publicUrl ?? 'http://127.0.0.1:8080');
  // Its place in the journal is the id of the server-sent event.
  const entry = { ...answers.Entry, required: (answers.Entry.required ?? []).filter((name) => name !== 'id') };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Crossdock events',
      version,
      license: { name: 'Apache-2.0' },
      description: 'Events that systems report to Crossdock, and what Crossdock tells those who follow it.',
    },
    servers: {
      crossdock: { host: at.host, protocol: at.protocol.replace(':', ''), description: 'A node of Crossdock.' },
    },
    defaultContentType: 'application/json',
    channels: {
      events: {
        address: '/v1/events',
        description: 'CloudEvents by POST, one or a batch.',
        messages: references(eventTypes),
      },
      webhooks: {
        address: null,
        description:
          'CloudEvents by POST to the URL of a webhook connection, signed by Standard Webhooks, in order for each order. Any 2xx takes the event; what came of it is reported to the channel events.',
        messages: references(sentEventTypes),
      },
      stream: {
        address: '/v1/stream',
        description: 'Server-sent events by GET; Last-Event-ID goes on where a reader stopped.',
        messages: { entry: { $ref: '#/components/messages/entry' } },
      },
    },
    operations: {
      takeEvents: {
        action: 'receive',
        channel: { $ref: '#/channels/events' },
        summary: 'Crossdock takes the event and answers what became of it.',
      },
      sendEvents: {
        action: 'send',
        channel: { $ref: '#/channels/webhooks' },
        summary: 'Crossdock asks an outside system to act on an order, or tells it what became of a promise.',
      },
      openStream: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        summary: 'Crossdock tells what happened, in the order in which it was decided.',
      },
    },
    components: {
      messages: {
        ...messagesOf(eventTypes),
        ...messagesOf(sentEventTypes),
        entry: { name: 'entry', contentType: 'application/json', payload: schema('JournalEntry') },
      },
      schemas: { ...Object.fromEntries(componentsOf(contracts, schema, apiNames)), JournalEntry: entry },
    },
  };
}
