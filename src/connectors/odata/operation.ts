// What is asked of an entity set, as settings: created, changed, deleted, called.
import type { JsonSchema } from '#contracts/schema.ts';
import type { Declared } from '#connectors/connector.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import type { Literal } from './literal.ts';
import { entityPath, parameters } from './stream.ts';

export interface ODataOperation {
  readonly path: string;
  readonly does: 'create' | 'update' | 'delete' | 'call';
  readonly key?: Readonly<Record<string, Literal>>;
  /** Of a create: by which property of ours it is found again. */
  readonly find?: Literal & { readonly property: string };
  /** Of an update or delete. `read`: the ETag that it has now; `any`: whatever it is. Left out: read. */
  readonly ifMatch?: 'read' | 'any' | { readonly pointer: string };
  /** Left out: the value as it is written. */
  readonly body?: { readonly pointer: string };
  /** Codes of errors that say that it is there already. */
  readonly exists?: readonly string[];
  readonly effect?: Declared['effect'];
  readonly idempotency?: Declared['idempotency'];
  readonly query?: Readonly<Record<string, string>>;
  readonly keepAnswer?: boolean;
}

const pointer: JsonSchema = { type: 'string', pattern: pointerPattern, maxLength: 500 };
const literalProperties = { pointer, type: { enum: ['string', 'number', 'guid', 'date', 'time'] } };
const property: JsonSchema = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,127}$' };

export const operationSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path', 'does'],
  properties: {
    path: {
      ...entityPath,
      description: 'Of the entity set or action, with places to fill: /companies({/company})/customers',
    },
    does: { enum: ['create', 'update', 'delete', 'call'] },
    key: {
      type: 'object',
      minProperties: 1,
      maxProperties: 10,
      propertyNames: property,
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer'],
        properties: literalProperties,
      },
      description: 'Properties of the key, and where in the value they are.',
    },
    find: {
      type: 'object',
      additionalProperties: false,
      required: ['property', 'pointer'],
      properties: { property, ...literalProperties },
      description: 'Of a create: a property by which it is found again.',
    },
    ifMatch: {
      anyOf: [
        { enum: ['read', 'any'] },
        { type: 'object', additionalProperties: false, required: ['pointer'], properties: { pointer } },
      ],
    },
    body: { type: 'object', additionalProperties: false, required: ['pointer'], properties: { pointer } },
    exists: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: { type: 'string', minLength: 1, maxLength: 200 },
      description: 'Codes of errors that say that it is there already.',
    },
    effect: { enum: ['read', 'write'] },
    idempotency: {
      enum: ['native', 'none'],
      description: 'Left out: native for update, delete and a create with “exists”; otherwise none.',
    },
    query: parameters,
    keepAnswer: { type: 'boolean', description: 'The answer becomes a message that comes in.' },
  },
};

export function declare({ does, exists, effect, idempotency }: ODataOperation): Declared {
  const isNative = does === 'update' || does === 'delete' || (does === 'create' && exists !== undefined);
  return { effect: effect ?? 'write', idempotency: idempotency ?? (isNative ? 'native' : 'none') };
}
