// asyncapi.json: the events that outside systems send, and the stream of journal entries that callers follow.
import { componentName, componentsOf } from '#contracts/components.ts';
import { eventTypes } from '#contracts/registry.ts';
import type { JsonSchema, LoadedContract } from '#contracts/schema.ts';
import { answers } from './answers.ts';
import type { Described } from './openapi.ts';

export function describeEvents(contracts: readonly LoadedContract[], { version, publicUrl }: Described): object {
  const schema = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
  const messages = Object.fromEntries(
    Object.entries(eventTypes).map(([type, contract]) => [
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
  const at = new URL(publicUrl ?? 'http://127.0.0.1:8080');
  const { deliveries: _notInTheStream, ...streamed } = answers.Entry.properties ?? {};
  const required = (answers.Entry.required ?? []).filter((name) => name !== 'deliveries' && name !== 'id');
  const entry = { ...answers.Entry, required, properties: streamed };
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
        messages: Object.fromEntries(
          Object.keys(messages).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
        ),
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
      openStream: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        summary: 'Crossdock tells what happened, in the order in which it was decided.',
      },
    },
    components: {
      messages: {
        ...messages,
        entry: { name: 'entry', contentType: 'application/json', payload: schema('JournalEntry') },
      },
      schemas: { ...Object.fromEntries(componentsOf(contracts, schema)), JournalEntry: entry },
    },
  };
}
