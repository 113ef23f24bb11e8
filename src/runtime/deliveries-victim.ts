// A node that only delivers, for tests that kill it.
import { createSecretBox } from '#connections/secrets.ts';
import { createReach } from '#connectors/network/reach.ts';
import { connectors } from '#connections/registry.ts';
import { Sessions } from '#connections/sessions.ts';
import { createPool } from '#postgres/pool.ts';
import { Deliveries } from './deliveries.ts';

const [connectionString, schema] = process.argv.slice(2);
if (connectionString === undefined || schema === undefined)
  throw new Error('usage: deliveries-victim.ts <database address> <schema>');
const raise = (error: unknown): never => {
  throw error;
};
const pool = createPool({ connectionString, schema, applicationName: 'crossdock victim', max: 2, onIdleError: raise });
new Deliveries({
  pool,
  sessions: new Sessions({
    connectors,
    secrets: createSecretBox(Buffer.alloc(32, 3)),
    reach: createReach({ allowPrivate: true }),
    onError: raise,
  }),
  writers: { source: '/crossdock/test', mapper: { map: raise }, formats: new Map() },
  onError: raise,
}).start();
