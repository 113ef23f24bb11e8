// A node: the engine over one network's schema, with the loops that keep it going. Any number of nodes work on one schema.
import type pg from 'pg';
import { ExchangeClock, exchangeClockEveryMs } from '#connections/agreements/clock.ts';
import { createExchange } from '#connections/agreements/exchange.ts';
import { agreementsInForce } from '#connections/agreements/in-force.ts';
import { lookAtNumbers, takeNumbers } from '#connections/agreements/numbers-out.ts';
import type { Numbers, NumbersAsked } from '#connections/agreements/numbers-out.ts';
import { formats } from '#connections/formats/formats.ts';
import type { Door } from '#connections/inbound/door.ts';
import { Inbound } from '#connections/inbound/runner.ts';
import { NetworkIdentifiers } from '#connections/identifiers/resolver.ts';
import { activeMappings, systemsOf } from '#connections/mapping/active-mappings.ts';
import { createMapper } from '#connections/mapping/mapper.ts';
import type { OwnedMapper } from '#connections/mapping/mapper.ts';
import type { Writers } from '#connections/outbound/prepare.ts';
import { connectors } from '#connections/registry.ts';
import { dropExpired } from '#connections/expired-credentials.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { Remarks, remarksEveryMs } from '#connections/health/remarks.ts';
import { Sessions } from '#connections/sessions.ts';
import { limits } from '#kernel/limits.ts';
import type { Tracer } from '#kernel/trace.ts';
import { createReach } from '#connectors/network/reach.ts';
import type { ConnectionOptions } from '#postgres/pool.ts';
import { abandonPool, createPool } from '#postgres/pool.ts';
import { Batcher } from './batcher.ts';
import { paceOf } from './connection-pace.ts';
import { Deadlines } from './deadlines.ts';
import { Deliveries } from './deliveries.ts';
import type { Engine, Submission } from './engine.ts';
import { Projections } from './projections.ts';
import { housekeepingEveryMs, keepHouse, makePartitions } from './housekeeping.ts';
import { Loop } from './loop.ts';
import { PostgresCatalog } from './postgres-catalog.ts';
import { PostgresStore } from './postgres-store.ts';
import { tracedMapper } from './tracing/traced-mapper.ts';
import { tracedTurns } from './tracing/traced-engine.ts';
import { runTurn } from './turn.ts';
import type { TurnOptions } from './turn.ts';
import type { Finding } from './verification/findings.ts';
import { Verifier } from './verification/verifier.ts';
import type { Pace } from './verification/verifier.ts';
import { ConnectionWatch, watchEveryMs } from './watch-connections.ts';
import { wideItems } from './wide.ts';

export interface NodeOptions {
  readonly connectionString: string;
  readonly schema: string;
  /** Whether deadlines fire and deliveries go out here. */
  readonly worker: boolean;
  /** Told of faults in the loops and of bugs; nothing of it stops the node. */
  readonly onError: (error: unknown, what: string) => void;
  /** Whether the API of this process has callers now; left out: it has none. */
  readonly isServing?: () => boolean;
  /** Told of every turn, for metrics. */
  readonly onTurn?: (messages: number, durationMs: number) => void;
  /** How a worker looks for what does not agree; left out: as the product does, `productPace`. */
  readonly verification?: Pace;
  /** Told what was right again of what had been reported as an error. */
  readonly onMended?: (finding: Finding) => void;
  /** Told, in a sentence, what owners of connections have to know. */
  readonly onNotice?: (sentence: string) => void;
  /** Left out: nothing is traced. */
  readonly tracer?: Tracer | undefined;
  /** With it, a worker sends deliveries; without, they wait. */
  readonly deliveries?: {
    /** Decrypts the secrets of connections. */
    readonly secretKey: Buffer;
    /** Receivers may stand inside the own network. */
    readonly allowPrivateTargets: boolean;
    /** The folder below which connections may read and write files; left out: none. */
    readonly files?: string;
    /** Receivers that may, whatever the setting says. */
    readonly allowedOrigins?: ReadonlySet<string>;
    /** What connections bring in goes through it; left out: nothing is fetched, and what came in waits. */
    readonly door?: (engine: Engine, pool: pg.Pool) => Promise<Door>;
  };
}

export interface CrossdockNode {
  readonly engine: Engine;
  /** For reads; turns have connections of their own. */
  readonly pool: pg.Pool;
  readonly catalog: PostgresCatalog;
  readonly deadlines: Deadlines;
  /** What deliveries are written with. */
  readonly writers: Writers;
  /** A pushed message was stored: a worker here works on it at once. */
  wake(): void;
  stop(): Promise<void>;
}

const readConnectionsMax = 8;
/** Nothing that a node reads by itself takes so long; the same as for a turn. */
const answerMs = limits.databaseAnswerMs;
/** A slice that takes too long is ended by the server, which says so; the connection goes only if even that is not heard. */
const verifierAnswerMs = limits.verifierSliceMs * 10 + limits.databaseAnswerMs;
/** Apart from reads, so that a slow list never costs a lease. */
const deliveryConnectionsMax = 3;
const catalogPollMs = 1_000;

export async function startNode(options: NodeOptions): Promise<CrossdockNode> {
  // Connections that are being closed may lose their server first: nothing is wrong then.
  let stopping = false;
  const connection = (applicationName: string): ConnectionOptions => ({
    connectionString: options.connectionString,
    schema: options.schema,
    applicationName,
  });
  const pool = createPool({
    ...connection('crossdock reads'),
    max: readConnectionsMax,
    answerMs,
    onIdleError: (error) => !stopping && options.onError(error, 'idle connection'),
  });
  await makePartitions(pool);
  const catalog = new PostgresCatalog(pool);
  await catalog.refresh();
  const store = new PostgresStore(connection('crossdock turns'), catalog);
  const turn: TurnOptions = {
    store,
    wide: wideItems(),
    onBug: (error: Error, submission: Submission) => options.onError(error, `message ${submission.message.id}`),
  };
  const turns = tracedTurns(options.tracer, (submissions) => runTurn(turn, submissions));
  const batcher = new Batcher({
    run: turns.run,
    catalog,
    onTurn: (messages, startedAt) => options.onTurn?.(messages, performance.now() - startedAt),
  });
  const engine = turns.over(batcher);
  const deadlines = new Deadlines({ pool, engine, onError: (error) => options.onError(error, 'deadlines') });
  const projections = new Projections({ pool, onError: (error) => options.onError(error, 'projections') });
  const housekeeping = new Loop({
    step: () => keepHouse(pool),
    idleMs: housekeepingEveryMs,
    onError: (error) => options.onError(error, 'housekeeping'),
  });
  const verifierPool = createPool({
    ...connection('crossdock verifier'),
    max: 1,
    answerMs: verifierAnswerMs,
    onIdleError: (error) => !stopping && options.onError(error, 'idle connection'),
  });
  const verifier = new Verifier({
    pool: verifierPool,
    onError: (error) => options.onError(error, 'verification'),
    onOpened: (finding) => options.onError(new Error(sentenceOf(finding)), 'verification'),
    onClosed: (finding) => options.onMended?.(finding),
    ...(options.verification !== undefined && { pace: options.verification }),
  });
  if (options.worker) {
    verifier.start();
    deadlines.start();
    projections.start();
    housekeeping.start();
  }
  const watch = new ConnectionWatch(pool, (sentence) => options.onNotice?.(sentence));
  const watching = new Loop({
    step: () => watch.step(),
    idleMs: watchEveryMs,
    onError: (error) => options.onError(error, 'health of connections'),
  });
  if (options.worker) watching.start();
  const connections =
    options.worker && options.deliveries !== undefined
      ? await startConnections(options, options.deliveries, connection('crossdock deliveries'), engine)
      : onlyWriting(options, pool);
  const ahead = catalog.readAhead().catch((error: unknown) => options.onError(error, 'catalog'));
  let polling: Promise<void> | null = null;
  const poll = setInterval(() => {
    polling ??= pollCatalog().finally(() => (polling = null));
  }, catalogPollMs);
  /** Readers use the catalog too; turns compare epochs themselves and never wait for this. */
  async function pollCatalog(): Promise<void> {
    try {
      const { rows } = await pool.query<{ epoch: number }>('select epoch from catalog_epoch');
      if (rows[0] !== undefined && Number(rows[0].epoch) !== catalog.epoch) await catalog.refresh();
    } catch (error) {
      options.onError(error, 'catalog');
    }
  }
  return {
    engine,
    pool,
    catalog,
    deadlines,
    writers: connections.writers,
    wake: () => connections.wake(),
    stop: async () => {
      stopping = true;
      clearInterval(poll);
      catalog.stop();
      await Promise.all([
        deadlines.stop(),
        projections.stop(),
        housekeeping.stop(),
        watching.stop(),
        verifier.stop(),
        // What it was looking at is looked at again by whoever goes on.
        abandonPool(verifierPool),
        connections.stop(),
      ]);
      await batcher.stop();
      await ahead;
      await polling;
      await store.close();
      await pool.end();
    },
  };
}

function sentenceOf({ check, subject, expected, found }: Finding): string {
  return `What is stored does not agree: "${check}" is broken for ${subject}, which should be ${expected} and is ${found}. GET /v1/ledger/verification shows the rows.`;
}

/** `source` of events. */
function sourceOf({ schema }: NodeOptions): string {
  return `/crossdock/${schema}`;
}

function mapperOver(pool: pg.Pool, tracer: Tracer | undefined): OwnedMapper {
  const mapper = createMapper({
    mappingOf: activeMappings(pool),
    identifiers: new NetworkIdentifiers(pool),
    systemOf: systemsOf(pool),
  });
  return tracedMapper(tracer, mapper);
}

interface RunningConnections {
  readonly writers: Writers;
  wake(): void;
  stop(): Promise<void>;
}

/** A node that sends nothing maps for dry runs all the same. */
function onlyWriting(options: NodeOptions, pool: pg.Pool): RunningConnections {
  const mapper = mapperOver(pool, options.tracer);
  return {
    writers: { source: sourceOf(options), mapper, formats, exchange: exchangeOut(pool, lookAtNumbers) },
    wake: () => undefined,
    stop: () => Promise.resolve(mapper[Symbol.asyncDispose]()),
  };
}

function exchangeOut(
  pool: pg.Pool,
  numbers: (pool: pg.Pool, asked: NumbersAsked) => Promise<Numbers>,
): NonNullable<Writers['exchange']> {
  return { inForce: agreementsInForce(pool), numbers: (asked) => numbers(pool, asked) };
}

/** What goes out and what comes in, each with sessions of its own: a subscription never keeps a delivery waiting. */
async function startConnections(
  options: NodeOptions,
  settings: NonNullable<NodeOptions['deliveries']>,
  connection: ConnectionOptions,
  engine: Engine,
): Promise<RunningConnections> {
  const onError = (error: unknown): void => options.onError(error, 'deliveries');
  const pool = createPool({ ...connection, max: deliveryConnectionsMax, answerMs, onIdleError: onError });
  const sessions = (): Sessions =>
    new Sessions({
      connectors,
      secrets: createSecretBox(settings.secretKey),
      pace: (live) => paceOf(pool, live),
      reach: createReach({
        allowPrivate: settings.allowPrivateTargets,
        ...(settings.files !== undefined && { files: settings.files }),
        ...(settings.allowedOrigins !== undefined && { allowedOrigins: settings.allowedOrigins }),
      }),
      onError,
    });
  const upkeep = new Loop({
    step: async () => {
      await dropExpired(pool, createSecretBox(settings.secretKey));
      return false;
    },
    idleMs: housekeepingEveryMs,
    onError,
  });
  upkeep.start();
  const mapper = mapperOver(pool, options.tracer);
  const writers = { source: sourceOf(options), mapper, formats, exchange: exchangeOut(pool, takeNumbers) };
  const [outwards, inwards] = [sessions(), sessions()];
  const deliveries = new Deliveries({
    pool,
    sessions: outwards,
    writers,
    onError,
    tracer: options.tracer,
    ...(options.isServing !== undefined && { isServing: options.isServing }),
  });
  deliveries.start();
  const exchange = createExchange({ pool, engine });
  const clock = new ExchangeClock({ pool, engine });
  const ticking = new Loop({
    step: () => clock.step(),
    idleMs: exchangeClockEveryMs,
    onError: (error) => options.onError(error, 'agreements'),
  });
  ticking.start();
  const door = await settings.door?.(engine, pool);
  const inbound =
    door &&
    new Inbound({
      pool,
      sessions: inwards,
      workers: { door, mapper, formats, exchange },
      tracer: options.tracer,
      onError: (error) => options.onError(error, 'connections'),
    });
  inbound?.start();
  const remarks = new Remarks({ pool, sessions: [outwards, inwards] });
  const remarking = new Loop({
    step: async () => {
      await remarks.tell();
      return false;
    },
    idleMs: remarksEveryMs,
    onError,
  });
  remarking.start();
  return {
    // Whoever only looks takes no number.
    writers: { ...writers, exchange: exchangeOut(pool, lookAtNumbers) },
    wake: () => inbound?.wake(),
    stop: async () => {
      await Promise.all([deliveries.stop(), inbound?.stop(), upkeep.stop(), remarking.stop(), ticking.stop()]);
      await remarks.forget().catch(onError); // It grows old by itself.
      door?.close();
      await mapper[Symbol.asyncDispose]();
      await pool.end();
    },
  };
}
