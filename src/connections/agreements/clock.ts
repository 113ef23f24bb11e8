// The clock of what we sent: the wait begins when its delivery is settled, and when no acknowledgement has come in time the orders
// it is about hear of it. Any node may look; a row is taken by one of them, under a lock that an answer waits for.
import type pg from 'pg';
import { showInstant } from '#kernel/time.ts';
import { limits } from '#kernel/limits.ts';
import type { Engine } from '#runtime/engine.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { ordersIn, tell } from './exchange.ts';

export const exchangeClockEveryMs = 1_000;

interface Overdue {
  readonly agreement: string;
  readonly number: number;
  readonly connection: string;
  readonly operation: string;
  readonly lanes: readonly string[];
  readonly sentAt: Date;
  readonly dueAt: Date;
  /** Null: the agreement was taken away. */
  readonly partner: string | null;
}

export class ExchangeClock {
  readonly #pool: pg.Pool;
  readonly #engine: Engine;

  constructor({ pool, engine }: { readonly pool: pg.Pool; readonly engine: Engine }) {
    this.#pool = pool;
    this.#engine = engine;
  }

  /** Answers whether there may be more. */
  async step(): Promise<boolean> {
    await noteSent(this.#pool);
    for (let told = 0; told < limits.interchangesOverdueAtOnce; told++) if (!(await this.#tellOne())) return false;
    return true;
  }

  /** Told before it is written down: told twice, it is one message. */
  #tellOne(): Promise<boolean> {
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<Overdue>(
        `select s.agreement, s.number, s.connection, s.operation, s.lanes, s.sent_at as "sentAt", s.due_at as "dueAt",
           (select partner from agreements where code = s.agreement) as partner
         from interchanges_sent s
         where s.state in ('sent', 'received') and s.awaits is not null and s.due_at <= clock_timestamp()
         order by s.due_at
         limit 1
         for update skip locked`,
      );
      const [row] = rows;
      if (row === undefined) return false;
      const { agreement, number, sentAt, dueAt, connection, operation } = row;
      const partner = row.partner ?? agreement;
      await tell(
        this.#engine,
        { connection: null, correlationId: `${agreement}/out/${number}` },
        `${agreement}/out/${number} overdue ${showInstant(sentAt.getTime())}`,
        {
          type: 'edi.tell',
          kind: 'overdue',
          subject: `${agreement}/out/${number}`,
          partner,
          orders: ordersIn(row.lanes),
          over: [],
          to: null,
          data: {
            agreement,
            partner,
            control: String(number),
            connection,
            operation,
            sentAt: showInstant(sentAt.getTime()),
            dueAt: showInstant(dueAt.getTime()),
          },
        },
      );
      await client.query(
        `update interchanges_sent set state = 'overdue', overdue_at = clock_timestamp() where agreement = $1 and number = $2`,
        [agreement, number],
      );
      return true;
    });
  }
}

/** The wait begins when the other side has it. What somebody skipped is waited for by nobody, and its number is a gap. */
async function noteSent(pool: pg.Pool): Promise<void> {
  await pool.query(
    `update interchanges_sent s
     set state = 'sent', sent_at = d.delivered_at, due_at = d.delivered_at + s.within_minutes * interval '1 minute'
     from deliveries d
     where s.state = 'prepared' and d.seq = s.deliveries[1] and d.state = 'delivered'`,
  );
  await pool.query(
    `update interchanges_sent s
     set state = 'given_up'
     where s.state = 'prepared'
       and not exists (select from deliveries d where d.seq = any (s.deliveries) and d.state <> 'skipped')`,
  );
}
