// Clients of a cluster. Brokers tell of each other, so the address of every broker is checked before it is connected to, and not
// only of those that the settings name.
import type { LookupFunction } from 'node:net';
import { Consumer, ProduceAcks, Producer } from '@platformatic/kafka';
import type { BaseOptions, Broker, Connection, ConnectionPool } from '@platformatic/kafka';
import type { OpenOptions } from '#connectors/connector.ts';
import type { Reach } from '#connectors/network/reach.ts';
import { tlsOptions } from '#connectors/network/server.ts';
import { portDefault } from './settings.ts';
import type { KafkaSettings } from './settings.ts';

export function openConsumer(options: OpenOptions): Consumer {
  // The group is never joined: which partitions are read, and from where, is said by our cursor.
  const consumer = new Consumer({ ...base(options), groupId: `crossdock-${options.connection}`, autocommit: false });
  checkAddresses(consumer.connections, options);
  return consumer;
}

export function openProducer(options: OpenOptions): Producer {
  const producer = new Producer({
    ...base(options),
    idempotent: true,
    acks: ProduceAcks.ALL,
    autocreateTopics: false,
  });
  checkAddresses(producer.connections, options);
  return producer;
}

function base({ settings: given, credentials, limits, connection, reach }: OpenOptions): BaseOptions {
  const settings = given as unknown as KafkaSettings; // The schema held when the connection was defined.
  const { user, mechanism = 'SCRAM-SHA-512' } = settings;
  const tls = tlsOptions(given, credentials);
  return {
    clientId: `crossdock-${connection}`,
    bootstrapBrokers: settings.brokers.map(({ host, port = portDefault }) => ({ host, port })),
    connectTimeout: limits.timeoutMs,
    requestTimeout: limits.timeoutMs,
    timeout: limits.timeoutMs,
    // Repetitions are decided by who calls.
    retries: 0,
    metadataMaxAge: 60_000,
    autocreateTopics: false,
    ...(tls === null ? {} : { tls: { ...tls, minVersion: 'TLSv1.2' as const, lookup: lookupOf(reach) } }),
    ...(user === undefined ? {} : { sasl: { mechanism, username: user, password: credentials['password'] ?? '' } }),
  };
}

type Callback = (error: Error | null, connection: Connection) => void;

/** The pool opens all connections of a client by its `get`; it has no other place for this. */
function checkAddresses(pool: ConnectionPool, { settings, credentials, reach }: OpenOptions): void {
  const isSecure = tlsOptions(settings, credentials) !== null;
  const open = pool.get.bind(pool);
  function get(broker: Broker): Promise<Connection>;
  function get(broker: Broker, callback: Callback): void;
  function get(broker: Broker, callback?: Callback): void | Promise<Connection> {
    const opened = addressOf(reach, broker, isSecure).then((checked) => open(checked));
    if (callback === undefined) return opened;
    opened.then(
      (connection) => callback(null, connection),
      (error: unknown) =>
        (callback as (error: Error) => void)(error instanceof Error ? error : new Error(String(error))),
    );
  }
  pool.get = get as ConnectionPool['get'];
}

async function addressOf(reach: Reach, broker: Broker, isSecure: boolean): Promise<Broker> {
  const target = { host: broker.host, secure: isSecure };
  reach.refuse(target);
  // With TLS the name is needed for the certificate: the address is checked by the look-up of the socket.
  return isSecure ? broker : { ...broker, host: (await reach.resolve(target)).address };
}

function lookupOf(reach: Reach): LookupFunction {
  return (host, options, done) => reach.lookup({ host, secure: true })(host, options, done);
}
