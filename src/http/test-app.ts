// A node with its API over a database of its own, for end-to-end tests: everything real, spoken to in process.
import { pino } from 'pino';
import { Room } from '#connections/inbound/room.ts';
import type { RoomLimits } from '#connections/inbound/room.ts';
import { loadContracts } from '#contracts/load.ts';
import type { Tracer } from '#kernel/trace.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { startNode } from '#runtime/node.ts';
import type { CrossdockNode } from '#runtime/node.ts';
import { verifyLedger } from '#runtime/verify.ts';
import { ensureAdministratorKey } from './administrator-key.ts';
import { answerCheck } from './answer-check.ts';
import { doorOf } from './door.ts';
import { createApp } from './server.ts';
import type { App } from './server.ts';

export interface Asked {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

export interface TestApp {
  readonly app: App;
  readonly node: CrossdockNode;
  readonly administrator: string;
  /** The API goes on without the node that it speaks for. */
  stopNode(): Promise<void>;
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH', url: string, options?: AskOptions): Promise<Asked>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export interface AskOptions {
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
  /** The administrator's when left out; null for none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

const contracts = loadContracts();
const secretKey = Buffer.alloc(32, 7);
const described = answerCheck(contracts);

export interface TestAppOptions {
  /** With a worker that sends deliveries, to receivers on this machine too. */
  readonly delivers?: boolean;
  /** Checks and dry runs reach systems on this machine. */
  readonly reaches?: boolean;
  readonly tracer?: Tracer;
  /** How much of what is pushed may wait or have failed. */
  readonly room?: RoomLimits;
  /** Errors of the node that the test brings about. */
  readonly expects?: RegExp;
}

export async function testApp({
  delivers = false,
  reaches = delivers,
  tracer,
  expects,
  room,
}: TestAppOptions = {}): Promise<TestApp> {
  const database = await testDatabase();
  const failures: unknown[] = [];
  const onError = (error: unknown): void => {
    if (!(error instanceof Error) || expects?.test(error.message) !== true) failures.push(error);
  };
  const node = await startNode({
    connectionString: database.connectionString,
    schema: database.schema,
    worker: delivers,
    ...(delivers && {
      deliveries: {
        secretKey,
        allowPrivateTargets: true,
        door: doorOf({ contracts, secretKey, onError }),
      },
    }),
    onError,
    tracer,
  });
  const administrator = 'administrator-of-the-test';
  await ensureAdministratorKey(node.pool, administrator);
  const app = await createApp({
    engine: node.engine,
    pool: node.pool,
    contracts,
    secretKey,
    onStored: () => node.wake(),
    ...(room !== undefined && { room: new Room(node.pool, room) }),
    allowPrivateTargets: reaches,
    writers: node.writers,
    tracer,
    log: pino({ level: 'error' }, pino.destination(2)),
    version: '0.0.0-test',
    verify: (only) => verifyLedger(node.pool, only),
  });
  await app.server.ready();

  async function ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    url: string,
    options: AskOptions = {},
  ): Promise<Asked> {
    const { body, key = administrator, headers = {} } = options;
    const response = await app.server.inject({
      method,
      url,
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const type = String(response.headers['content-type'] ?? '');
    if (type.includes('json')) described(method, url, response.statusCode, response.json());
    return {
      status: response.statusCode,
      body:
        type.includes('json') && response.body !== ''
          ? response.json<Record<string, unknown>>()
          : { text: response.body },
      headers: response.headers,
    };
  }

  let stopped: Promise<void> | undefined;
  const stopNode = (): Promise<void> => (stopped ??= node.stop());

  return {
    app,
    stopNode,
    node,
    administrator,
    ask,
    [Symbol.asyncDispose]: async () => {
      await app.server.close();
      await stopNode();
      await database[Symbol.asyncDispose]();
      if (failures.length > 0) throw new AggregateError(failures, 'the node met errors during the test');
    },
  };
}
