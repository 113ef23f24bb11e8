// Looks at a database before it is used and says in one sentence what an operator can do when it can't be.
import { databaseErrorKind, errorCode, SetupError } from './errors.ts';
import { createClient } from './pool.ts';

const versionMin = 150_000;

/** The server's version, such as 18.4; throws a sentence when the database can't be used. */
export async function checkDatabase(connectionString: string): Promise<string> {
  const client = createClient({ connectionString, schema: 'public', applicationName: 'crossdock check' });
  // A connection that breaks also fails the query under way, which is what reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: number; name: string; standby: boolean }>(`
      select current_setting('server_version_num')::int as number,
             split_part(current_setting('server_version'), ' ', 1) as name,
             pg_is_in_recovery() as standby`);
    const [server] = rows;
    if (server === undefined) throw new Error('the server gave no version');
    if (server.number < versionMin) {
      throw new SetupError(
        'database_version',
        `The database is PostgreSQL ${server.name}: Crossdock needs 15 or later, so upgrade it or use another one.`,
      );
    }
    if (server.standby) {
      throw new SetupError(
        'database_standby',
        'The database is a standby and takes no writes: point DATABASE_URL at the primary.',
      );
    }
    return server.name;
  } catch (error) {
    throw error instanceof SetupError
      ? error
      : new SetupError('database_unreachable', reason(error, connectionString), { cause: error });
  } finally {
    await client.end();
  }
}

/** The sentence for a failed connection; never holds the password. */
export function reason(error: unknown, connectionString: string): string {
  const url = new URL(connectionString);
  const where = url.host === '' ? 'the local socket' : decodeURIComponent(url.host);
  const database = decodeURIComponent(url.pathname.slice(1));
  switch (errorCode(error) ?? '') {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return `No PostgreSQL answers at ${where}: start it, or correct DATABASE_URL.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name of the database server in ${where} is not known: correct DATABASE_URL, or the name service.`;
    case '28P01':
    case '28000':
      return `PostgreSQL at ${where} refuses the user ${decodeURIComponent(url.username)}: correct user and password in DATABASE_URL, or pg_hba.conf.`;
    case '3D000':
      return `PostgreSQL at ${where} has no database ${database}: create it (createdb ${database}), or correct DATABASE_URL.`;
    case '42501':
      return `The user ${decodeURIComponent(url.username)} has not the right to use the database ${database}: grant it connect and create.`;
    case '53300':
      return `PostgreSQL at ${where} has no connection left: raise max_connections, or end other sessions.`;
    default: {
      const message = error instanceof Error ? error.message : String(error);
      const kind = databaseErrorKind(error);
      const fix = kind === 'lost' ? 'check network and server, or correct DATABASE_URL' : 'correct DATABASE_URL';
      return `The database at ${where} cannot be used (${message}): ${fix}.`;
    }
  }
}
