// What is in a topic, put and seen by kcat: by others than our client.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const delimiter = '\u0001;;\u0002';

/** All into one partition, so they have an order. */
export async function writeRecords(
  program: string,
  port: number,
  topic: string,
  values: readonly Uint8Array[],
): Promise<void> {
  const bytes = values.flatMap((value, index) => (index === 0 ? [value] : [Buffer.from(delimiter), value]));
  await run(program, ['-P', ...at(port, topic), '-p', '0', '-D', delimiter], Buffer.concat(bytes));
}

/** An empty one: the broker makes what a consumer that may make topics asks for. */
export async function makeTopic(program: string, port: number, topic: string): Promise<void> {
  await run(program, ['-L', '-X', 'allow.auto.create.topics=true', ...at(port, topic)]);
}

export async function readRecords(program: string, port: number, topic: string): Promise<readonly Buffer[]> {
  const how = ['-C', '-e', '-q', '-o', 'beginning', '-X', 'fetch.wait.max.ms=5', '-f', '%S:%s'];
  let rest = await run(program, [...how, ...at(port, topic)]);
  const values: Buffer[] = [];
  while (rest.length > 0) {
    const colon = rest.indexOf(':');
    const end = colon + 1 + Number(rest.subarray(0, colon).toString('latin1'));
    values.push(rest.subarray(colon + 1, end));
    rest = rest.subarray(end);
  }
  return values;
}

function at(port: number, topic: string): string[] {
  return ['-b', `127.0.0.1:${port}`, '-t', topic];
}

async function run(program: string, args: readonly string[], input?: Uint8Array): Promise<Buffer> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  child.stdin.end(input);
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const [code] = (await exited) as [number | null];
  if (code !== 0) throw new Error(`kcat ended with ${String(code)}: ${Buffer.concat(said).toString().slice(0, 500)}`);
  return Buffer.concat(chunks);
}
