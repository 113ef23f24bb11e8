// A collector of traces that prints them: OTLP over HTTP, as JSON. One file and Node, to see what Crossdock sends.
//   node examples/traces/print.mjs            listens on 127.0.0.1:4318 (PORT sets another)
import { createServer } from 'node:http';

const bodyBytesMax = 16 * 1024 * 1024;

const server = createServer((request, response) => {
  const chunks = [];
  let bytes = 0;
  request.on('data', (chunk) => {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    let spans;
    try {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    } catch {
      response.writeHead(400).end('This collector takes OTLP as JSON.');
      return;
    }
    print(spans);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
server.listen(Number(process.env.PORT ?? 4318), '127.0.0.1', () => {
  console.log(`prints traces sent to http://127.0.0.1:${server.address().port}`);
});

/** One tree a trace. What comes with a later batch is printed with that. */
function print(spans) {
  for (const [traceId, together] of Map.groupBy(spans, (span) => span.traceId)) {
    console.log(`trace ${traceId}`);
    const ids = new Set(together.map(({ spanId }) => spanId));
    const under = (parent) =>
      together
        .filter(({ parentSpanId = '' }) => (ids.has(parentSpanId) ? parentSpanId : null) === parent)
        .toSorted((one, other) => Number(BigInt(one.startTimeUnixNano) - BigInt(other.startTimeUnixNano)));
    const show = (span, depth) => {
      const ms = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
      const facts = span.attributes.map(({ key, value }) => `${key}=${Object.values(value)[0]}`);
      const failed = span.status.code === 2 ? ' FAILED' : '';
      console.log(`${'  '.repeat(depth)}${span.name}${failed} ${ms.toFixed(1)} ms  ${facts.join(' ')}`);
      for (const child of under(span.spanId)) show(child, depth + 1);
    };
    for (const root of under(null)) show(root, 1);
  }
}
