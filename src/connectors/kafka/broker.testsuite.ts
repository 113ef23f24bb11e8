// The other side for tests of Kafka: the broker of librdkafka, newer than Debian's, in the package kafka-crab-js. It speaks the protocol
// and keeps records in memory, written by others than our client; it is made for tests, and is not Apache Kafka. It runs in a process
// of its own, because it ends with it. Brokers tell clients where they are: a relay tells of itself instead, so that a proxy can stand
// between.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Null: it can be run here. */
export function noBroker(): string | null {
  try {
    createRequire(import.meta.url)('kafka-crab-js');
    return null;
  } catch (error) {
    return `The broker of kafka-crab-js does not run here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const script = `
  const { KafkaClient } = require('kafka-crab-js');
  const configuration = { 'test.mock.num.brokers': '1', debug: 'mock' };
  const client = new KafkaClient({ brokers: '127.0.0.1:1', clientId: 'mock', logLevel: 'debug', configuration });
  globalThis.kept = client.createProducer({ configuration: {} });
  process.stdin.resume().on('end', () => process.exit(0));
`;

export interface KafkaBroker extends AsyncDisposable {
  /** Of the broker itself. */
  readonly port: number;
}

export async function startBroker(): Promise<KafkaBroker> {
  const child = spawn(process.execPath, ['-e', script], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, found] = /bootstrap\.servers=127\.0\.0\.1:(\d+)/.exec(line) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    void exited.then(() => reject(new Error('The broker ended before it began.')));
  });
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}

export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** What clients are told to connect to. */
  toldPort: number;
}

/** To the broker and back; the port in its answers is another one. */
export async function startRelay(broker: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: broker, noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined); // Its close ends both.
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    let rest = Buffer.alloc(0);
    upstream.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      // A length in four bytes stands before each answer.
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const end = 4 + rest.readInt32BE(0);
        client.write(retold(rest.subarray(0, end), broker, relay.toldPort));
        rest = rest.subarray(end);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const relay: Relay = {
    port,
    toldPort: port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return relay;
}

/** Host and port stand one after the other, wherever an answer tells of a broker. */
function retold(answer: Buffer, from: number, to: number): Buffer {
  const address = Buffer.from('127.0.0.1....');
  address.writeInt32BE(from, address.length - 4);
  for (let at = answer.indexOf(address); at !== -1; at = answer.indexOf(address, at + 1))
    answer.writeInt32BE(to, at + address.length - 4);
  return answer;
}
