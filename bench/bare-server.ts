// The baseline of the HTTP figures: a bare Node server that parses an order and answers, in a process of its own.
import { createServer } from 'node:http';

const port = Number(process.argv[2]);

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const order = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { lines: unknown[] }; // Ours.
    const body = JSON.stringify({ id: 'none', lines: order.lines });
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(port, '127.0.0.1', () => process.send?.('ready'));
