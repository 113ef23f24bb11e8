// Records of a topic from a position on. Which partitions are read is not agreed with others by way of a group: one node reads a
// stream, and the position is kept with what was read.
import { FetchIsolationLevels, IS_CONTROL, ListOffsetTimestamps } from '@platformatic/kafka';
import type { ClusterTopicMetadata, Consumer, RecordsBatch } from '@platformatic/kafka';
import { ConnectorFault } from '#connectors/connector.ts';
import type { RawMessage } from '#connectors/connector.ts';
import { messageOf } from './message.ts';
import { readPosition } from './position.ts';
import type { Position } from './position.ts';
import type { KafkaStream } from './settings.ts';

const fetchedBytesMax = 8 * 1024 * 1024;
const partitionBytesMax = 1024 * 1024;

type FetchResponsePartition = Awaited<ReturnType<Consumer['fetch']>>['responses'][number]['partitions'][number];

export interface FetchedPartition {
  readonly partition: number;
  readonly messages: readonly { readonly message: RawMessage; readonly next: bigint }[];
  /** Where reading goes on; behind the last message, when what follows it is none. */
  readonly next: bigint;
}

/** Where the stream begins, or goes on; a partition that is new begins at its first record. */
export async function startOf(consumer: Consumer, from: KafkaStream, cursor: string | null): Promise<Position> {
  const position = cursor === null ? new Map<number, bigint>() : readPosition(cursor);
  if (position === null) {
    const detail = `${cursor ?? ''} is no position in a topic.`;
    throw new ConnectorFault({ code: 'misconfigured', detail, fix: 'Read the topic with a new stream.' });
  }
  const topic = await topicOf(consumer, from.topic);
  if (topic.partitions.every((_, partition) => position.has(partition))) return position;
  const timestamp =
    cursor === null && (from.start === 'latest' || from.start === 'now')
      ? ListOffsetTimestamps.LATEST
      : ListOffsetTimestamps.EARLIEST;
  const offsets = await consumer.listOffsets({ topics: [from.topic], timestamp });
  for (const [partition, offset] of (offsets.get(from.topic) ?? []).entries())
    if (!position.has(partition)) position.set(partition, offset);
  return position;
}

export async function fetchOnce(
  consumer: Consumer,
  from: KafkaStream,
  { position, waitMs, bytesMax }: { readonly position: Position; readonly waitMs: number; readonly bytesMax: number },
): Promise<readonly FetchedPartition[]> {
  const topic = await topicOf(consumer, from.topic);
  const leaders = Map.groupBy(position.keys(), (partition) => topic.partitions[partition]?.leader ?? -1);
  const answers = await Promise.all(
    [...leaders].map(([node, partitions]) =>
      consumer.fetch({
        node,
        minBytes: 1,
        maxBytes: fetchedBytesMax,
        maxWaitTime: waitMs,
        isolationLevel: FetchIsolationLevels.READ_COMMITTED,
        topics: [
          {
            topicId: topic.id,
            partitions: partitions.map((partition) => ({
              partition,
              currentLeaderEpoch: -1,
              fetchOffset: position.get(partition) ?? 0n,
              lastFetchedEpoch: -1,
              partitionMaxBytes: partitionBytesMax,
            })),
          },
        ],
      }),
    ),
  );
  return answers
    .flatMap(({ responses }) => responses)
    .flatMap(({ partitions }) => partitions)
    .map((partition) => readPartition(partition, position.get(partition.partitionIndex) ?? 0n, from, bytesMax));
}

async function topicOf(consumer: Consumer, name: string): Promise<ClusterTopicMetadata> {
  const { topics } = await consumer.metadata({ topics: [name] });
  const topic = topics.get(name);
  if (topic !== undefined && topic.partitions.length > 0) return topic;
  throw new ConnectorFault({
    code: 'misconfigured',
    detail: `There is no topic ${name}.`,
    fix: 'Make it, or correct its name.',
    cause: 'UNKNOWN_TOPIC_OR_PARTITION',
  });
}

function readPartition(
  { partitionIndex: partition, records: batches, abortedTransactions }: FetchResponsePartition,
  position: bigint,
  from: KafkaStream,
  bytesMax: number,
): FetchedPartition {
  const messages: { message: RawMessage; next: bigint }[] = [];
  const aborted = new Map((abortedTransactions ?? []).map(({ producerId, firstOffset }) => [producerId, firstOffset]));
  let next = position;
  for (const batch of batches ?? []) {
    const end = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
    const isRead = !isControl(batch) && !(batch.firstOffset >= (aborted.get(batch.producerId) ?? end));
    // The mark at the end of a transaction: what the producer sends after it belongs to another one.
    if (isControl(batch)) aborted.delete(batch.producerId);
    for (const record of isRead ? batch.records : []) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      // Batches come whole, also when only their end was asked for.
      if (offset < position) continue;
      const place = { partition, offset, timestamp: batch.firstTimestamp + record.timestampDelta };
      messages.push({ message: messageOf(record, place, from, bytesMax), next: offset + 1n });
    }
    if (end > next) next = end;
  }
  return { partition, messages, next };
}

function isControl({ attributes }: RecordsBatch): boolean {
  return (attributes & IS_CONTROL) !== 0;
}
