// The HTTP server, built from the route table: a request is authenticated, read, checked, handled and answered here, and
// whatever goes wrong on the way becomes a problem document.
import fastify, { LogController } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import { Readable } from 'node:stream';
import { readAllHealth } from '#connections/health/health.ts';
import type { Writers } from '#connections/outbound/prepare.ts';
import { connectors } from '#connections/registry.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { createReach } from '#connectors/network/reach.ts';
import type { LoadedContract } from '#contracts/schema.ts';
import { createValidator } from '#contracts/validate.ts';
import { limits } from '#kernel/limits.ts';
import type { Tracer } from '#kernel/trace.ts';
import type { LiveConnection } from '#connections/connection-store.ts';
import { paceOf } from '#runtime/connection-pace.ts';
import type { Engine } from '#runtime/engine.ts';
import { countFindings } from '#runtime/verification/status.ts';
import { describeEvents } from './asyncapi.ts';
import { authenticate, requestIdOf } from './authentication.ts';
import { activityHandlers } from './activity.ts';
import { availabilityHandlers } from './availability.ts';
import { createBodyValidator } from './bodies.ts';
import { addBodyParsers, checkBody } from './body.ts';
import type { Answer, Handlers } from './call.ts';
import { deliveryHandlers } from './deliveries.ts';
import { connectionCareHandlers } from './connection-care.ts';
import { agreementHandlers } from './agreements.ts';
import { connectionHandlers } from './connections.ts';
import { deadLetterHandlers } from './dead-letters.ts';
import { definitionHandlers } from './definitions.ts';
import { createDigest } from './digest.ts';
import type { Digest } from './digest.ts';
import { Directory } from './directory.ts';
import { epcisHandlers } from './epcis.ts';
import { eventHandlers } from './events.ts';
import { addProblemHandlers, sendProblem } from './failures.ts';
import { healthHandlers } from './health.ts';
import { identifierHandlers } from './identifiers.ts';
import { intakeHandlers } from './intakes.ts';
import { keyHandlers } from './keys.ts';
import { masterDataHandlers } from './master-data.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { orderDecisionHandlers } from './order-decisions.ts';
import { orderHandlers } from './orders.ts';
import { readPath, readQuery } from './parameters.ts';
import { remembered } from './remembered.ts';
import { Room } from '#connections/inbound/room.ts';
import { pushedBodies } from './pushed-bodies.ts';
import { pushedHandlers } from './pushed.ts';
import { PushedReceipts } from './pushed-receipts.ts';
import { rawMessageHandlers } from './raw-messages.ts';
import { reservationHandlers } from './reservations.ts';
import { routes } from './routes.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { stockHandlers } from './stock.ts';
import { streamHandlers } from './stream.ts';
import { timelineHandlers } from './timeline.ts';
import { traceRequests } from './traced-requests.ts';
import type { Verify } from './verification.ts';

export interface AppOptions {
  readonly engine: Engine;
  /** For reads and for API keys; turns have connections of their own. */
  readonly pool: pg.Pool;
  readonly contracts: readonly LoadedContract[];
  /** Digests and derived keys are keyed with it: the same on all nodes of a network, and kept. */
  readonly secretKey: Buffer;
  readonly log: Logger;
  readonly version: string;
  /** Checks the ledger; the runtime's. */
  readonly verify: Verify;
  /** What deliveries are written with, for dry runs. */
  readonly writers: Writers;
  /** Receivers of the program's own making, wherever they are. */
  readonly allowedOrigins?: ReadonlySet<string>;
  /** Connections may lead into the own network. Left out: they may not. */
  readonly allowPrivateTargets?: boolean;
  /** The folder below which connections may read and write files, for checks and dry runs; left out: there is none. */
  readonly files?: string;
  /** Told that a pushed message was stored, so that a worker beside looks for it at once. */
  readonly onStored?: () => void;
  /** How much of what was pushed may wait or have failed; left out: the usual limits. */
  readonly room?: Room;
  /** Left out: nothing is traced. */
  readonly tracer?: Tracer | undefined;
  /** Where callers reach the node, for the description. */
  readonly publicUrl?: string;
}

export interface App {
  readonly server: FastifyInstance;
  readonly metrics: Metrics;
  /** Whether somebody has asked for something within the last second. */
  isServing(): boolean;
}

/** A request that does not arrive whole within this time is given up. */
const requestTimeoutMs = 30_000;
/** An API that has answered nobody for so long has no callers. */
const servingMs = 1_000;
const headerBytesMax = 16 * 1024;
/** Longer than a code or id can be, percent-encoded. */
const pathPartCharactersMax = 1_024;

export async function createApp(options: AppOptions): Promise<App> {
  const { engine, pool, contracts, secretKey, log, version } = options;
  const directory = await Directory.open(pool, (error) =>
    log.warn({ err: error }, 'keys and sites could not be refreshed; what is known stays in use'),
  );
  const stopping = new AbortController();
  const metrics = createMetrics(
    () => engine.waiting(),
    async () => (await countFindings(pool)).open,
    async () => {
      const max = limits.connectionsMeasuredMax;
      const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from connections');
      const connections = await readAllHealth(pool, { after: null, limit: max });
      return { connections, others: Math.max(0, (rows[0]?.count ?? 0) - max) };
    },
  );
  const validators = { contracts: createValidator(contracts), own: createBodyValidator(contracts) };
  const validator = validators.contracts;
  const digest = createDigest(secretKey);
  const secrets = createSecretBox(secretKey);
  const reach = createReach({
    allowPrivate: options.allowPrivateTargets ?? false,
    ...(options.allowedOrigins !== undefined && { allowedOrigins: options.allowedOrigins }),
    ...(options.files !== undefined && { files: options.files }),
  });
  const receipts = new PushedReceipts({
    pool,
    reach,
    onProblem: (connection, detail) => log.warn({ connection }, detail),
  });
  /** Opened for one call: a check or a dry run. */
  const sessions = { connectors, secrets, reach, pace: (live: LiveConnection) => paceOf(pool, live) };
  const description = { version, ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }) };
  const handlers: Handlers = {
    ...healthHandlers({
      pool,
      engine,
      metrics,
      version,
      openapi: describeApi(contracts, description),
      asyncapi: describeEvents(contracts, description),
    }),
    ...masterDataHandlers({ engine, pool, directory, digest }),
    ...eventHandlers({ engine, digest, validator }),
    ...intakeHandlers({ engine, pool, directory, digest, validator }),
    ...orderHandlers({ engine, pool, directory, digest, validator }),
    ...timelineHandlers({ pool, directory }),
    ...orderDecisionHandlers({ engine, pool, directory, digest }),
    ...definitionHandlers({ engine, pool, digest, validator }),
    ...reservationHandlers({ engine, pool, directory, digest }),
    ...stockHandlers({ pool, directory, verify: options.verify }),
    ...activityHandlers({ pool }),
    ...availabilityHandlers({ pool, directory }),
    ...deliveryHandlers({ pool, directory }),
    ...connectionHandlers({
      pool,
      secrets,
      allowPrivateTargets: options.allowPrivateTargets ?? false,
    }),
    ...deadLetterHandlers({ pool, directory, preview: { pool, sessions, writers: options.writers } }),
    ...connectionCareHandlers({ pool, sessions }),
    ...identifierHandlers({ pool }),
    ...epcisHandlers({ pool, directory }),
    ...agreementHandlers({ pool }),
    ...streamHandlers({ pool, directory, stopping: stopping.signal }),
    ...keyHandlers({ pool, directory, secretKey }),
    ...rawMessageHandlers({ pool }),
    ...pushedHandlers({
      pool,
      secrets,
      onStored: options.onStored ?? ((): void => undefined),
      onRefused: (connection, stream, detail) => log.warn({ connection, stream }, `a message was not taken: ${detail}`),
      tracer: options.tracer,
      room: options.room ?? new Room(pool),
      receipts,
    }),
  };
  const server = bareServer(log);
  server.addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
  if (options.tracer !== undefined) traceRequests(server, options.tracer);
  addBodyParsers(server);
  addProblemHandlers(server, log);
  let servedAt = Number.NEGATIVE_INFINITY;
  server.addHook('onResponse', (request, reply, done) => {
    servedAt = performance.now();
    metrics.request(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime);
    done();
  });
  server.addHook('preClose', (done) => {
    stopping.abort();
    done();
  });
  server.addHook('onClose', async () => {
    directory.close();
    await receipts.close();
  });
  for (const route of routes as readonly Route[]) {
    const add = (to: FastifyInstance): void =>
      addRoute(to, route, handlers[route.handler as keyof Handlers] as Handle, { pool, directory, digest, validators });
    if (route.raw === true)
      await server.register(
        pushedBodies(add, { ...limits, pushedBytesMax: route.bodyBytesMax ?? limits.pushedBytesMax }),
      );
    else add(server);
  }
  return { server, metrics, isServing: () => performance.now() - servedAt < servingMs };
}

function bareServer(log: Logger): FastifyInstance {
  let requests = 0;
  const prefix = `${process.pid.toString(36)}-${Date.now().toString(36)}-`;
  return fastify({
    // The log is for what needs attention; each request is in the metrics.
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers) ?? `${prefix}${(requests += 1).toString(36)}`,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: pathPartCharactersMax },
    http: { maxHeaderSize: headerBytesMax },
    frameworkErrors: (error, request, reply) =>
      sendProblem(error, request as unknown as FastifyRequest, reply as unknown as FastifyReply, log),
  }) as unknown as FastifyInstance; // The instance is typed by the logger it was given.
}

/** A handler without the types of its row, as the loop over the table sees it. */
type Handle = (call: object) => Answer | Promise<Answer>;

interface Around {
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly digest: Digest;
  readonly validators: Parameters<typeof checkBody>[0];
}

function addRoute(server: FastifyInstance, route: Route, handle: Handle, around: Around): void {
  const { pool, directory, digest, validators } = around;
  const { method, permission, query = [] } = route;
  const senders = new WeakMap<FastifyRequest, ReturnType<typeof authenticate>>();
  server.route({
    method,
    ...(route.bodyBytesMax !== undefined && { bodyLimit: route.bodyBytesMax }),
    // A colon begins a parameter for the router, so one that is meant is doubled.
    url: route.path.replaceAll(':', '::').replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: method === 'GET' && route.handler !== 'openStream',
    // Before the body is read, so that nobody without a key can make the node read four megabytes.
    onRequest: (request, _reply, done) => {
      try {
        if (permission !== 'public' && permission !== 'signed')
          senders.set(request, authenticate(directory, request.headers, permission));
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
    handler: async (request, reply) => {
      const sender = senders.get(request);
      const path = readPath(request.params);
      const body = route.raw === true ? (request.body ?? Buffer.alloc(0)) : checkBody(validators, route, request.body);
      const call = { sender, path, query: readQuery(query, request.query), body, headers: request.headers };
      const answer =
        route.remembered === true && sender !== undefined && sender.idempotencyKey !== null
          ? await remembered(
              pool,
              sender,
              digest(
                `${route.handler} ${JSON.stringify(path)}`,
                Buffer.isBuffer(body) ? body.toString('base64') : (body ?? null),
              ),
              () => handle(call),
            )
          : await handle(call);
      return send(request, reply, answer);
    },
  });
}

function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, body, type, headers } = answer;
  reply.code(status).header('x-request-id', request.id);
  if (headers !== undefined) reply.headers(headers);
  if (body instanceof Readable || body instanceof Uint8Array || typeof body === 'string')
    return reply.type(type ?? 'text/plain; charset=utf-8').send(body);
  return reply.type(type ?? 'application/json; charset=utf-8').send(JSON.stringify(body));
}
