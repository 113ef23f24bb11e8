// One round of fetching a stream: until the other system has no more for now, or as long as its subscription lasts.
import type pg from 'pg';
import type { Stream } from '#connections/model.ts';
import type { Opened } from '#connections/sessions.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import { traced } from '#kernel/trace.ts';
import type { Tracer } from '#kernel/trace.ts';
import { limits } from '#kernel/limits.ts';
import { bytesOf, NoRoomError } from './room.ts';
import type { Room } from './room.ts';
import { fetchAgainMs } from './retry.ts';
import { noteRound, store, StreamLost } from './stream-store.ts';
import type { Held } from './stream-store.ts';
import { receiving } from './traces.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly node: string;
  readonly tracer?: Tracer | undefined;
  readonly onError: (error: unknown) => void;
  readonly room: Room;
  /** Something is there to be worked on. */
  readonly onStored: () => void;
}

interface Round {
  readonly stream: Stream;
  readonly held: Held;
  /** Ends when the stream is not ours any more, or is another one by now. */
  readonly signal: AbortSignal;
}

const failed = {
  code: 'failed',
  detail: 'Crossdock itself failed at it; its log says how.',
  fix: 'Look at the log of the node.',
};

export async function fetchRound(
  parts: Parts,
  session: Opened['session'],
  { stream, held, signal }: Round,
): Promise<void> {
  const { pool, node, tracer, room } = parts;
  const round = { dueInMs: stream.everySeconds * 1_000, problem: null as object | null };
  try {
    await needRoom(room, held);
    const options = { stream: stream.name, settings: stream.settings, cursor: held.cursor, signal };
    for await (const received of session.receive?.(options) ?? []) {
      const stored = await traced(tracer, receiving(held, received.messages.length), async (span) => {
        const fresh = await store(pool, node, held, received.messages, received.cursor);
        span?.note({ 'crossdock.messages.stored': fresh });
        await received.done();
        return fresh;
      });
      room.noteStored(held.connection, stored, bytesOf(received.messages));
      if (stored > 0) parts.onStored();
      if (signal.aborted) break;
      // What was fetched is stored and told to be; the next of it stays there.
      await needRoom(room, held);
    }
    // Ended by us, for it was changed, paused or given away: whoever has it next goes on at once.
    if (signal.aborted) return;
  } catch (error) {
    if (signal.aborted || error instanceof StreamLost) return;
    const isTold = error instanceof ConnectorFault || error instanceof NoRoomError;
    if (!isTold) parts.onError(error);
    const fault = isTold ? error.fault : failed;
    tracer?.start(receiving(held, 0)()).end(fault.code);
    round.problem = { ...fault, at: new Date().toISOString() };
    round.dueInMs =
      error instanceof NoRoomError ? limits.rawRoomAgainMs : fetchAgainMs(held.failures + 1, round.dueInMs);
  }
  await noteRound(pool, node, held, round);
}

async function needRoom(room: Room, { connection }: Held): Promise<void> {
  const lack = await room.lack(connection);
  if (lack !== null) throw new NoRoomError(lack);
}
