// A message of JetStream as a raw message.
import type { JsMsg } from '@nats-io/jetstream';
import { aboutHeaders, tooLarge } from '#connectors/about.ts';
import type { RawMessage } from '#connectors/connector.ts';
import type { NatsStream } from './settings.ts';

const keyCharactersMax = 512;
export const messageIdHeader = 'Nats-Msg-Id';

export function messageOf(message: JsMsg, from: NatsStream, bytesMax: number): RawMessage {
  const { data, headers, subject, seq, timestamp } = message;
  const messageId = headers?.get(messageIdHeader) ?? '';
  const isOwn = from.knownBy === 'messageId' && messageId !== '' && messageId.length < keyCharactersMax;
  const pairs = (headers?.keys() ?? []).map((name) => [name, headers?.get(name) ?? ''] as const);
  const fault = tooLarge(data.length, bytesMax, `Message ${seq} of the stream ${from.stream}`);
  const mediaType = headers?.get('Content-Type') ?? '';
  return {
    // A stream that is made anew counts from 1 again: the time tells its messages from those of the old one.
    key: isOwn ? `id:${messageId}` : `${seq}@${message.timestampNanos}`,
    body: fault === undefined ? data : new Uint8Array(),
    ...(fault === undefined ? {} : { fault }),
    mediaType: mediaType === '' ? (from.mediaType ?? 'application/json') : mediaType.slice(0, 100),
    about: {
      stream: from.stream,
      subject,
      sequence: String(seq),
      time: timestamp,
      ...(messageId === '' ? {} : { messageId: messageId.slice(0, keyCharactersMax) }),
      ...aboutHeaders(pairs),
    },
  };
}
