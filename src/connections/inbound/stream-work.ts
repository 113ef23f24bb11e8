// What waits in a stream, worked on in its order until nothing is left, and what became of it written down.
import type pg from 'pg';
import type { Connection, Stream } from '#connections/model.ts';
import type { Sessions } from '#connections/sessions.ts';
import { Fault } from '#kernel/fault.ts';
import { limits } from '#kernel/limits.ts';
import { traced } from '#kernel/trace.ts';
import type { Tracer } from '#kernel/trace.ts';
import { databaseErrorKind } from '#postgres/errors.ts';
import { nextWaiting, settleRaw } from './raw-store.ts';
import type { Settled, Waiting } from './raw-store.ts';
import { againMs } from './retry.ts';
import type { StreamKey } from './stream-store.ts';
import { noteWorked, working } from './traces.ts';
import { defective, workOn } from './work.ts';
import type { Workers } from './work.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly node: string;
  readonly sessions: Sessions;
  readonly workers: Workers;
  readonly tracer?: Tracer | undefined;
  readonly onError: (error: unknown) => void;
}

/** What is worked on, and whether the stream is still ours. */
interface Task {
  readonly connection: Connection;
  readonly stream: Stream;
  readonly goesOn: () => boolean;
}

export async function workStream(parts: Parts, key: StreamKey, goesOn: () => boolean): Promise<void> {
  const { pool, node, sessions } = parts;
  while (goesOn()) {
    // As they are now: rights that were taken away meanwhile are gone.
    const connection = sessions.get(key.connection)?.connection;
    const stream = connection?.streams.find((one) => one.name === key.stream);
    if (connection === undefined || stream === undefined) return;
    const inOrder = stream.onFailure === 'stop';
    const of = { ...key, inOrder };
    const waiting = await nextWaiting(pool, of, { count: limits.rawMessagesAtOnce, bytes: limits.rawBytesAtOnce });
    if (waiting.length === 0) return;
    const task = { connection, stream, goesOn };
    const settled = await settle(parts, task, inOrder ? waiting.slice(0, 1) : waiting);
    // Whoever has the stream by now works on them again, and finds known what was done.
    if (!(await settleRaw(pool, node, key, settled))) return;
    if (settled.every(({ state }) => state === null)) return;
  }
}

async function settle(parts: Parts, task: Task, messages: readonly Waiting[]): Promise<readonly Settled[]> {
  const { tracer, workers } = parts;
  const { connection, stream, goesOn } = task;
  try {
    const worked = await traced(tracer, working(connection, stream, messages), async (span) => {
      const results = await workOn(workers, { connection, stream, goesOn }, messages);
      if (span !== undefined) noteWorked(span, results);
      return results;
    });
    return messages.map((message, index) => {
      const one = worked[index];
      if (one === undefined) throw new Error('bug: a message was worked on and nothing is told of it');
      if (one.kind === 'later') return again(message);
      const state = one.result.failed === 0 ? 'applied' : 'failed';
      return { seq: message.seq, state, delayMs: 0, result: one.result };
    });
  } catch (error) {
    parts.onError(error);
    const [first] = messages;
    if (first === undefined || isPassing(error)) return messages.map(again);
    // A defect of ours, in one of them: each by itself, so that the others go on.
    if (messages.length > 1) return settleApart(parts, task, messages);
    if (first.attempts + 1 < limits.rawDefectsMax) return [again(first)];
    return [{ seq: first.seq, state: 'failed', delayMs: 0, result: defective(first.attempts + 1) }];
  }
}

/** Up to the first that has to wait: those after it wait for it. */
async function settleApart(parts: Parts, task: Task, messages: readonly Waiting[]): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  for (const message of messages) {
    settled.push(...(await settle(parts, task, [message])));
    if (settled.at(-1)?.state === null) break;
  }
  return settled;
}

function again({ seq, attempts }: Waiting): Settled {
  return { seq, state: null, delayMs: againMs(attempts + 1), result: null };
}

/** The database is away, or full: nothing is wrong with the message. */
function isPassing(error: unknown): boolean {
  return error instanceof Fault || ['lost', 'retry', 'full'].includes(databaseErrorKind(error));
}
