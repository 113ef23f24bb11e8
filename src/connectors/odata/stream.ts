// A poll of an entity set, as one of HTTP: next links, changes since a time or by delta links. Pure.
import type { JsonSchema } from '#contracts/schema.ts';
import type { HttpStream } from '#connectors/http/stream.ts';

export interface ODataStream {
  readonly path: string;
  readonly filter?: string;
  readonly select?: readonly string[];
  readonly expand?: string;
  readonly pageSize?: number;
  /** Names of the properties of its key. */
  readonly key: readonly string[];
  /** Asks for what changed since: a property of the time of change, and how far back each poll begins. */
  readonly modified?: { readonly property: string; readonly overlapMs: number; readonly start?: string };
  /** The service itself keeps track of changes. */
  readonly delta?: boolean;
  /** Further parameters, such as sap-client. */
  readonly query?: Readonly<Record<string, string>>;
}

const property: JsonSchema = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$' };

export const entityPath: JsonSchema = {
  type: 'string',
  pattern: '^/[^?#\\\\\\s]+$',
  maxLength: 1_000,
  description: 'Of the entity set below the service, such as /salesOrders or /companies(0f1e…)/customers',
};

export const parameters: JsonSchema = {
  type: 'object',
  maxProperties: 20,
  additionalProperties: { type: 'string', maxLength: 500 },
  description: 'Further parameters, such as sap-client.',
};

export const streamSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path', 'key'],
  properties: {
    path: entityPath,
    filter: { type: 'string', minLength: 1, maxLength: 2_000, description: 'As in $filter.' },
    select: { type: 'array', minItems: 1, maxItems: 500, items: property },
    expand: { type: 'string', minLength: 1, maxLength: 1_000, description: 'As in $expand.' },
    pageSize: {
      type: 'integer',
      minimum: 1,
      maximum: 100_000,
      description: 'Records a page, if the service keeps to it.',
    },
    key: { type: 'array', minItems: 1, maxItems: 10, items: property, description: 'Properties of the key.' },
    modified: {
      type: 'object',
      additionalProperties: false,
      required: ['property', 'overlapMs'],
      properties: {
        property,
        overlapMs: {
          type: 'integer',
          minimum: 0,
          maximum: 31 * 86_400_000,
          description:
            'How far before the newest that was seen each poll begins: what was committed late is found by it.',
        },
        start: {
          anyOf: [{ type: 'string', format: 'date-time' }, { enum: ['beginning', 'now'] }],
          description: 'Left out: from the beginning.',
        },
      },
    },
    delta: { type: 'boolean', description: 'The service keeps track of changes and gives delta links.' },
    query: parameters,
  },
};

export function httpStreamOf(stream: ODataStream): HttpStream {
  const { modified, delta } = stream;
  const since = modified === undefined ? [] : [`${modified.property} ge {since}`];
  const own =
    stream.filter === undefined ? [] : [escapeBraces(since.length === 0 ? stream.filter : `(${stream.filter})`)];
  const filter = [...own, ...since].join(' and ');
  const wishes = [
    ...(stream.pageSize === undefined ? [] : [`odata.maxpagesize=${stream.pageSize}`]),
    ...(delta === true ? ['odata.track-changes'] : []),
  ];
  return {
    path: stream.path,
    query: {
      ...stream.query,
      ...(filter === '' ? {} : { $filter: filter }),
      ...(stream.select === undefined ? {} : { $select: stream.select.join(',') }),
      ...(stream.expand === undefined ? {} : { $expand: escapeBraces(stream.expand) }),
      // In the order of their changes, a poll that is cut has lost nothing.
      ...(modified === undefined ? {} : { $orderby: [modified.property, ...stream.key].join(',') }),
    },
    headers: { 'odata-maxversion': '4.0', ...(wishes.length === 0 ? {} : { prefer: wishes.join(', ') }) },
    records: '/value',
    key: stream.key.map((name) => `/${name}`),
    paging: { kind: 'next_link', pointer: '/@odata.nextLink' },
    ...(delta === true ? { cursor: { kind: 'link', pointer: '/@odata.deltaLink' } as const } : {}),
    ...(modified === undefined
      ? {}
      : {
          cursor: {
            kind: 'field',
            pointer: `/${modified.property}`,
            type: 'time',
            overlap: modified.overlapMs,
            start: modified.start ?? '1970-01-01T00:00:00Z',
          } as const,
        }),
  };
}

function escapeBraces(text: string): string {
  return text.replaceAll('{', '{{').replaceAll('}', '}}');
}
