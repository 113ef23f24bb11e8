// The other side for tests of Kafka: the broker of librdkafka, which comes with kcat. It speaks the protocol and keeps records in
// memory, written by others than our client; it is made for tests, and is not Apache Kafka.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface KafkaBroker {
  readonly port: number;
  write(topic: string, value: Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

export async function startKafkaBroker(program: string): Promise<KafkaBroker> {
  const broker = spawn(program, ['-C', '-X', 'test.mock.num.brokers=1', '-b', 'none', '-t', 'none', '-d', 'mock'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    broker.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (said.length > 10_000) return; // It goes on telling what it does.
      said += chunk;
      const [, found] = /bootstrap\.servers=127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
    broker.once('exit', () => reject(new Error(`kcat did not start: ${said.slice(0, 500)}`)));
  });

  return {
    port,
    async write(topic, value) {
      // Without a delimiter that occurs in it, the input is one record.
      const to = ['-b', `127.0.0.1:${port}`, '-t', topic, '-p', '0'];
      const writer = spawn(program, ['-P', ...to, '-D', '\\x01'], { stdio: ['pipe', 'ignore', 'ignore'] });
      writer.stdin.end(value);
      const [code] = await once(writer, 'exit');
      if (code !== 0) throw new Error(`kcat ended with ${String(code)}`);
    },
    async stop() {
      const exited = once(broker, 'exit');
      broker.kill('SIGKILL');
      await exited;
    },
  };
}
