// What every connector must survive, with the broker of librdkafka behind the proxy. No Apache Kafka is to be had here.
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { createReach } from '#connectors/network/reach.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import type { Harness } from '#connectors/harness.testsuite.ts';
import { noBroker, startBroker, startRelay } from './broker.testsuite.ts';
import { kafkaConnector } from './connector.ts';
import { makeTopic, readRecords, writeRecords } from './topic.testsuite.ts';

const kcat = debianProgram('kcat');
const skip = noBroker() ?? (kcat === null ? notHere('kcat', ['kcat']) : null);

async function make(): Promise<Harness> {
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(await startBroker());
  const relay = stack.use(await startRelay(broker.port));
  const proxy = stack.use(await startFaultProxy({ port: relay.port }));
  relay.toldPort = proxy.port;
  const put = (values: readonly Uint8Array[]) => writeRecords(kcat ?? '', broker.port, 'in', values);
  const seen = async () =>
    (await readRecords(kcat ?? '', broker.port, 'out')).map(String).filter((text) => text !== 'first');
  // Topics are there before the connector asks for them.
  await writeRecords(kcat ?? '', broker.port, 'out', [Buffer.from('first')]);
  await makeTopic(kcat ?? '', broker.port, 'in');
  const kept = stack.move();
  return {
    settings: { brokers: [{ host: '127.0.0.1', port: proxy.port }], tls: 'off' },
    credentials: {},
    reach: createReach({ allowPrivate: true }),
    proxy,
    incoming: {
      stream: 'orders',
      settings: { topic: 'in' },
      put: (marks) => put(marks.map((mark) => Buffer.from(JSON.stringify({ mark })))),
      putLarge: (mark, bytes) => put([Buffer.from(JSON.stringify({ mark, text: 'x'.repeat(bytes) }))]),
      putBytes: (bytes) => put([bytes]),
    },
    outgoing: {
      operation: 'orders',
      settings: { topic: 'out', idempotency: 'none' },
      write: (mark) => ({ value: { mark }, body: Buffer.from(mark), mediaType: 'application/json' }),
      seen,
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The client sends a record again under the same number, until its time is over. */
const numbers = 'the broker of librdkafka does not know a record again by its number, as Kafka does';

testConnector({
  connector: kafkaConnector,
  make,
  leftOut: {
    'wherever a connection is cut from its start, what is said of the attempt is true': numbers,
    'wherever a connection is cut at work, what is said of the attempt is true': numbers,
  },
  wrong: [
    { part: 'settings', change: { brokers: [] }, field: 'brokers' },
    { part: 'stream', change: { topic: 'a b' }, field: 'topic' },
    { part: 'operation', change: { idempotency: 'native' }, field: 'idempotency' },
  ],
  skip: skip ?? undefined,
});
