// Nodes whose turns are stepped by a test: real stores on one database, with the clock, the moments of opening and committing,
// and what breaks in between in the hands of the test.
import { v7 } from 'uuid';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import type { ConnectionOptions } from '#postgres/pool.ts';
import type { Reply, Submission } from './engine.ts';
import { PostgresCatalog } from './postgres-catalog.ts';
import { PostgresStore } from './postgres-store.ts';
import type { OpenTurn, Store } from './store.ts';
import { runTurn } from './turn.ts';
import type { TurnOptions } from './turn.ts';
import { wideItems } from './wide.ts';

export interface Hooks {
  /** The time that turns are told; the database's own when absent. */
  readonly clock?: () => number;
  readonly beforeOpen?: () => Promise<void>;
  readonly beforeCommit?: () => Promise<void>;
  readonly connectionString?: string;
}

export interface SteppedNode {
  readonly bugs: Error[];
  /** Turns opened so far, those that were given up included. */
  opened(): number;
  run(submissions: readonly Submission[]): Promise<Reply[]>;
  close(): Promise<void>;
}

export async function steppedNode(database: TestDatabase, hooks: Hooks = {}): Promise<SteppedNode> {
  const catalog = new PostgresCatalog(database.pool);
  await catalog.refresh();
  const connectionString = hooks.connectionString ?? database.connectionString;
  const connection: ConnectionOptions = { connectionString, schema: database.schema, applicationName: 'stepped turns' };
  const store = new PostgresStore(connection, catalog);
  const bugs: Error[] = [];
  let opens = 0;
  const watched: Store = {
    catalog,
    open: async (request): Promise<OpenTurn> => {
      opens += 1;
      await hooks.beforeOpen?.();
      const open = await store.open(request);
      return {
        ...open,
        now: hooks.clock?.() ?? open.now,
        commit: async (writes) => {
          await hooks.beforeCommit?.();
          return open.commit(writes);
        },
      };
    },
  };
  const options: TurnOptions = {
    store: watched,
    wide: wideItems(),
    onBug: (error) => bugs.push(error),
    newTurnId: () => v7(),
  };
  return {
    bugs,
    opened: () => opens,
    run: async (submissions) => {
      const replies: Reply[] = [];
      for (let left = submissions; left.length > 0;) {
        const result = await runTurn(options, left);
        replies.push(...result.replies);
        left = result.left;
      }
      return replies;
    },
    close: () => store.close(),
  };
}

/** A database with nodes on it; all of it goes away with the test. */
export async function stepped(): Promise<{
  database: TestDatabase;
  node: (hooks?: Hooks) => Promise<SteppedNode>;
  [Symbol.asyncDispose]: () => Promise<void>;
}> {
  const database = await testDatabase({ max: 6 });
  const nodes: SteppedNode[] = [];
  return {
    database,
    node: async (hooks) => {
      const made = await steppedNode(database, hooks);
      nodes.push(made);
      return made;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(nodes.map((made) => made.close()));
      await database[Symbol.asyncDispose]();
    },
  };
}
