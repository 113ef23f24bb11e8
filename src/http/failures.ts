// Whatever is thrown becomes a problem document: our own problems, faults of the database, what Fastify and Node refuse, and
// defects, of which callers learn only the request id.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { limits } from '#kernel/limits.ts';
import { faultOfRead, faultProblem, problem, ProblemError, retryAfterSeconds } from './problems.ts';
import type { Problem } from './problems.ts';
import { routes } from './routes.ts';

export function addProblemHandlers(server: FastifyInstance, log: Logger): void {
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = methodsOf(path);
    if (methods.length === 0)
      return answer(problem('route_unknown', `Nothing is at ${path.slice(0, 200)}.`), {}, request, reply);
    return answer(
      problem('method_not_allowed', `${path.slice(0, 200)} does not answer ${request.method}.`),
      { allow: methods.join(', ') },
      request,
      reply,
    );
  });
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  if (error instanceof ProblemError) return answer(error.problem, error.headers, request, reply);
  const fault = faultOfRead(error);
  if (fault !== undefined) {
    log.warn({ err: fault, reqId: request.id, method: request.method, url: request.url }, 'a request met a fault');
    return answer(faultProblem(fault), { 'retry-after': String(retryAfterSeconds) }, request, reply);
  }
  const refused = refusedByFramework(error, request.routeOptions?.bodyLimit ?? limits.bodyBytesMax);
  if (refused !== undefined) return answer(refused, {}, request, reply);
  log.error({ err: error, reqId: request.id, method: request.method, url: request.url }, 'a request met a defect');
  return answer(problem('internal_error', `The request ${request.id} met a defect.`), {}, request, reply);
}

function answer(
  found: Problem,
  headers: Readonly<Record<string, string>>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  return reply
    .code(found.status)
    .headers({ ...headers, 'x-request-id': request.id })
    .type('application/problem+json')
    .send(JSON.stringify({ ...found, instance: `urn:crossdock:request:${request.id}` }));
}

function refusedByFramework(error: unknown, bodyLimit: number): Problem | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem('body_too_large', `The body has more than ${bodyLimit / 1024 / 1024} MiB.`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return problem('media_type_unsupported', 'The body is not declared as JSON.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return problem('malformed_request', 'The body is not as long as Content-Length says.');
    case 'FST_ERR_BAD_URL':
      return problem('malformed_request', 'The URL is not encoded correctly.');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return problem('header_too_large', 'A part of the path is too long.');
    default:
      return undefined;
  }
}

const patterns = routes.map((route) => ({
  method: route.method,
  form: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Methods that the address answers, for Allow. */
function methodsOf(path: string): string[] {
  const methods = new Set<string>();
  for (const { method, form } of patterns) {
    if (!form.test(path)) continue;
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
  }
  return [...methods];
}
