// A record of Kafka as a raw message.
import type { KafkaRecord } from '@platformatic/kafka';
import { aboutHeaders, tooLarge } from '#connectors/about.ts';
import type { RawMessage } from '#connectors/connector.ts';
import type { KafkaStream } from './settings.ts';

const keyCharactersMax = 500;

export interface Place {
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: bigint;
}

export function messageOf(record: KafkaRecord, place: Place, from: KafkaStream, bytesMax: number): RawMessage {
  const value = bytesOf(record.value);
  const fault = tooLarge(
    value.length,
    bytesMax,
    `Record ${place.offset} of partition ${place.partition} of ${from.topic}`,
  );
  const headers = record.headers.map(([name, content]) => [String(name), bytesOf(content).toString('utf8')] as const);
  const [, mediaType] = headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return {
    // A topic that is made anew counts from 0 again: the time tells its records from those of the old one.
    key: `${from.topic}/${place.partition}/${place.offset}@${place.timestamp}`,
    body: fault === undefined ? value : new Uint8Array(),
    ...(fault === undefined ? {} : { fault }),
    mediaType: mediaType?.slice(0, 100) ?? from.mediaType ?? 'application/json',
    about: {
      topic: from.topic,
      partition: String(place.partition),
      offset: String(place.offset),
      time: new Date(Number(place.timestamp)).toISOString(),
      ...(record.key === null || record.key === undefined
        ? {}
        : { key: bytesOf(record.key).toString('utf8').slice(0, keyCharactersMax) }),
      ...aboutHeaders(headers),
    },
  };
}

/** A record without a value (a tombstone) has an empty body. */
function bytesOf(value: Buffer | null | undefined): Buffer {
  return value ?? Buffer.alloc(0);
}
