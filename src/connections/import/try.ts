import { readdirSync, rmSync } from 'node:fs';
import { pino } from 'pino';
import { loadContracts } from '#contracts/load.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { startNode } from '#runtime/node.ts';
import { ensureAdministratorKey } from '#http/administrator-key.ts';
import { createApp } from '#http/server.ts';
import { readMapping } from './mapping-file.ts';
import { createClient } from './client.ts';
import { runImport } from './run.ts';
import { describe } from './report.ts';
await using database = await testDatabase();
const node = await startNode({
  connectionString: database.connectionString,
  schema: database.schema,
  worker: false,
  onError: (e) => console.log('ERR', e),
});
await ensureAdministratorKey(node.pool, 'administrator-of-the-test');
const app = await createApp({
  engine: node.engine,
  pool: node.pool,
  contracts: loadContracts(),
  secretKey: Buffer.alloc(32, 7),
  log: pino({ level: 'error' }, pino.destination(2)),
  version: '0',
  verify: () => {
    throw new Error('x');
  },
});
const url = await app.server.listen({ port: 0, host: '127.0.0.1' });
const d = '../shared/data/tabular/online-retail/';
const files = process.argv[2]
  ? [process.argv[2]]
  : readdirSync(d)
      .filter((f) => f.endsWith('.csv'))
      .map((f) => d + f);
const mapping = await readMapping('examples/online-retail/mapping.json');
rmSync('/tmp/imp-try', { recursive: true, force: true });
let t = performance.now();
for (const restart of [false, false, true]) {
  const client = createClient({ url, key: 'administrator-of-the-test', onWait: console.log });
  try {
    const report = await runImport({
      mapping,
      files,
      folder: '/tmp/imp-try',
      node: { client, url },
      restart,
      progress: {
        begin(p, n) {
          console.log(p, n, ((performance.now() - t) / 1000).toFixed(2));
        },
        advance() {},
      },
    });
    for (const l of describe(report)) console.log(l);
    const { rows } = await database.pool.query('select position from journal_head');
    console.log(rows[0], process.memoryUsage().rss / 1e6);
  } catch (e) {
    console.log(e);
    break;
  }
}
await app.server.close();
await node.stop();
