// One configured operation, as settings: how a value becomes a request, what the answer means, how to see whether it was done.
import type { JsonSchema } from '#contracts/schema.ts';
import type { Declared } from '#connectors/connector.ts';
import { pointerPattern } from '#connectors/json-pointer.ts';
import { conditionSchema } from './conditions.ts';
import type { Condition } from './conditions.ts';
import type { Checks } from './judge.ts';
import { headersSchema, textsSchema } from './settings.ts';
import { checksSchema, path } from './stream.ts';

export interface HttpOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: `whole`, of a GET or DELETE `none`. */
  readonly body?: 'whole' | 'none' | { readonly pointer: string } | { readonly form: Readonly<Record<string, string>> };
  readonly effect?: Declared['effect'];
  readonly idempotency?: Declared['idempotency'];
  /** Gets the id of the delivery, the same in every attempt. */
  readonly idempotencyHeader?: string;
  readonly answers?: Checks;
  /** What it answers becomes a message that comes in. */
  readonly keepAnswer?: boolean;
  readonly look?: Look;
}

/** A question that shows what the other system has. */
export interface Look {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Where in the answer the thing is; nothing there: it has none of it. */
  readonly state?: string;
  /** Equal in all of these: it was done. */
  readonly compare?: readonly { readonly ours: string; readonly theirs: string }[];
  /** One of these holds: it was done. */
  readonly done?: readonly Condition[];
  /** What it means that nothing is found. Left out: `unknown`, because a search may lag behind. */
  readonly absent?: 'not_done' | 'unknown';
}

const pointer: JsonSchema = { type: 'string', pattern: pointerPattern, maxLength: 500 };

export const operationSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['method', 'path'],
  properties: {
    method: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
    path,
    query: textsSchema('Places: {/pointer} of the value, {id} of the delivery; {/pointer?} is left out when missing.'),
    headers: headersSchema('Of these requests, with the same places.'),
    body: {
      anyOf: [
        { enum: ['whole', 'none'] },
        { type: 'object', additionalProperties: false, required: ['pointer'], properties: { pointer } },
        {
          type: 'object',
          additionalProperties: false,
          required: ['form'],
          properties: { form: textsSchema('Sent as application/x-www-form-urlencoded.') },
        },
      ],
    },
    effect: { enum: ['read', 'write'], description: 'Left out: GET reads, everything else writes.' },
    idempotency: {
      enum: ['native', 'key', 'none'],
      description:
        'What a repetition does. Left out: key with an idempotencyHeader, native for PUT and DELETE, otherwise none.',
    },
    idempotencyHeader: {
      type: 'string',
      pattern: '^[A-Za-z0-9-]{1,100}$',
      description: 'Such as Idempotency-Key; it gets the id of the delivery.',
    },
    answers: checksSchema,
    keepAnswer: { type: 'boolean', description: 'The answer becomes a message that comes in.' },
    look: {
      type: 'object',
      additionalProperties: false,
      required: ['path'],
      properties: {
        path,
        query: textsSchema('Of the question.'),
        state: { ...pointer, description: 'Where in the answer the thing is.' },
        compare: {
          type: 'array',
          minItems: 1,
          maxItems: 50,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['ours', 'theirs'],
            properties: { ours: pointer, theirs: pointer },
          },
        },
        done: { type: 'array', minItems: 1, maxItems: 50, items: conditionSchema },
        absent: {
          enum: ['not_done', 'unknown'],
          description: 'What it means that nothing is found; left out: unknown, because a search may lag behind.',
        },
      },
    },
  },
};

export function declare({ method, effect, idempotency, idempotencyHeader }: HttpOperation): Declared {
  // RFC 9110, 9.2.2: PUT and DELETE are idempotent.
  const byMethod = method === 'PUT' || method === 'DELETE' || method === 'GET' ? 'native' : 'none';
  return {
    effect: effect ?? (method === 'GET' ? 'read' : 'write'),
    idempotency: idempotency ?? (idempotencyHeader === undefined ? byMethod : 'key'),
  };
}
