// Transactions of node-postgres as steps of a DBOS workflow, written on the interface that the SDK publishes for data sources
// (docs.dbos.dev/typescript/reference/plugins), because the data sources on npm do not load with version 5 of the SDK. It does what
// they do: the result of the step commits with the step, and a step that was done is answered from its record.
import {
  DBOSStepAlreadyRecordedError,
  guardDataSourcePoolPG,
  isPGRetriableTransactionError,
  migrateDataSourcePG,
  registerDataSource,
  registerTransaction,
  replayRecordedStep,
} from '@dbos-inc/dbos-sdk/datasource';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { SuperJSON } from 'superjson';

const current = new AsyncLocalStorage();

export class PgDataSource {
  #pool;

  constructor(name, options) {
    this.name = name;
    this.#pool = new pg.Pool(options);
    guardDataSourcePoolPG(this.#pool, 'PgDataSource');
    registerDataSource(this);
  }

  /** The connection of the transaction that runs now. */
  get client() {
    const client = current.getStore();
    if (client === undefined) throw new Error('client is only there inside a transaction of this data source');
    return client;
  }

  register(run, name) {
    return registerTransaction(this.name, run, { name });
  }

  async initialize() {
    await this.#transaction((client) => migrateDataSourcePG(async (text) => (await client.query(text)).rows));
  }

  async destroy() {
    await this.#pool.end();
  }

  async invokeTransactionFunction(_config, target, run, ...args) {
    const { workflowID, stepID } = DBOS;
    const recorded = await this.#recorded(workflowID, stepID);
    if (recorded !== undefined) return replayRecordedStep(recorded);
    for (let waitMs = 1; ; waitMs = Math.min(waitMs * 1.5, 2_000)) {
      try {
        return await this.#transaction(async (client) => {
          const result = await current.run(client, () => run.call(target, ...args));
          const { rowCount } = await client.query({
            name: 'record-step',
            text: `insert into dbos.transaction_completion (workflow_id, function_num, output)
                   values ($1, $2, $3)
                   on conflict (workflow_id, function_num) do nothing`,
            values: [workflowID, stepID, SuperJSON.stringify(result)],
          });
          if (rowCount === 0) throw new DBOSStepAlreadyRecordedError(workflowID, stepID);
          return result;
        });
      } catch (error) {
        if (error instanceof DBOSStepAlreadyRecordedError)
          return replayRecordedStep(await this.#recorded(workflowID, stepID));
        if (!isPGRetriableTransactionError(error)) throw error;
        await sleep(waitMs);
      }
    }
  }

  async #recorded(workflowID, stepID) {
    const { rows } = await this.#pool.query({
      name: 'recorded-step',
      text: 'select output, error from dbos.transaction_completion where workflow_id = $1 and function_num = $2',
      values: [workflowID, stepID],
    });
    return rows[0];
  }

  async #transaction(run) {
    const client = await this.#pool.connect();
    let failed = true;
    try {
      await client.query('begin');
      const result = await run(client);
      await client.query('commit');
      failed = false;
      return result;
    } finally {
      client.release(failed);
    }
  }
}
