// Liveness, readiness and descriptions: what machines ask.
import type pg from 'pg';
import { brokenRoutes, routingInForce } from '#connections/routes.ts';
import type { Engine } from '#runtime/engine.ts';
import { limits } from '#kernel/limits.ts';
import { readLags } from '#runtime/projections.ts';
import { countFindings } from '#runtime/verification/status.ts';
import { ok } from './call.ts';
import type { Handlers } from './call.ts';
import { faultOfRead } from './problems.ts';
import type { Metrics } from './metrics.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly engine: Engine;
  readonly metrics: Metrics;
  readonly version: string;
  readonly openapi: object;
  readonly asyncapi: object;
}

interface Check {
  readonly name: 'database' | 'queue' | 'worker' | 'deadlines' | 'read models' | 'routing' | 'ledger';
  readonly ok: boolean;
  readonly detail: string;
}

/** A deadline that is due for longer says that no worker runs, or that it cannot keep up. */
const lagSecondsMax = 60;
/** A read model that is further behind the journal is reported. */
const lagTurnsMax = 5_000;

export function healthHandlers({
  pool,
  engine,
  metrics,
  version,
  openapi,
  asyncapi,
}: Parts): Handlers<'alive' | 'ready' | 'metrics' | 'openapi' | 'asyncapi'> {
  return {
    alive: () => ok({ status: 'ok', version }),

    async ready() {
      const waiting = engine.waiting();
      const queue: Check = {
        name: 'queue',
        ok: waiting < limits.queueMessagesMax,
        detail: `${waiting} messages wait, at most ${limits.queueMessagesMax} may.`,
      };
      const [database, ...behind] = await look(pool);
      const checks = [database, queue, ...behind];
      // A worker that lags does not keep this node from answering: the load balancer shall not take it out for that.
      const ready = database.ok && queue.ok;
      const status = ready ? (checks.every((check) => check.ok) ? 'ready' : 'degraded') : 'unready';
      return { status: ready ? 200 : 503, body: { status, version, checks } };
    },

    async metrics() {
      return { status: 200, body: await metrics.registry.metrics(), type: metrics.registry.contentType };
    },

    openapi: () => ok(openapi),
    asyncapi: () => ok(asyncapi),
  };
}

async function look(pool: pg.Pool): Promise<readonly [Check, ...Check[]]> {
  try {
    const { rows } = await pool.query<{ position: number; lag: number; failing: number; since: Date | null }>(
      `select position,
         coalesce((select greatest(0, extract(epoch from clock_timestamp() - min(due_at))) from deadlines), 0)::float8 as lag,
         (select count(*)::int from deadlines where failing_since is not null) as failing,
         (select min(failing_since) from deadlines where failing_since is not null) as since
       from journal_head`,
    );
    const lag = Math.round(rows[0]?.lag ?? 0);
    const { failing = 0, since = null } = rows[0] ?? {};
    const broken = await countFindings(pool);
    const routing = await routingInForce(pool);
    const routes = routing === null ? [] : await brokenRoutes(pool, routing);
    const models = (await readLags(pool)).map(({ name, position, head }) => ({ name, turns: head - position }));
    return [
      { name: 'database', ok: true, detail: `The journal is at position ${rows[0]?.position ?? 0}.` },
      {
        name: 'worker',
        ok: lag <= lagSecondsMax,
        detail: lag === 0 ? 'No deadline is overdue.' : `The oldest deadline is due for ${lag} s.`,
      },
      {
        name: 'deadlines',
        ok: since === null,
        detail:
          since === null
            ? 'None fails.'
            : `${failing} fail and come again later, the first since ${since.toISOString()}. The log of the worker says why.`,
      },
      {
        name: 'read models',
        ok: models.every(({ turns }) => turns <= lagTurnsMax),
        detail: models
          .map(({ name, turns }) => (turns === 0 ? `${name} is up to date.` : `${name} is ${turns} turns behind.`))
          .join(' '),
      },
      {
        name: 'routing',
        ok: routes.length === 0,
        detail:
          routes.length === 0
            ? 'Every route leads to a connection.'
            : `What these rules send waits: ${routes.map(({ id, detail }) => `"${id}", ${detail}`).join('; ')}.`,
      },
      {
        name: 'ledger',
        ok: broken.open === 0,
        detail:
          broken.since === null
            ? 'Nothing was found that does not agree.'
            : `${broken.open} do not agree, the first since ${broken.since.toISOString()}: ${broken.first}. GET /v1/ledger/verification says where.`,
      },
    ];
  } catch (error) {
    const fault = faultOfRead(error);
    if (fault === undefined) throw error;
    return [{ name: 'database', ok: false, detail: fault.message }];
  }
}
