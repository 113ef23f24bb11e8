// The other system of the benchmarks of connections: answers every POST with 204 after a fixed time, and looks whether what belongs
// together came in order. `node peer.ts PORT MILLISECONDS`; GET / tells what came.
import { createServer } from 'node:http';

const [port, delayMs] = process.argv.slice(2).map(Number);
const last = new Map<string, number>();
const told = { received: 0, repeated: 0, outOfOrder: 0 };

function note(body: string): void {
  told.received += 1;
  const lane = /"subject":"([^"]+)"/.exec(body)?.[1];
  const index = Number(/"index":(\d+)/.exec(body)?.[1] ?? Number.NaN);
  if (lane === undefined || Number.isNaN(index)) return;
  const before = last.get(lane) ?? -1;
  if (index === before) told.repeated += 1;
  else if (index < before) told.outOfOrder += 1;
  last.set(lane, Math.max(before, index));
}

createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    note(Buffer.concat(chunks).toString('utf8'));
    setTimeout(() => response.writeHead(204).end(), delayMs);
  });
}).listen(port, '127.0.0.1', () => process.send?.('ready'));
