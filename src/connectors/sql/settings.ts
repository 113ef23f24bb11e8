// What connections, streams and operations of the kind `sql` are configured by, and what of it the schemas can't say.
import type { Configured, SettingsProblem } from '#connectors/connector.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import { hostSchema, portSchema, serverTarget, tlsSchemas } from '#connectors/network/server.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import { compareValues, startOf } from './cursor.ts';
import type { CursorKind } from './cursor.ts';
import { readStatement } from './statement.ts';
import type { Dialect } from './statement.ts';

export interface SqlSettings {
  readonly system: Dialect;
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  readonly tls?: 'required' | 'off';
  readonly ca?: string;
  /** Connections that are open at most. */
  readonly connectionsMax?: number;
}

export interface SqlStream {
  readonly select: string;
  /** Columns that say which row it is. */
  readonly keys: readonly string[];
  /** Columns of which one changes with every change of the row; left out: its whole content tells. */
  readonly version?: readonly string[];
  /** Left out: every poll reads all rows. */
  readonly cursor?: {
    readonly column: string;
    readonly kind: CursorKind;
    readonly start: string;
    readonly overlap: number;
  };
  readonly rowsMax?: number;
}

export interface SqlOperation {
  readonly statements: readonly SqlChange[];
  readonly idempotency: 'native' | 'none';
  readonly look?: { readonly select: string; readonly values?: Readonly<Record<string, ValueAt>> };
}

export interface SqlChange {
  readonly sql: string;
  readonly values?: Readonly<Record<string, ValueAt>>;
  /** How many rows it has to change, or else nothing is done. */
  readonly rows: { readonly min: number; readonly max?: number };
}

/** A JSON pointer, or a word. */
export type ValueAt = string | { readonly at: string; readonly orNull: true };

export const rowsMaxDefault = 10_000;
export const connectionsMaxDefault = 4;
export const portDefault: Readonly<Record<Dialect, number>> = { postgresql: 5432, mariadb: 3306 };

const column: JsonSchema = { type: 'string', minLength: 1, maxLength: 128 };
const columns: JsonSchema = { type: 'array', items: column, minItems: 1, maxItems: 8, uniqueItems: true };
const sql: JsonSchema = { type: 'string', minLength: 6, maxLength: 20_000 };

const pointer: JsonSchema = {
  type: 'string',
  maxLength: 500,
  pattern: `^(id|lane|operation|body)$|${pointerPattern}`,
  description: 'A JSON pointer into what is sent; or id, lane, operation, or body: all of it as JSON.',
};
const values: JsonSchema = {
  type: 'object',
  maxProperties: 200,
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
  additionalProperties: {
    anyOf: [
      pointer,
      {
        type: 'object',
        required: ['at', 'orNull'],
        additionalProperties: false,
        properties: { at: pointer, orNull: { const: true, description: 'null when there is nothing at that place.' } },
      },
    ],
  },
};

export const settingsSchema: JsonSchema = {
  type: 'object',
  required: ['system', 'host', 'database', 'user'],
  additionalProperties: false,
  properties: {
    system: { enum: ['postgresql', 'mariadb'], description: 'mariadb: MySQL too. It is only read.' },
    host: hostSchema,
    port: portSchema,
    database: { type: 'string', minLength: 1, maxLength: 128 },
    user: { type: 'string', minLength: 1, maxLength: 128, description: 'One that may do no more than it has to.' },
    ...tlsSchemas,
    connectionsMax: { type: 'integer', minimum: 1, maximum: 32, default: connectionsMaxDefault },
  },
};

export const streamSchema: JsonSchema = {
  type: 'object',
  required: ['select', 'keys'],
  additionalProperties: false,
  properties: {
    select: sql,
    keys: columns,
    version: columns,
    cursor: {
      type: 'object',
      required: ['column', 'kind', 'start', 'overlap'],
      additionalProperties: false,
      properties: {
        column,
        kind: { enum: ['time', 'number'] },
        start: {
          type: 'string',
          minLength: 1,
          maxLength: 40,
          description: 'Where the first poll begins; or: beginning.',
        },
        overlap: {
          type: 'integer',
          minimum: 0,
          maximum: 31 * 86_400,
          description: 'Seconds, or a number. At least as long as the longest transaction that writes the rows.',
        },
      },
    },
    rowsMax: { type: 'integer', minimum: 1, maximum: 100_000, default: rowsMaxDefault, description: 'Read at once.' },
  },
};

export const operationSchema: JsonSchema = {
  type: 'object',
  required: ['statements', 'idempotency'],
  additionalProperties: false,
  properties: {
    statements: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['sql', 'rows'],
        additionalProperties: false,
        properties: {
          sql,
          values,
          rows: {
            type: 'object',
            required: ['min'],
            additionalProperties: false,
            properties: { min: { type: 'integer', minimum: 0 }, max: { type: 'integer', minimum: 0 } },
          },
        },
      },
    },
    idempotency: {
      enum: ['native', 'none'],
      description: 'native: done twice it is as done once (insert … on conflict, an update to given values).',
    },
    look: {
      type: 'object',
      required: ['select'],
      additionalProperties: false,
      properties: { select: sql, values },
    },
  },
};

export function targets(settings: SqlSettings): readonly string[] {
  const { system, host, port = portDefault[system] } = settings;
  return [`${system} ${serverTarget({ ...settings }, host, port)}`];
}

export function checkSettings({ settings, streams, operations }: Configured): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const { system } = settings as unknown as SqlSettings; // The schema holds for what comes here.

  function checkSql(text: string, allowed: readonly string[], at: string): readonly string[] {
    const read = readStatement(text, system);
    if (!read.ok) {
      problems.push({ pointer: at, detail: read.detail, fix: 'Correct the statement.' });
      return [];
    }
    for (const name of read.statement.names) {
      if (allowed.includes(name)) continue;
      problems.push({
        pointer: at,
        detail: `It uses :${name}, for which there is no value.`,
        fix: allowed.length === 0 ? 'Leave it out.' : `There are ${allowed.map((one) => `:${one}`).join(', ')}.`,
      });
    }
    return read.statement.names;
  }

  for (const [name, stream] of Object.entries(streams as unknown as Record<string, SqlStream>)) {
    const at = `/streams/${name}`;
    const used = checkSql(stream.select, stream.cursor === undefined ? [] : ['cursor'], `${at}/select`);
    if (stream.cursor === undefined) continue;
    if (!used.includes('cursor')) {
      problems.push({
        pointer: `${at}/select`,
        detail: 'There is a cursor, and the SELECT does not use it.',
        fix: `Write: where ${stream.cursor.column} >= :cursor order by ${stream.cursor.column}.`,
      });
    }
    const start = startOf(stream.cursor);
    if (compareValues(stream.cursor.kind, start, start) === null) {
      problems.push({
        pointer: `${at}/cursor/start`,
        detail: `It is no ${stream.cursor.kind}.`,
        fix: stream.cursor.kind === 'time' ? 'Write 2026-01-01T00:00:00Z, for example.' : 'Write 0, for example.',
      });
    }
  }

  for (const [name, operation] of Object.entries(operations as unknown as Record<string, SqlOperation>)) {
    const at = `/operations/${name}`;
    if (system === 'mariadb') {
      problems.push({ pointer: at, detail: 'MariaDB and MySQL are only read.', fix: 'Leave the operation out.' });
      continue;
    }
    for (const [index, { sql: text, values: given, rows }] of operation.statements.entries()) {
      checkSql(text, Object.keys(given ?? {}), `${at}/statements/${index}/sql`);
      if (rows.max !== undefined && rows.max < rows.min)
        problems.push({ pointer: `${at}/statements/${index}/rows`, detail: 'max is below min.', fix: 'Correct one.' });
    }
    if (operation.look !== undefined)
      checkSql(operation.look.select, Object.keys(operation.look.values ?? {}), `${at}/look/select`);
  }
  return problems;
}
