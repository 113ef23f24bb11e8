// COPY, streamed: rows out of the server and into it in the server's own text form, with as much in memory as a socket holds. Driven
// as queries of the driver, which hands over what the server says (see its lib/client.js).
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type pg from 'pg';

/** What the driver has and its types leave out. */
interface Connection {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** The server sends each row as a message of its own; so many bytes of them go on together. */
const chunkBytes = 64 * 1024;

/** The bytes of `copy … to stdout`. The client can be used again when the stream has ended. */
export function copyOut(client: pg.ClientBase, statement: string): Readable {
  let connection: Connection | undefined;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = (): void => {
    if (waitingBytes === 0) return;
    const chunk = Buffer.concat(waiting, waitingBytes);
    waiting = [];
    waitingBytes = 0;
    if (!readable.push(chunk)) connection?.stream.pause();
  };
  const readable = new Readable({
    highWaterMark: 4 * chunkBytes,
    read: () => connection?.stream.resume(),
    // Whoever stops reading leaves a connection in the middle of an answer: it is of no use to anybody.
    destroy: (error, callback) => {
      if (!readable.readableEnded) connection?.stream.destroy();
      callback(error);
    },
  });
  query(client, {
    submit: (driver) => {
      connection = driver;
      driver.query(statement);
    },
    handleCopyData: ({ chunk }) => {
      // The driver uses its buffer again.
      waiting.push(Buffer.from(chunk));
      waitingBytes += chunk.length;
      if (waitingBytes >= chunkBytes) flush();
    },
    handleCopyInResponse: (driver) => driver.sendCopyFail('this statement only reads'),
    handleCommandComplete: () => undefined,
    handleReadyForQuery: () => {
      flush();
      readable.push(null);
    },
    handleError: (error) => readable.destroy(error),
  });
  return readable;
}

/** Feeds `copy … from stdin`; resolves with the rows written. */
export function copyIn(client: pg.ClientBase, statement: string, source: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let failed: Error | undefined;
    let sending: Promise<void> = Promise.resolve();
    query(client, {
      submit: (driver) => driver.query(statement),
      handleCopyData: () => undefined,
      handleCopyInResponse: (driver) => {
        sending = send(driver, source, () => failed !== undefined).catch((error: unknown) => {
          failed ??= error instanceof Error ? error : new Error(String(error));
          driver.sendCopyFail('what was to be copied cannot be read');
        });
      },
      handleCommandComplete: ({ text }) => {
        rows = Number(/^COPY (\d+)$/.exec(text)?.[1]);
      },
      handleReadyForQuery: () => resolve(rows),
      // When the source failed, the server only repeats that it did.
      handleError: (error) => {
        failed ??= error;
        void sending.then(() => reject(failed));
      },
    });
  });
}

async function send(driver: Connection, source: AsyncIterable<Buffer>, isOver: () => boolean): Promise<void> {
  for await (const chunk of source) {
    if (isOver()) return;
    driver.sendCopyFromChunk(chunk);
    if (driver.stream.writableNeedDrain) await drainedOrClosed(driver.stream);
  }
  if (!isOver()) driver.endCopyFrom();
}

/** Whichever does not come is listened for no longer: a large table waits thousands of times on one socket. */
async function drainedOrClosed(socket: Socket): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })]);
  } finally {
    over.abort();
  }
}

interface Copying {
  readonly submit: (driver: Connection) => void;
  readonly handleCopyData: (message: { readonly chunk: Buffer }) => void;
  readonly handleCopyInResponse: (driver: Connection) => void;
  readonly handleCommandComplete: (message: { readonly text: string }) => void;
  readonly handleReadyForQuery: () => void;
  readonly handleError: (error: Error) => void;
}

function query(client: pg.ClientBase, copying: Copying): void {
  client.query(copying as unknown as pg.Submittable); // The driver's own connection has what its type leaves out.
}
