// The durable consumer that a stream of messages is read by: made when it is missing, and looked at before it is trusted.
import { AckPolicy, DeliverPolicy, JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import type { ConsumerConfig, ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import { ConnectorFault } from '#connectors/connector.ts';
import { ackWaitSecondsDefault, batchDefault } from './settings.ts';
import type { NatsStream } from './settings.ts';

const nanosPerSecond = 1_000_000_000;

export async function findConsumer(manager: JetStreamManager, from: NatsStream): Promise<ConsumerInfo> {
  const there = await existing(manager, from);
  const info = there ?? (await make(manager, from));
  const detail = problem(info.config);
  if (detail === null) return info;
  throw new ConnectorFault({
    code: 'misconfigured',
    detail: `The consumer ${from.consumer} of the stream ${from.stream} ${detail}`,
    fix: 'Name another one: it is made as it has to be.',
  });
}

async function existing(manager: JetStreamManager, { stream, consumer }: NatsStream): Promise<ConsumerInfo | null> {
  try {
    return await manager.consumers.info(stream, consumer);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) return null;
    throw error;
  }
}

async function make(manager: JetStreamManager, from: NatsStream): Promise<ConsumerInfo> {
  if (from.create === false) {
    throw new ConnectorFault({
      code: 'misconfigured',
      detail: `The stream ${from.stream} has no consumer ${from.consumer}.`,
      fix: 'Make it (pull, explicit acknowledgement, no limit of deliveries), or take create: false away.',
    });
  }
  const [subject] = from.subjects ?? [];
  return manager.consumers.add(from.stream, {
    durable_name: from.consumer,
    ack_policy: AckPolicy.Explicit,
    ack_wait: (from.ackWaitSeconds ?? ackWaitSecondsDefault) * nanosPerSecond,
    deliver_policy: from.start === 'new' || from.start === 'now' ? DeliverPolicy.New : DeliverPolicy.All,
    max_deliver: -1,
    // Nothing new comes while what was given is not acknowledged: order holds through faults.
    max_ack_pending: from.batch ?? batchDefault,
    ...(subject === undefined ? {} : { filter_subject: subject }),
  });
}

function problem(config: ConsumerConfig): string | null {
  if (config.deliver_subject !== undefined) return 'pushes; it has to be pulled.';
  if (config.ack_policy !== AckPolicy.Explicit)
    return 'does not wait for each acknowledgement: messages would be lost.';
  if (config.max_deliver !== undefined && config.max_deliver > 0)
    return `gives a message up after ${config.max_deliver} deliveries: it would be lost.`;
  return null;
}
