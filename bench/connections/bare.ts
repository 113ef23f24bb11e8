// The same deliveries sent by a bare client: as many at once, kept connections, nothing noted. What the peer can take.
import { Agent, request } from 'node:http';

export interface BareOptions {
  readonly port: number;
  readonly count: number;
  readonly concurrent: number;
  readonly body: string;
}

/** Deliveries a second. */
export async function bareRate({ port, count, concurrent, body }: BareOptions): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrent });
  const started = performance.now();
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await send(agent, port, body);
    }
  };
  await Promise.all(Array.from({ length: concurrent }, caller));
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  return count / seconds;
}

function send(agent: Agent, port: number, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sending = request({ agent, host: '127.0.0.1', port, method: 'POST', path: '/', headers }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
