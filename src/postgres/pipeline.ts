// Statements that go out without waiting for each other's answers, with one Sync behind the last: the server answers all of them
// at once, and after a failure skips the rest, a commit among them included. The driver's own pipelining sends a Describe and a
// Sync with every statement, which at small turns costs more than the statements do.
import type { Socket } from 'node:net';
import type pg from 'pg';
import { limits } from '#kernel/limits.ts';
import { encodeArray } from './arrays.ts';

/** Values as PostgreSQL writes them; documents come as text. */
export type Row = readonly (string | null)[];

export type Value = string | number | null | Buffer | readonly (string | number | boolean | null | undefined)[];

/** Asks a statement, prepared under its name when the connection sees it first. `$1::text[]` and the like say how arrays go out. */
export type Ask = (name: string, text: string, values: readonly Value[]) => Promise<readonly Row[]>;

export interface Sending {
  /** Hand each statement to the server as soon as it is made, so that it works meanwhile; otherwise all leave in one packet. */
  readonly early?: boolean;
}

/**
 * `send` asks its statements before it returns; resolves with what it returned when they are sent. Their answers come together,
 * when the connection is free for the next pipeline.
 */
export function pipeline<Result>(
  client: pg.Client,
  send: (ask: Ask) => Result,
  { early = false }: Sending = {},
): Promise<Awaited<Result>> {
  return new Promise((resolve, reject) => {
    const known = prepared.get(client) ?? new Map<string, Prepared>();
    prepared.set(client, known);
    client.query(new Pipeline({ known, early, send: (ask) => resolve(send(ask) as Awaited<Result>), fail: reject }));
  });
}

interface Asked {
  readonly name: string;
  readonly rows: Row[];
  readonly resolve: (rows: readonly Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What the driver has and its types leave out. */
interface Connection {
  readonly stream: Socket;
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(values: { readonly statement: string; readonly values: readonly (string | Buffer | null)[] }): void;
  execute(): void;
  close(statement: { readonly type: 'S'; readonly name: string }): void;
  sync(): void;
  on(event: 'readyForQuery' | 'end', listener: () => void): void;
  off(event: 'readyForQuery' | 'end', listener: () => void): void;
}

/** `doubtful`: sent by a pipeline that failed, so the server has it or not. */
type Prepared = 'known' | 'sent' | 'doubtful';

/** What each connection knows of statements. */
const prepared = new WeakMap<pg.Client, Map<string, Prepared>>();

interface PipelineOptions {
  readonly known: Map<string, Prepared>;
  readonly early: boolean;
  readonly send: (ask: Ask) => void;
  readonly fail: (error: unknown) => void;
}

/** One pipeline, as the driver takes queries of one's own: `submit` when the connection is free, then what the server says. */
class Pipeline {
  readonly #options: PipelineOptions;
  readonly #asked: Asked[] = [];
  #complete = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  submit(driver: unknown): void {
    const connection = driver as Connection; // The driver's, see its lib/connection.js.
    const { early, send, fail } = this.#options;
    const { stream } = connection;
    this.#timer = setTimeout(
      () => stream.destroy(new Error(`The database did not answer within ${limits.databaseAnswerMs / 1000} s.`)),
      limits.databaseAnswerMs,
    );
    if (!early) stream.cork();
    try {
      send((name, text, values) => this.#ask(connection, name, text, values));
    } catch (error) {
      fail(error);
    } finally {
      connection.sync();
      if (!early) stream.uncork();
    }
  }

  #ask(connection: Connection, name: string, text: string, values: readonly Value[]): Promise<readonly Row[]> {
    const { known } = this.#options;
    const encoded = encode(text, values);
    const state = known.get(name);
    connection.stream.cork();
    if (state === 'doubtful') connection.close({ type: 'S', name });
    if (state === undefined || state === 'doubtful') {
      connection.parse({ name, text });
      known.set(name, 'sent');
    }
    connection.bind({ statement: name, values: encoded });
    connection.execute();
    connection.stream.uncork();
    const answer = new Promise<readonly Row[]>((resolve, reject) =>
      this.#asked.push({ name, rows: [], resolve, reject }),
    );
    answer.catch(() => undefined); // When `send` throws, nobody waits for what it asked before.
    return answer;
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.#asked[this.#complete]?.rows.push(fields);
  }

  handleCommandComplete(): void {
    this.#complete += 1;
  }

  handleReadyForQuery(): void {
    clearTimeout(this.#timer);
    for (const { name, rows, resolve } of this.#asked) {
      this.#options.known.set(name, 'known');
      resolve(rows);
    }
  }

  /** Of the server, which skips what follows, or of the connection, which is gone; the driver tells nothing more then. */
  handleError(error: unknown, connection: Connection): void {
    clearTimeout(this.#timer);
    const { known, fail } = this.#options;
    for (const { name } of this.#asked) if (known.get(name) === 'sent') known.set(name, 'doubtful');
    const tell = (): void => {
      connection.off('readyForQuery', tell);
      connection.off('end', tell);
      for (const { reject } of this.#asked) reject(error);
      fail(error);
    };
    if (!goesOn(error)) {
      tell();
      return;
    }
    // Not before the next pipeline may be sent.
    connection.on('readyForQuery', tell);
    connection.on('end', tell);
  }
}

/** The server refused a statement and takes others; after any other error the connection is of no use. */
function goesOn(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}

const casts = new Map<string, readonly (string | undefined)[]>();

function encode(text: string, values: readonly Value[]): readonly (string | Buffer | null)[] {
  const types = castsOf(text);
  return values.map((value, index) => {
    if (typeof value === 'number') return String(value);
    return value === null || typeof value === 'string' || Buffer.isBuffer(value)
      ? value
      : encodeArray(types[index], value);
  });
}

function castsOf(text: string): readonly (string | undefined)[] {
  let types = casts.get(text);
  if (types === undefined) {
    const found: (string | undefined)[] = [];
    for (const [, number, type] of text.matchAll(/\$(\d+)::(\w+)\[\]/g)) found[Number(number) - 1] = type;
    types = found;
    casts.set(text, types);
  }
  return types;
}
