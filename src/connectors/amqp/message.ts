// A message of AMQP as a raw message.
import { createHash } from 'node:crypto';
import type { ConsumeMessage } from 'amqplib';
import { aboutHeaders, tooLarge } from '#connectors/about.ts';
import type { RawMessage } from '#connectors/connector.ts';
import type { AmqpStream } from './settings.ts';

const keyCharactersMax = 500;

export function messageOf(message: ConsumeMessage, from: AmqpStream, bytesMax: number): RawMessage {
  const { content, fields, properties } = message;
  const messageId = textOf(properties.messageId);
  const fault = tooLarge(content.length, bytesMax, `A message of the queue ${from.queue}`);
  const headers = Object.entries(properties.headers ?? {}).flatMap(([name, value]: [string, unknown]) => {
    const text = textOf(value);
    return text === '' ? [] : [[name, text] as const];
  });
  const mediaType = textOf(properties.contentType);
  return {
    key: messageId !== '' && messageId.length <= keyCharactersMax ? `id:${messageId}` : likeness(message),
    body: fault === undefined ? content : new Uint8Array(),
    ...(fault === undefined ? {} : { fault }),
    mediaType: mediaType === '' ? (from.mediaType ?? 'application/json') : mediaType.slice(0, 100),
    about: {
      queue: from.queue,
      exchange: fields.exchange,
      routingKey: fields.routingKey,
      redelivered: String(fields.redelivered),
      ...(messageId === '' ? {} : { messageId: messageId.slice(0, keyCharactersMax) }),
      ...aboutHeaders(headers),
    },
  };
}

/** Without an id, messages that are alike in all that their sender said are one: AMQP has nothing else that stays when it comes again. */
function likeness({ content, fields, properties }: ConsumeMessage): string {
  const said = [fields.exchange, fields.routingKey, properties.correlationId, properties.timestamp, properties.type];
  const hash = createHash('sha256')
    .update(JSON.stringify(said.map((one: unknown) => one ?? null)))
    .update(content);
  return `like:${hash.digest('base64url')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
