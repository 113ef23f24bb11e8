// Statements that leave in one packet: without this the driver hands each one to the kernel by itself, which at small turns is
// the largest single cost of a turn.
import type { Socket } from 'node:net';
import type pg from 'pg';

/** `send` issues statements on a pipelining client, synchronously; they go out when it returns. */
export function together<Result>(client: pg.Client, send: () => Result): Result {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection; // pg has it; its types leave it out.
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}
