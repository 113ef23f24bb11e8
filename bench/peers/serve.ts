// The smallest HTTP server around a function that places an order, for the peers that are libraries: what is measured is the
// library, not a framework. One process, told its port by PORT; it tells its parent when it listens, and ends with it.
import { createServer } from 'node:http';
import type { OrderAnswer, OrderRequest } from './orders.ts';

export function serveOrders(place: (order: OrderRequest) => Promise<OrderAnswer>): void {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    };
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const order = JSON.parse(Buffer.concat(chunks).toString('utf8')) as OrderRequest; // Only the benchmark calls.
      place(order).then(
        (placed) => answer(placed.status === 'promised' ? 201 : 409, JSON.stringify(placed)),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
          answer(500, '{}');
        },
      );
    });
  });
  // Callers keep their connection for the whole measure.
  server.keepAliveTimeout = 60_000;
  server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.send?.('ready'));
  process.once('disconnect', () => process.exit(0));
}
