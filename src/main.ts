// The composition root: builds everything by hand, passes it in, and starts the roles.
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { openDatabase } from '#cli/database.ts';
import { readSecretKey, showAdministratorKey } from '#cli/kept-keys.ts';
import { progress } from '#cli/output.ts';
import { portProblem } from '#cli/port-problem.ts';
import type { Settings } from '#cli/settings.ts';
import type { RunningNode, StartOptions } from '#cli/start.ts';
import { loadContracts } from '#contracts/load.ts';
import { doorOf } from '#http/door.ts';
import { ensureAdministratorKey } from '#http/administrator-key.ts';
import { createApp } from '#http/server.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { migrate } from '#postgres/migrate.ts';
import { limits } from '#kernel/limits.ts';
import type { Tracer } from '#kernel/trace.ts';
import { abandonPool, createPool } from '#postgres/pool.ts';
import { startDemoSystems } from '#runtime/demo-systems.ts';
import { loadDemo } from '#runtime/load-demo.ts';
import { noProcess } from '#runtime/no-process.ts';
import { startNode } from '#runtime/node.ts';
import { verifyLedger } from '#runtime/verify.ts';
import { packageVersion } from '#cli/version.ts';

export async function start(settings: Settings, options: StartOptions): Promise<RunningNode> {
  await using stack = new AsyncDisposableStack();
  const log = pino(
    { level: 'warn', base: null, serializers: { err: describeError }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  // Keys are kept there. The embedded database makes it as its user needs it.
  if (settings.databaseUrl !== undefined) mkdirSync(settings.home, { recursive: true, mode: 0o700 });
  const database = await openDatabase(settings);
  stack.defer(database.close);
  await migrate({ ...database, onMigration: (name) => progress(`running migration ${name}`) });
  const secretKey = readSecretKey(settings);
  /** The systems of the demo stand on this machine; nothing else on it is delivered to. */
  const demoOrigins = new Set<string>();
  const tracer = await openTraces(settings, stack, (sentence) => log.warn(sentence));
  const contracts = loadContracts();
  const door = doorOf({ contracts, secretKey, onError: (error) => log.warn({ err: error }, 'sites and keys') });
  // Set by the API, when it is there.
  let isServing: () => boolean = () => false;
  let onTurn: (messages: number, durationMs: number) => void = () => undefined;
  const node = await startNode({
    ...database,
    worker: options.roles.includes('worker'),
    onError: (error, what) => log.error({ err: error }, what),
    onNotice: (sentence) => log.warn(sentence),
    onMended: ({ check, subject }) => log.warn({ check, subject }, 'what did not agree is right again'),
    onTurn: (messages, durationMs) => onTurn(messages, durationMs),
    tracer,
    isServing: () => isServing(),
    deliveries: {
      secretKey,
      allowPrivateTargets: settings.allowPrivateTargets,
      files: settings.files,
      allowedOrigins: demoOrigins,
      door,
    },
  });
  stack.defer(() => node.stop());
  const demo = options.demo ? await loadDemo(node.engine, node.pool, options.demoPace) : 'none';
  if (demo === 'loaded') progress('loaded the demo network: 3 sites, 200 items, 50 customers, opening stock');
  if (options.roles.includes('api')) {
    // Apart from reads, which are given up sooner: proving a large ledger takes long.
    const proofs = createPool({
      ...database,
      applicationName: 'crossdock verify',
      max: 1,
      answerMs: limits.proofAnswerMs,
      onIdleError: (error) => log.warn({ err: error }, 'idle connection'),
    });
    const key = await ensureAdministratorKey(node.pool, settings.adminKey);
    if (key !== undefined) showAdministratorKey(settings, key);
    const app = await createApp({
      engine: node.engine,
      pool: node.pool,
      contracts,
      secretKey,
      onStored: () => node.wake(),
      allowPrivateTargets: settings.allowPrivateTargets,
      allowedOrigins: demoOrigins,
      files: settings.files,
      writers: node.writers,
      log,
      tracer,
      version: packageVersion,
      verify: (range) => verifyLedger(proofs, range),
    });
    const { server, metrics } = app;
    onTurn = (messages, durationMs) => metrics.turn(messages, durationMs);
    isServing = () => app.isServing();
    stack.defer(async () => {
      const closed = server.close();
      // Requests under way are waited for, but not a proof: it changes nothing, and can be asked for again.
      await abandonPool(proofs);
      await closed;
    });
    const url = await listen(server, settings);
    // They are told by webhooks, which a worker sends.
    if ((demo === 'loaded' || demo === 'there') && options.roles.includes('worker')) {
      const systems = await startDemoSystems({
        pool: node.pool,
        home: settings.home,
        secretKey,
        url: reachable(url),
        minutesPerSecond: options.demoPace,
        anew: demo === 'loaded',
        allowedOrigins: demoOrigins,
        say: progress,
        onError: (error, what) => log.warn({ err: error }, what),
      });
      if (systems !== null) stack.use(systems);
    }
    progress(`Crossdock is ready on ${url} (API description: /openapi.json)`);
  } else {
    progress('Crossdock is ready: this node fires deadlines and sends deliveries, and takes no requests');
  }
  const missing = await noProcess(node.pool);
  if (missing !== null) progress(missing);
  const running = stack.move();
  return { failed: database.lost, stop: () => running.disposeAsync() };
}

/** Loaded only where traces are wanted. They stop last, so that what the node does to the end is in them. */
async function openTraces(
  { otlpEndpoint: endpoint, traceRatio: ratio, network }: Settings,
  stack: AsyncDisposableStack,
  onLost: (sentence: string) => void,
): Promise<Tracer | undefined> {
  if (endpoint === undefined) return undefined;
  const { sendTraces } = await import('#runtime/tracing/send-traces.ts');
  const traces = sendTraces({ endpoint, ratio, network, version: packageVersion, onLost });
  stack.defer(() => traces.stop());
  return traces.tracer;
}

/** The driver hangs its whole connection, settings and all, on its errors: only what a person needs is written. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = errorCode(error);
  return {
    message: error.message,
    ...(code !== undefined && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

async function listen(server: Awaited<ReturnType<typeof createApp>>['server'], settings: Settings): Promise<string> {
  try {
    await server.listen({ host: settings.host, port: settings.port });
  } catch (cause) {
    throw new SetupError('port', portProblem(errorCode(cause) ?? 'unknown', settings), { cause });
  }
  const { port } = server.server.address() as AddressInfo; // Listening on TCP, so it is no pipe.
  return `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
}

/** A node that listens on all addresses is reached on this machine by the loopback one. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}
