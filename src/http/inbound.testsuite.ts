// A network with one connection, by which documents come in from a system in memory.
import type pg from 'pg';
import { aConnection, connect } from '#connections/connection.testsuite.ts';
import { usual } from '#connections/connection-store.ts';
import { Inbound } from '#connections/inbound/runner.ts';
import { peerConnector } from '#connections/inbound/pushing.testsuite.ts';
import type { Peer } from '#connections/inbound/pushing.testsuite.ts';
import type { Format } from '#connections/formats/format.ts';
import type { Mapper } from '#connections/mapping/mapping.ts';
import type { Stream } from '#connections/model.ts';
import { createSecretBox } from '#connections/secrets.ts';
import { Sessions } from '#connections/sessions.ts';
import { createReach } from '#connectors/network/reach.ts';
import { loadContracts } from '#contracts/load.ts';
import type { Role } from '#governance/model.ts';
import type { Engine } from '#runtime/engine.ts';
import { doorOf } from './door.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { event, smallNetwork } from './test-world.ts';

const noMapper: Mapper = { map: () => Promise.reject(new Error('nothing is mapped')) };

const secretKey = Buffer.alloc(32, 7);
export const secrets = createSecretBox(secretKey);

/** Documents as they are; a list is one record an element. */
const json: Format = {
  name: 'json',
  title: 'JSON',
  settings: { type: 'object' },
  check: () => null,
  async *read(bytes) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    for (const [index, document] of [value].flat().entries()) yield { document, place: `/${index}` };
  },
  write: (value) => ({ body: Buffer.from(JSON.stringify(value)), mediaType: 'application/json' }),
};

export const stream: Stream = {
  name: 'in',
  settings: {},
  format: { name: 'json' },
  mapping: null,
  everySeconds: 0.1,
  onFailure: 'go_on',
};

export interface World extends AsyncDisposable {
  readonly app: TestApp;
  readonly peer: Peer;
  readonly problems: string[];
  runner(options?: { leaseMs?: number; engine?: Engine; pool?: pg.Pool }): Promise<Inbound>;
  onHand(item: string): Promise<unknown>;
  raw(): Promise<
    { key: string; state: string; result: { failed: number; problems: { place: string; code: string }[] } | null }[]
  >;
}

export async function world(parts: Partial<Stream> = {}, role: Role = 'warehouse'): Promise<World> {
  const app = await testApp();
  await smallNetwork(app);
  const { pool } = app.node;
  const peer: Peer = { messages: [], acknowledged: [], failing: null };
  const problems: string[] = [];
  const onError = (error: unknown): void => void problems.push(String(error));
  await connect(
    pool,
    secrets,
    aConnection({
      code: 'wms',
      kind: 'peer',
      streams: [{ ...stream, ...parts }],
      rights: { role, sites: null, companies: null, sources: ['wms'] },
      limits: usual.limits,
    }),
    { password: 'open sesame' },
  );
  const stack = new AsyncDisposableStack();
  stack.use(app);
  return {
    app,
    peer,
    problems,
    async runner({ leaseMs, engine = app.node.engine, pool: its = pool } = {}) {
      const door = await doorOf({ contracts: loadContracts(), secretKey, onError })(engine, pool);
      stack.defer(() => door.close());
      const connectors = new Map([['peer', peerConnector(peer)]]);
      const inbound = new Inbound({
        pool: its,
        sessions: new Sessions({ connectors, secrets, reach: createReach({ allowPrivate: true }), onError }),
        workers: { door, mapper: noMapper, formats: new Map([['json', json]]) },
        onError,
        ...(leaseMs !== undefined && { leaseMs }),
      });
      stack.defer(() => inbound.stop());
      return inbound;
    },
    async onHand(item) {
      const { body } = await app.ask('GET', `/v1/stock?item=${item}&site=HAM`);
      return (body['items'] as { onHand: number }[])[0]?.onHand;
    },
    async raw() {
      const { rows } = await pool.query('select key, state, result from raw_messages order by seq');
      return rows;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export const received = (id: string, quantity: number, item = 'LAMP'): { readonly event: object } => {
  const { source: _source, ...rest } = event('stock.received', { item, site: 'HAM', quantity });
  return { event: { ...rest, id } };
};
