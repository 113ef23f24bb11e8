// How far the background verifier is, what it takes, and what it found.
import type pg from 'pg';

export interface VerificationStatus {
  readonly findings: readonly OpenFinding[];
  readonly passes: readonly PassStatus[];
  /** Of the time of one core, since the first pass began and up to the end of the pause under way. */
  readonly share: number;
}

export interface OpenFinding {
  readonly pass: string;
  readonly check: string;
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  /** The stored rows. */
  readonly rows: unknown;
  /** Head of the chain when it was first seen. */
  readonly position: number;
  readonly since: string;
  readonly seenAt: string;
}

export interface PassStatus {
  readonly pass: string;
  /** Whole cycles so far. */
  readonly cycles: number;
  /** When the last whole cycle ended; null before the first. */
  readonly finishedAt: string | null;
  /** The last key looked at in the cycle under way. */
  readonly after: string;
  readonly rowsLookedAt: number;
  readonly busyMs: number;
}

/** Shown at once; all are in the table verification_findings. */
const shownMax = 100;

export async function readVerification(pool: pg.Pool): Promise<VerificationStatus> {
  const findings = await pool.query<OpenFinding & { readonly sinceAt: Date; readonly lastAt: Date }>(
    `select pass, check_name as check, subject, expected, found, rows, position, since as "sinceAt", seen_at as "lastAt"
     from verification_findings
     where closed_at is null
     order by since, pass, check_name, subject
     limit ${shownMax}`,
  );
  const passes = await pool.query<PassStatus & { readonly finished: Date | null; readonly share: number }>(
    `select name as pass, cycles, finished_at as finished, after, rows_looked_at as "rowsLookedAt", busy_ms as "busyMs",
       sum(busy_ms) over () / greatest(1, extract(epoch from greatest(clock_timestamp(), max(pause_until) over ()) - min(first_at) over ()) * 1000)::float8 as share
     from verification_passes
     order by name`,
  );
  return {
    findings: findings.rows.map(({ sinceAt, lastAt, ...finding }) => ({
      ...finding,
      since: sinceAt.toISOString(),
      seenAt: lastAt.toISOString(),
    })),
    passes: passes.rows.map(({ pass, cycles, finished, after, rowsLookedAt, busyMs }) => ({
      pass,
      cycles,
      finishedAt: finished?.toISOString() ?? null,
      after,
      rowsLookedAt,
      busyMs,
    })),
    share: passes.rows[0]?.share ?? 0,
  };
}

/** Open findings, since when, and which check saw the first: for readiness and metrics, which are open to all and name no rows. */
export async function countFindings(
  pool: pg.Pool,
): Promise<{ readonly open: number; readonly since: Date | null; readonly first: string | null }> {
  const { rows } = await pool.query<{ open: number; since: Date | null; first: string | null }>(
    `select count(*)::int as open, min(since) as since, (array_agg(check_name order by since))[1] as first
     from verification_findings where closed_at is null`,
  );
  return rows[0] ?? { open: 0, since: null, first: null };
}
