// The settings of a poll: what is asked for, how it goes on from page to page, and from which point the next poll begins.
import type { JsonSchema } from '#contracts/schema.ts';
import { form } from './form.ts';
import { limits } from '#kernel/limits.ts';
import { conditionSchema } from './conditions.ts';
import type { Checks } from './judge.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import { headersSchema, textsSchema } from './settings.ts';

export interface HttpStream {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a POST: JSON whose texts are templates. */
  readonly body?: unknown;
  /** `records`: one message for each of them. `whole`: the answer as it came. */
  readonly as?: 'records' | 'whole';
  /** Where the list of records is in an answer; left out: the answer is the list. */
  readonly records?: string;
  /** An answer without the list has none of them; otherwise it is broken. */
  readonly mayHaveNoRecords?: boolean;
  /** What tells records apart. */
  readonly key?: readonly string[];
  /** What changes with every change of a record. */
  readonly version?: string;
  readonly paging?: Paging;
  readonly pagesMax?: number;
  readonly cursor?: Cursor;
  readonly answers?: Checks;
}

export type Paging =
  | { readonly kind: 'next_link'; readonly pointer: string }
  | { readonly kind: 'link_header' }
  | { readonly kind: 'token'; readonly pointer: string }
  | { readonly kind: 'page'; readonly first?: number; readonly size?: number; readonly more?: string }
  | { readonly kind: 'offset'; readonly size?: number; readonly more?: string };

export type Cursor =
  | FieldCursor
  /** The other system says where to go on, as `{cursor}`. */
  | { readonly kind: 'token'; readonly pointer: string; readonly start?: string }
  /** The same, as an address. */
  | { readonly kind: 'link'; readonly pointer: string };

export interface FieldCursor {
  readonly kind: 'field';
  /** In a record. */
  readonly pointer: string;
  readonly type: 'time' | 'number' | 'text';
  /**
   * What was written by a transaction that began earlier and ended later has an older time than what was read already: each poll
   * begins this much before the newest that was seen. Milliseconds of times, or how much of a number.
   */
  readonly overlap: number;
  readonly start?: string;
  readonly format?: TimeFormat;
}

export type TimeFormat = 'iso' | 'iso_seconds' | 'date' | 'epoch_seconds' | 'epoch_ms';

const pointer: JsonSchema = { type: 'string', pattern: pointerPattern, maxLength: 500 };
const size: JsonSchema = {
  type: 'integer',
  minimum: 1,
  maximum: 100_000,
  description: 'Records of a whole page: fewer are the last.',
};

export const path: JsonSchema = {
  type: 'string',
  pattern: '^(?:/[^?#\\\\\\s]*)?$',
  maxLength: 2_000,
  description: 'Below the address of the connection, with places to fill: /orders/{/id}',
};

export const checksSchema: JsonSchema = {
  type: 'object',
  description: 'What answers mean, where the status alone does not say it.',
  additionalProperties: false,
  properties: {
    done: list('It was done. Left out: a status of 2xx.'),
    refused: list('It says no.'),
    later: list('Nothing was done; it may work later.'),
    errorText: { type: 'array', minItems: 1, maxItems: 20, items: pointer },
    errorCode: { type: 'array', minItems: 1, maxItems: 20, items: pointer },
  },
};

export const streamSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    method: { enum: ['GET', 'POST'], description: 'Left out: GET. A POST must be a question that changes nothing.' },
    path,
    query: textsSchema('With {since?}, {cursor?}, {token?}, {page} and {offset}.'),
    headers: headersSchema('Of these requests.'),
    body: { description: 'Of a POST: JSON whose texts are filled like a query.' },
    as: { enum: ['records', 'whole'] },
    records: { ...pointer, description: 'Where the list of records is in an answer.' },
    mayHaveNoRecords: { type: 'boolean', description: 'The list is left out where it is empty.' },
    key: { type: 'array', minItems: 1, maxItems: 10, items: pointer, description: 'What tells records apart.' },
    version: {
      type: 'string',
      pattern: `${pointerPattern}|^(?:content|poll)$`,
      maxLength: 500,
      description:
        'What changes with every change of a record: a pointer; “content”: the record itself, so a change back to what it was is not seen; “poll”: each poll brings all anew. Left out: the field of the cursor with the content, without such a cursor “poll”.',
    },
    paging: {
      anyOf: [
        form('next_link', { pointer }),
        form('link_header', {}),
        form('token', { pointer }),
        form('page', {}, { first: { type: 'integer', minimum: 0, maximum: 1 }, size, more: pointer }),
        form('offset', {}, { size, more: pointer }),
      ],
    },
    pagesMax: { type: 'integer', minimum: 1, maximum: limits.pollPagesMax },
    cursor: {
      anyOf: [
        form(
          'field',
          {
            pointer,
            type: { enum: ['time', 'number', 'text'] },
            overlap: { type: 'number', minimum: 0, maximum: 1e12 },
          },
          {
            start: { type: 'string', maxLength: 200 },
            format: { enum: ['iso', 'iso_seconds', 'date', 'epoch_seconds', 'epoch_ms'] },
          },
        ),
        form('token', { pointer }, { start: { type: 'string', maxLength: 500 } }),
        form('link', { pointer }),
      ],
    },
    answers: checksSchema,
  },
};

function list(description: string): JsonSchema {
  return { type: 'array', minItems: 1, maxItems: 50, items: conditionSchema, description };
}
