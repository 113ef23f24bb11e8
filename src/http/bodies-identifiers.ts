// Bodies about identifiers: what ids of other systems mean.
import { identifierKinds } from '#connections/mapping/mapping.ts';
import type { IdentifierKind } from '#connections/mapping/mapping.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import { limits } from '#kernel/limits.ts';

export interface MeaningRequest {
  readonly code?: string;
  readonly notOurs?: string;
  readonly preferred?: boolean;
  readonly because?: string;
}

export interface IdentifierBodies {
  identifier: MeaningRequest;
  'identifier-batch': {
    readonly identifiers: readonly (MeaningRequest & {
      readonly system: string;
      readonly kind: IdentifierKind;
      readonly id: string;
    })[];
    readonly origin?: 'set' | 'import';
  };
  'identifier-system': { readonly owner: string; readonly sameCodes?: readonly IdentifierKind[] };
  'identifier-acceptance': {
    readonly system?: string;
    readonly kind?: IdentifierKind;
    readonly score: number;
    readonly margin?: number;
    readonly dryRun?: boolean;
    readonly cursor?: string;
    readonly limit?: number;
  };
}

const text = { $ref: 'https://crossdock.dev/contracts/value/1-0-0#/$defs/text' };
const code = { $ref: 'https://crossdock.dev/contracts/value/1-0-0#/$defs/code' };

const kind: JsonSchema = {
  title: 'kind',
  description: 'What the id names.',
  type: 'string',
  enum: identifierKinds,
};

const meaning: Readonly<Record<string, JsonSchema>> = {
  code: { ...code, description: 'Our code of it. Left out: it is none of ours.' },
  notOurs: { ...text, description: 'Why it is none of ours. Left out: it means the code.' },
  preferred: {
    title: 'preferred',
    description:
      'Whether the system is told this id where several mean the code. Left out: it is, if no other is preferred.',
    type: 'boolean',
  },
  because: { ...text, description: 'What the decision rests on.' },
};

/** A meaning is a code or a reason why there is none. */
const oneMeaning: JsonSchema = {
  oneOf: [
    { title: 'ours', required: ['code'] },
    { title: 'not ours', required: ['notOurs'] },
  ],
};

export const identifierSchemas: Readonly<Record<keyof IdentifierBodies, JsonSchema>> = {
  identifier: {
    $id: 'https://crossdock.dev/api/identifier',
    title: 'Meaning of an id',
    type: 'object',
    additionalProperties: false,
    properties: meaning,
    ...oneMeaning,
  },
  'identifier-batch': {
    $id: 'https://crossdock.dev/api/identifier-batch',
    title: 'Meanings of ids',
    type: 'object',
    required: ['identifiers'],
    additionalProperties: false,
    properties: {
      identifiers: {
        title: 'identifiers',
        description: 'Ids with what they mean; each is answered by itself, and all are said in one commit.',
        type: 'array',
        minItems: 1,
        maxItems: limits.identifiersPerRequestMax,
        items: {
          title: 'identifier',
          description: 'An id and what it means.',
          type: 'object',
          required: ['system', 'kind', 'id'],
          additionalProperties: false,
          properties: {
            system: { ...code, description: 'Whose id it is.' },
            kind,
            id: {
              title: 'id',
              description: 'The id in that system, exactly as it comes.',
              type: 'string',
              minLength: 1,
              maxLength: 256,
              pattern: '^[^\\p{Cc}\\p{Cs}]+$',
              examples: ['000000000000104711'],
            },
            ...meaning,
          },
          ...oneMeaning,
        },
      },
      origin: {
        title: 'origin',
        description: 'How it was decided. Left out: set.',
        type: 'string',
        enum: ['set', 'import'],
      },
    },
  },
  'identifier-system': {
    $id: 'https://crossdock.dev/api/identifier-system',
    title: 'System with ids of its own',
    type: 'object',
    required: ['owner'],
    additionalProperties: false,
    properties: {
      owner: { ...text, description: 'The person or team that answers for what its ids mean.' },
      sameCodes: {
        title: 'same codes',
        description:
          'Kinds whose codes are ours: an id means the code that is spelled the same, if there is one. Left out: none.',
        type: 'array',
        uniqueItems: true,
        maxItems: identifierKinds.length,
        items: kind,
      },
    },
  },
  'identifier-acceptance': {
    $id: 'https://crossdock.dev/api/identifier-acceptance',
    title: 'Acceptance of suggestions',
    type: 'object',
    required: ['score'],
    additionalProperties: false,
    properties: {
      system: { ...code, description: 'Only ids of this system.' },
      kind: { ...kind, description: 'Only ids of this kind.' },
      score: {
        title: 'score',
        description: 'Suggestions with a lower score are left.',
        type: 'number',
        minimum: 0.5,
        maximum: 1,
        examples: [0.9],
      },
      margin: {
        title: 'margin',
        description: 'How far a suggestion has to be ahead of the next one. Left out: 0.1.',
        type: 'number',
        minimum: 0,
        maximum: 1,
      },
      dryRun: { title: 'dry run', description: 'true: say what would be done, and do nothing.', type: 'boolean' },
      limit: {
        title: 'limit',
        description: `Unknown ids looked at. Left out: ${limits.pageSizeMax}, which is the most.`,
        type: 'integer',
        minimum: 1,
        maximum: limits.pageSizeMax,
      },
      cursor: { title: 'cursor', description: 'nextCursor of the answer before.', type: 'string', maxLength: 1024 },
    },
  },
};
