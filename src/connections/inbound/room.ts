// How much of a connection may wait or have failed: without an end, another system that sends nonsense would fill the disk for all.
// Counted seldom, and never for each message: between two counts a node adds what it stored itself, so what others store meanwhile
// may go over the limit by the seconds between.
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';

export interface RoomLimits {
  readonly messagesMax: number;
  readonly bytesMax: number;
  /** How long a count is believed. */
  readonly believedMs: number;
}

export interface NoRoom {
  readonly code: 'backlog_full';
  readonly detail: string;
  readonly fix: string;
}

/** Nothing more is fetched for now. What was fetched is stored. */
export class NoRoomError extends Error {
  readonly fault: NoRoom;

  constructor(fault: NoRoom) {
    super(`${fault.detail} ${fault.fix}`);
    this.name = 'NoRoomError';
    this.fault = fault;
  }
}

interface Counted {
  readonly at: number;
  messages: number;
  bytes: number;
}

const usual: RoomLimits = {
  messagesMax: limits.rawUnsettledMax,
  bytesMax: limits.rawUnsettledBytesMax,
  believedMs: limits.rawUnsettledBelievedMs,
};

export class Room {
  readonly #pool: pg.Pool;
  readonly #limits: RoomLimits;
  readonly #counts = new Map<string, Promise<Counted>>();

  constructor(pool: pg.Pool, roomLimits: RoomLimits = usual) {
    this.#pool = pool;
    this.#limits = roomLimits;
  }

  /** Null: there is room. */
  async lack(connection: string): Promise<NoRoom | null> {
    const { messagesMax, bytesMax } = this.#limits;
    const { messages, bytes } = await this.#counted(connection);
    if (messages < messagesMax && bytes < bytesMax) return null;
    const much = messages < messagesMax ? `${bytes} bytes` : `${messages} messages`;
    return {
      code: 'backlog_full',
      detail: `Of connection ${connection} ${much} wait or have failed, and no more are taken.`,
      fix: 'Correct, replay or skip those that failed, and look why the others wait. Then it goes on by itself.',
    };
  }

  noteStored(connection: string, messages: number, bytes: number): void {
    // A count that fails is told to who asked for it.
    this.#counts.get(connection)?.then(
      (counted) => {
        counted.messages += messages;
        counted.bytes += bytes;
      },
      () => undefined,
    );
  }

  async #counted(connection: string): Promise<Counted> {
    const last = this.#counts.get(connection);
    if (last !== undefined) {
      const counted = await last;
      if (performance.now() - counted.at < this.#limits.believedMs) return counted;
      if (this.#counts.get(connection) !== last) return this.#counted(connection); // Somebody counts already.
    }
    const counting = this.#count(connection);
    this.#counts.set(connection, counting);
    counting.catch(() => {
      if (this.#counts.get(connection) === counting) this.#counts.delete(connection);
    });
    return counting;
  }

  async #count(connection: string): Promise<Counted> {
    const { rows } = await this.#pool.query<{ messages: number; bytes: number }>(
      `select count(*)::int as messages, coalesce(sum(bytes), 0)::bigint as bytes
       from (
         (select octet_length(body) + coalesce(octet_length(corrected), 0) as bytes from raw_messages where connection = $1 and state = 'waiting' limit $2)
         union all
         (select octet_length(body) + coalesce(octet_length(corrected), 0) from raw_messages where connection = $1 and state = 'failed' limit $2)
       ) unsettled`,
      [connection, this.#limits.messagesMax],
    );
    const { messages = 0, bytes = 0 } = rows[0] ?? {};
    return { at: performance.now(), messages, bytes };
  }
}

export function bytesOf(messages: readonly { readonly body: Uint8Array }[]): number {
  return messages.reduce((sum, { body }) => sum + body.length, 0);
}
