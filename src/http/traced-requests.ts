// Requests as spans, by the semantic conventions for HTTP servers. The route stands for the address: what callers write into it is
// nobody else's business.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Tracer } from '#kernel/trace.ts';
import { correlationOf } from './authentication.ts';

/** Asked for every few seconds by machines: their traces would hide the others. */
const untraced = new Set(['/healthz', '/readyz', '/metrics']);

export function traceRequests(server: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? 'unknown';
    if (!untraced.has(route)) {
      const { traceparent } = headers;
      const span = tracer.start({
        name: `${method} ${route}`,
        kind: 'server',
        place: 'apart',
        correlationId: correlationOf(headers),
        traceparent: typeof traceparent === 'string' ? traceparent : null,
        attributes: { 'http.request.method': method, 'http.route': route, 'url.scheme': 'http' },
      });
      spans.set(request, span);
    }
    done();
  });
  // The last before the handler: what is done from here on belongs to the request.
  server.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else tracer.within(span, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.note({ 'http.response.status_code': reply.statusCode });
    span?.end(reply.statusCode >= 500 ? String(reply.statusCode) : undefined);
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    spans.get(request)?.end('aborted');
    done();
  });
}
