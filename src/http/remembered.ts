// Idempotency-Key on requests that are not one message to a turn (a turn remembers its messages itself): the first answer is
// kept for as long as those of turns, and given again to the same request.
import type pg from 'pg';
import { reject } from '#kernel/rejection.ts';
import type { Answer, Sender } from './call.ts';
import { ProblemError, rejectionProblem } from './problems.ts';
import type { Problem } from './problems.ts';

type Kept =
  | {
      readonly status: number;
      readonly body: object;
      readonly headers?: Readonly<Record<string, string>>;
      readonly isPartial?: true;
    }
  | { readonly problem: Problem };

/** Two of the same request at once are both handled: what they ask for does itself only once. */
export async function remembered(
  pool: pg.Pool,
  sender: Sender,
  digest: string,
  handle: () => Answer | Promise<Answer>,
): Promise<Answer> {
  const { idempotencyKey: id, grant } = sender;
  if (id === null) return handle();
  const source = `key:${grant.id}`;
  const known = await readAnswer(pool, source, id);
  if (known !== undefined && known.digest !== digest)
    throw new ProblemError(
      rejectionProblem(reject('idempotency_key_reused', `${id} came before with another request.`)),
    );
  if (known !== undefined) return answerOf(known.kept);
  const kept = await outcomeOf(handle);
  if (!('isPartial' in kept)) await keepAnswer(pool, { source, id, digest, kept });
  return answerOf(kept);
}

/** A refusal is an answer too. A fault is none: the request may succeed when it comes again. */
async function outcomeOf(handle: () => Answer | Promise<Answer>): Promise<Kept> {
  try {
    const { status, body, headers, isPartial } = await handle();
    if (typeof body === 'string' || 'pipe' in body) throw new Error('Only answers in JSON can be kept');
    return { status, body, ...(headers !== undefined && { headers }), ...(isPartial === true && { isPartial }) };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500) throw error;
    return { problem: error.problem };
  }
}

function answerOf(kept: Kept): Answer {
  if ('problem' in kept) throw new ProblemError(kept.problem);
  return kept;
}

async function readAnswer(
  pool: pg.Pool,
  source: string,
  id: string,
): Promise<{ digest: string; kept: Kept } | undefined> {
  const { rows } = await pool.query<{ digest: string; answer: string }>(
    'select digest, answer from inbox where source = $1 and id = $2',
    [source, id],
  );
  return rows.map(({ digest, answer }) => ({ digest, kept: JSON.parse(answer) as Kept }))[0]; // Written by keepAnswer.
}

async function keepAnswer(
  pool: pg.Pool,
  answer: { readonly source: string; readonly id: string; readonly digest: string; readonly kept: Kept },
): Promise<void> {
  await pool.query(
    `insert into inbox (source, id, digest, answer, recorded_at)
     values ($1, $2, $3, $4, clock_timestamp())
     on conflict do nothing`,
    [answer.source, answer.id, answer.digest, JSON.stringify(answer.kept)],
  );
}
