// Databases of a test process that was ended: each copy takes room until the server stops.
import { createClient } from '../../src/postgres/pool.ts';

export async function dropDatabasesOf(server: string, pid: number): Promise<void> {
  const client = createClient({ connectionString: server, schema: 'public', applicationName: 'crossdock mutants' });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [`test_${pid}_`],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await client.end();
  }
}
