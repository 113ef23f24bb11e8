// A runner over a database of its own with a receiver, and deliveries as a turn would have written them.
import { v7 } from 'uuid';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import { usual } from '#connections/connection-store.ts';
import { formats } from '#connections/formats/formats.ts';
import type { Mapper } from '#connections/mapping/mapping.ts';
import { connectors } from '#connections/registry.ts';
import type { Connector } from '#connectors/connector.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { Sessions } from '#connections/sessions.ts';
import type { Receiver } from '#connectors/webhook/receiver.testsuite.ts';
import { startReceiver } from '#connectors/webhook/receiver.testsuite.ts';
import { makeSecret } from '#connectors/webhook/signature.ts';
import { createReach } from '#connectors/network/reach.ts';
import type { Tracer } from '#kernel/trace.ts';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { Deliveries } from './deliveries.ts';

const secretKey = Buffer.alloc(32, 3);

/** Events go out as they are here. */
const noMapper: Mapper = { map: () => Promise.reject(new Error('nothing is mapped')) };

export interface Delivering {
  readonly database: TestDatabase;
  readonly receiver: Receiver;
  readonly secret: string;
  /** What was reported, as text. */
  readonly problems: string[];
  runner(options?: RunnerOptions): Deliveries;
  connect(
    code: string,
    options?: {
      readonly url?: string;
      readonly secret?: string;
      readonly timeoutMs?: number;
      readonly perSecond?: number;
    },
  ): Promise<void>;
  /** Deliveries of one turn, in order, each for a lane; answers their numbers. */
  queue(connection: string, lanes: readonly string[]): Promise<number[]>;
  states(): Promise<DeliveryState[]>;
  /** As if the time of all pauses and leases were over. */
  letTimePass(): Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export interface RunnerOptions {
  readonly clock?: () => number;
  readonly allowPrivate?: boolean;
  readonly mapper?: Mapper;
  /** Besides those there are. */
  readonly connector?: Connector;
  readonly leaseMs?: number;
  readonly stopMs?: number;
  readonly tracer?: Tracer;
}

export interface DeliveryState {
  readonly seq: number;
  readonly lane: string;
  readonly state: string;
  readonly attempts: number;
  readonly parked: boolean;
  readonly error: string | null;
}

export async function delivering(): Promise<Delivering> {
  const database = await testDatabase({ max: 8 });
  const receiver = await startReceiver();
  const { pool } = database;
  const secret = makeSecret();
  const secrets = createSecretBox(secretKey);
  const problems: string[] = [];
  const runners: Deliveries[] = [];
  const connectTo: Delivering['connect'] = async (code, options = {}) => {
    await connect(
      pool,
      secrets,
      aConnection({
        code,
        kind: 'webhook',
        settings: { url: options.url ?? receiver.url },
        types: ['crossdock.order.promised.v1'],
        limits: {
          ...usual.limits,
          ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
          ...(options.perSecond !== undefined && { perSecond: options.perSecond }),
        },
      }),
      { secret: options.secret ?? secret },
    );
  };
  await connectTo('shop');
  return {
    database,
    receiver,
    secret,
    problems,
    connect: connectTo,
    runner({ allowPrivate = true, mapper = noMapper, connector, ...rest } = {}) {
      const onError = (error: unknown): void =>
        void problems.push(error instanceof Error ? error.message : String(error));
      const known = connector === undefined ? connectors : new Map([...connectors, [connector.kind, connector]]);
      const runner = new Deliveries({
        pool,
        sessions: new Sessions({ connectors: known, secrets, reach: createReach({ allowPrivate }), onError }),
        writers: { source: '/crossdock/test', mapper, formats },
        onError,
        ...rest,
      });
      runners.push(runner);
      return runner;
    },
    async queue(connection, lanes) {
      const turnId = v7();
      const entries = lanes.map((lane, index) =>
        JSON.stringify({
          type: 'crossdock.order.promised.v1',
          subject: lane,
          occurredAt: '2026-05-01T08:00:00.000Z',
          recordedAt: '2026-05-01T08:00:01.000Z',
          actor: 'key:test',
          correlationId: 'cor',
          causationId: 'msg',
          objects: [],
          data: { index },
        }),
      );
      await pool.query(
        `insert into journal (turn_id, ordinal, type, subject, entry)
         select $1, ordinal - 1, 'crossdock.order.promised.v1', subject, entry from unnest($2::text[], $3::text[]) with ordinality as e (subject, entry, ordinal)`,
        [turnId, lanes, entries],
      );
      const { rows } = await pool.query<{ seq: number }>(
        `insert into deliveries (connection, lane, turn_id, ordinal, type, available_at)
         select $1, lane, $2, ordinal - 1, 'crossdock.order.promised.v1', now() from unnest($3::text[]) with ordinality as l (lane, ordinal)
         order by ordinal
         returning seq`,
        [connection, turnId, lanes],
      );
      return rows.map(({ seq }) => seq);
    },
    async states() {
      const { rows } = await pool.query<DeliveryState>(
        `select seq, lane, state, attempts, parked, last_error ->> 'code' as error from deliveries order by seq`,
      );
      return rows;
    },
    async letTimePass() {
      await pool.query(
        `update deliveries set available_at = now() - interval '1 second' where state in ('queued', 'leased')`,
      );
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(runners.map((runner) => runner.stop()));
      await receiver[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Steps until nothing more can be sent now. */
export async function drain(...runners: readonly Deliveries[]): Promise<void> {
  await Promise.all(
    runners.map(async (runner) => {
      for (let idle = 0; idle < 3;) idle = (await runner.step()) === 0 ? idle + 1 : 0;
    }),
  );
}
