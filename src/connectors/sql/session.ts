// A live connection to a database: polls and changes.
import { ConnectorFault } from '#connectors/connector.ts';
import type {
  Looked,
  OpenOptions,
  Outgoing,
  RawMessage,
  Received,
  ReceiveOptions,
  Sent,
  Session,
} from '#connectors/connector.ts';
import { GivenUp } from '#connectors/network/deadline.ts';
import { whereIs } from '#connectors/network/server.ts';
import { AnswerTooLarge } from './client.ts';
import type { BoundChange, Page, Progress } from './client.ts';
import { SqlClients } from './clients.ts';
import { compareValues, valueBefore, startOf } from './cursor.ts';
import { faultOf, saysNotCommitted, sentOf } from './faults.ts';
import { messageOf, textOf } from './row.ts';
import type { Row } from './row.ts';
import { portDefault, rowsMaxDefault } from './settings.ts';
import type { SqlOperation, SqlSettings, SqlStream } from './settings.ts';
import { readStatement } from './statement.ts';
import type { Statement } from './statement.ts';
import { bindValues } from './values.ts';

const messagesPerBatch = 100;
const pageBytesMax = 16 * 1024 * 1024;
const lookedRowsMax = 20;
const rowsAtOnceWhenLarge = 2;
/** A row that is too large for a message is told by its key: room for some of them is needed. */
const largeRows = 4;

export function openSql(options: OpenOptions): Session {
  const settings = options.settings as unknown as SqlSettings; // The schema held when the connection was defined.
  const where = whereIs(settings.host, settings.port ?? portDefault[settings.system]);
  const clients = new SqlClients(options);
  const { timeoutMs, messageBytesMax } = options.limits;
  const answerBytesMax = pageBytesMax + largeRows * messageBytesMax;

  const statementOf = (sql: string): Statement => {
    const read = readStatement(sql, settings.system);
    if (read.ok) return read.statement;
    throw new ConnectorFault({ code: 'misconfigured', detail: read.detail, fix: 'Correct the statement.' });
  };

  async function throwing<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ConnectorFault || error instanceof GivenUp) throw error;
      if (error instanceof AnswerTooLarge) throw new ConnectorFault(error.fault, { cause: error });
      throw new ConnectorFault(faultOf(error, where), { cause: error });
    }
  }

  async function turn(signal: AbortSignal): Promise<void> {
    try {
      await options.pace?.(signal);
    } catch (error) {
      if (signal.aborted) throw new GivenUp();
      throw error;
    }
  }

  async function* receive({ settings: given, cursor: known, signal }: ReceiveOptions): AsyncGenerator<Received> {
    const stream = given as unknown as SqlStream; // As above.
    const rowsMax = stream.rowsMax ?? rowsMaxDefault;
    const statement = statementOf(stream.select);
    const order = orderOf(stream, known);
    let from = order?.first;
    let rowsAtOnce: number | undefined;
    for (;;) {
      let page: Page;
      try {
        await turn(signal);
        const parameters = statement.names.map(() => from ?? null);
        const limit = { rowsMax, bytesMax: pageBytesMax, timeoutMs, answerBytesMax };
        page = await throwing(
          clients.use(signal, (client) =>
            client.read(statement, parameters, { ...limit, ...(rowsAtOnce !== undefined && { rowsAtOnce }) }),
          ),
        );
      } catch (error) {
        if (error instanceof GivenUp) return;
        if (rowsAtOnce !== undefined || !(error instanceof Error && error.cause instanceof AnswerTooLarge)) throw error;
        // They suddenly got large: the same again, few at a time.
        rowsAtOnce = rowsAtOnceWhenLarge;
        continue;
      }
      for (let at = 0; at < page.rows.length; at += messagesPerBatch) {
        const rows = page.rows.slice(at, at + messagesPerBatch);
        const messages: RawMessage[] = [];
        for (const row of rows) {
          order?.see(row);
          messages.push(messageOf(row, stream, messageBytesMax));
        }
        yield { messages, cursor: order?.highest ?? null, done: () => Promise.resolve() };
        if (signal.aborted) return;
      }
      if (!page.hasMore) return;
      from = order?.next(from) ?? tooMany(page.rows.length);
    }
  }

  async function send(outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
    const operation = outgoing.settings as unknown as SqlOperation; // As above.
    const changes: BoundChange[] = [];
    for (const { sql, values, rows } of operation.statements) {
      const read = readStatement(sql, settings.system);
      const bound = read.ok ? bindValues(read.statement, values, outgoing) : null;
      if (!read.ok || bound === null || !bound.ok) {
        const problem =
          bound?.ok === false ? bound : { detail: read.ok ? '' : read.detail, fix: 'Correct the operation.' };
        return { kind: 'refused', fault: { code: 'misconfigured', detail: problem.detail, fix: problem.fix } };
      }
      changes.push({ statement: read.statement, parameters: bound.parameters, rows });
    }
    const progress: Progress = { isCommitting: false };
    try {
      await clients.use(signal, (client) => client.change(changes, progress));
      return { kind: 'done' };
    } catch (error) {
      const fault = faultOf(error, where);
      if (progress.isCommitting && !saysNotCommitted(error)) {
        const detail = `Whether the change was committed is not known: ${fault.detail}`;
        return { kind: 'unknown', fault: { ...fault, detail, fix: 'Look whether it was done.' } };
      }
      // Before its commit a transaction whose connection ends has done nothing.
      return error instanceof GivenUp ? { kind: 'given_up' } : sentOf(fault);
    }
  }

  async function look(outgoing: Outgoing, signal: AbortSignal): Promise<Looked> {
    const { look: how } = outgoing.settings as unknown as SqlOperation; // As above.
    if (how === undefined) return { state: null, isDone: null };
    const statement = statementOf(how.select);
    const bound = bindValues(statement, how.values, outgoing);
    if (!bound.ok) throw new ConnectorFault({ code: 'misconfigured', detail: bound.detail, fix: bound.fix });
    await turn(signal);
    const { rows } = await throwing(
      clients.use(signal, (client) =>
        client.read(statement, bound.parameters, {
          rowsMax: lookedRowsMax,
          bytesMax: messageBytesMax,
          timeoutMs,
          answerBytesMax,
        }),
      ),
    );
    return { state: rows.length === 0 ? null : rows, isDone: rows.length > 0 };
  }

  return {
    check: async (signal) => {
      const seen = await throwing(clients.use(signal, (client) => client.describe()));
      return clients.login.say(seen);
    },
    remark: clients.login.remark,
    receive,
    ...(settings.system === 'postgresql' ? { send, look } : {}),
    close: () => clients.close(),
  };
}

interface Order {
  readonly first: string;
  /** The highest value so far, those of earlier polls included. */
  readonly highest: string;
  see(row: Row): void;
  /** Where the next page begins: at the last row of this one, whose equals may be cut in two. */
  next(from: string | undefined): string;
}

function orderOf({ cursor }: SqlStream, known: string | null): Order | null {
  if (cursor === undefined) return null;
  const { column, kind, overlap } = cursor;
  const start = startOf(cursor);
  let highest = known ?? start;
  const first = known === null ? start : (valueBefore(kind, known, overlap) ?? unordered(known));
  let last: string | null = null;

  function unordered(value: string): never {
    throw new ConnectorFault({
      code: 'misconfigured',
      detail: `${value} in the column ${column} is no ${kind}.`,
      fix: 'Name another column, or correct the kind of the cursor.',
    });
  }

  return {
    first,
    get highest() {
      return highest;
    },
    see(row) {
      const value = textOf(row, column);
      if (last !== null && (compareValues(kind, value, last) ?? unordered(value)) < 0) {
        throw new ConnectorFault({
          code: 'misconfigured',
          detail: `The rows are not in the order of ${column}: ${value} came after ${last}.`,
          fix: `Write: where ${column} >= :cursor order by ${column}.`,
        });
      }
      last = value;
      if ((compareValues(kind, value, highest) ?? unordered(value)) > 0) highest = value;
    },
    next(from) {
      const at = last ?? first;
      if (from !== undefined && (compareValues(kind, at, from) ?? unordered(at)) > 0) return at;
      throw new ConnectorFault({
        code: 'too_large',
        detail: `More rows have ${at} in ${column} than are read at once.`,
        fix: 'Raise rowsMax, or take a column that differs more.',
      });
    },
  };
}

function tooMany(count: number): never {
  throw new ConnectorFault({
    code: 'too_large',
    detail: `The SELECT gives more than ${count} rows, which are read at once.`,
    fix: 'Give the stream a cursor, select fewer rows, or raise rowsMax.',
  });
}
