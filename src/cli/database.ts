// The database of a command: the operator's own, the one a running node has on this home, or one started for the
// time of the command.
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { hasEmbedded, runningEmbedded, startEmbedded } from '#postgres/embedded.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { migrationsLeft } from '#postgres/migrate.ts';
import { nodeLockHolder } from '#postgres/node-lock.ts';
import { createClient } from '#postgres/pool.ts';
import { checkDatabase } from '#postgres/reachable.ts';
import { progress } from './output.ts';
import type { Settings } from './settings.ts';

export interface Database {
  connectionString: string;
  /** The network's schema. */
  schema: string;
  /** Resolves if the database ends by itself and the process can only stop. An outside database is reconnected to instead. */
  lost: Promise<SetupError>;
  close: () => Promise<void>;
}

/** SQLSTATE invalid_catalog_name. */
const noSuchDatabase = '3D000';
const startingPollMs = 100;
const startingWaitMs = 10_000;

/** For the node itself: it owns the embedded database, so a second node on the same home is refused. */
export async function openDatabase(settings: Settings): Promise<Database> {
  const { databaseUrl, home, network } = settings;
  if (databaseUrl !== undefined) return outside(databaseUrl, network);
  const embedded = await startEmbedded({ home, log: progress });
  return { connectionString: embedded.connectionString, schema: network, lost: embedded.lost, close: embedded.stop };
}

/** For commands: works beside a running node as well as without one. */
export async function withDatabase<T>(settings: Settings, work: (database: Database) => Promise<T>): Promise<T> {
  const running = settings.databaseUrl === undefined ? await addressOfRunningNode(settings.home) : undefined;
  const database = running === undefined ? await openDatabase(settings) : await outside(running, settings.network);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** For commands that only read: the network must be there, of this version, and none is made by looking. */
export async function withNetwork<T>(settings: Settings, work: (database: Database) => Promise<T>): Promise<T> {
  refuseNothing(settings);
  return withDatabase(settings, async (database) => {
    const left = await migrationsLeft(database);
    if (left === null)
      throw new SetupError(
        'network_missing',
        `There is no network ${settings.network} in this database: correct CROSSDOCK_NETWORK, DATABASE_URL or CROSSDOCK_HOME.`,
      );
    if (left.length > 0)
      throw new SetupError(
        'network_older',
        `The network ${settings.network} was made by an earlier version: run "crossdock migrate" first, or use that version.`,
      );
    return work(database);
  });
}

/** A wrong home would otherwise get a database of its own. */
export function refuseNothing({ databaseUrl, home }: Settings): void {
  if (databaseUrl !== undefined || hasEmbedded(home) || nodeLockHolder(home) !== undefined) return;
  throw new SetupError(
    'database_missing',
    `There is no database in ${home}: set CROSSDOCK_HOME to the folder of a node, or DATABASE_URL.`,
  );
}

/** The same as withDatabase, with a connection of its own. */
export async function withClient<T>(
  settings: Settings,
  applicationName: string,
  work: (client: pg.Client, database: Database) => Promise<T>,
): Promise<T> {
  return withDatabase(settings, async (database) => {
    const { connectionString, schema } = database;
    const client = createClient({ connectionString, schema, applicationName });
    client.on('error', () => undefined); // A connection that breaks also fails the query under way, which is what reports it.
    await client.connect();
    try {
      return await work(client, database);
    } finally {
      await client.end();
    }
  });
}

async function outside(connectionString: string, schema: string): Promise<Database> {
  await checkDatabase(connectionString);
  return { connectionString, schema, lost: new Promise(() => undefined), close: () => Promise.resolve() };
}

/** A server that runs for the first time answers before its database is made. */
async function isMade(address: string): Promise<boolean> {
  try {
    await checkDatabase(address);
    return true;
  } catch (error) {
    if (error instanceof SetupError && errorCode(error.cause) === noSuchDatabase) return false;
    throw error;
  }
}

async function addressOfRunningNode(home: string): Promise<string | undefined> {
  const deadline = performance.now() + startingWaitMs;
  for (;;) {
    const pid = nodeLockHolder(home);
    if (pid === undefined) return undefined;
    const address = runningEmbedded(home);
    if (address !== undefined && (await isMade(address))) return address;
    if (performance.now() > deadline) {
      throw new SetupError(
        'database_starting',
        `Crossdock (pid ${pid}) on ${home} is still starting or stopping its database: try again when it is done.`,
      );
    }
    await sleep(startingPollMs);
  }
}
