// Bodies that are not contracts of the distributor's documents: they belong to this API alone. Checked by the same validator
// set-up as the contracts.
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { createChecker, createExplainer, findings } from '#contracts/ajv.ts';
import { createExplain } from '#contracts/explain.ts';
import type { Explain } from '#contracts/explain.ts';
import { indexContracts } from '#contracts/schema.ts';
import type { JsonSchema, LoadedContract } from '#contracts/schema.ts';
import type { Validation } from '#contracts/validate.ts';
import type { AgreementRequest } from '#connections/agreements/define.ts';
import type { ConnectionRequest } from '#connections/define.ts';
import { roles } from '#governance/model.ts';
import type { Role } from '#governance/model.ts';
import { limits } from '#kernel/limits.ts';
import { connectionSchema } from './connection-schema.ts';
import { agreementSchema } from './agreement-schema.ts';
import { connectionCareSchemas, withoutNul } from './dead-letter-schemas.ts';
import type { ConnectionCareBodies } from './dead-letter-schemas.ts';
import { identifierSchemas } from './bodies-identifiers.ts';
import type { IdentifierBodies } from './bodies-identifiers.ts';

export interface ApiKeyRequest {
  readonly name: string;
  readonly role: Role;
  readonly sites?: readonly string[];
  readonly companies?: readonly string[];
  readonly sources?: readonly string[];
}

export interface DefinitionRequest {
  readonly kind: 'process' | 'policy' | 'mapping';
  readonly name: string;
  readonly version: number;
  /** The document, or its text. */
  readonly content: string | Readonly<Record<string, unknown>>;
  readonly active: boolean;
}

export interface OwnBodies extends IdentifierBodies, ConnectionCareBodies {
  'api-key': ApiKeyRequest;
  agreement: AgreementRequest;
  connection: ConnectionRequest;
  definition: DefinitionRequest;
  'intake-replay': { readonly event?: unknown };
  'order-batch': { readonly orders: readonly unknown[] };
  'raw-message-replay': {
    readonly body?: string;
    readonly encoding?: 'utf8' | 'base64';
    readonly evenIfOlder?: boolean;
  };
  'raw-messages-replay': { readonly connection: string; readonly stream?: string };
  /** One event or a list; each is checked by itself. */
  events: unknown;
}
export type OwnBodyName = keyof OwnBodies;

const codes = (what: string): JsonSchema => ({
  title: `codes of ${what}`,
  description: `Codes of the ${what} the key is limited to. Left out: not limited by ${what}.`,
  type: 'array',
  maxItems: 1_000,
  uniqueItems: true,
  items: { $ref: 'https://crossdock.dev/contracts/value/1-0-0#/$defs/code' },
});

/** `events` is described and checked by the contracts of its parts. */
export const ownSchemas: Readonly<Record<Exclude<OwnBodyName, 'events'>, JsonSchema>> = {
  ...identifierSchemas,
  ...connectionCareSchemas,
  'api-key': {
    $id: 'https://crossdock.dev/api/api-key',
    title: 'New API key',
    type: 'object',
    required: ['name', 'role'],
    additionalProperties: false,
    properties: {
      name: { $ref: 'https://crossdock.dev/contracts/value/1-0-0#/$defs/text', description: 'What the key is for.' },
      role: {
        title: 'role',
        description:
          'reader sees; channel places orders; carrier, warehouse and erp report; finance decides on credit and reports; operator works; administrator governs.',
        type: 'string',
        enum: roles,
        examples: ['operator'],
      },
      sites: codes('sites'),
      companies: codes('companies'),
      sources: {
        title: 'sources',
        description: 'Sources whose events it may send: what stands in `source` of an event. Left out: of any.',
        type: 'array',
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        items: {
          title: 'source',
          description: 'Source of events.',
          type: 'string',
          minLength: 1,
          maxLength: 256,
          examples: ['wms-hamburg'],
        },
        examples: [['wms-hamburg']],
      },
    },
  },
  agreement: agreementSchema,
  connection: connectionSchema,
  definition: {
    $id: 'https://crossdock.dev/api/definition',
    title: 'Definition',
    type: 'object',
    required: ['kind', 'name', 'version', 'content', 'active'],
    additionalProperties: false,
    properties: {
      kind: { title: 'kind', description: 'What is defined.', type: 'string', enum: ['process', 'policy', 'mapping'] },
      name: {
        title: 'name of a definition',
        description: 'Its name, as the content has it: small letters, digits and hyphens, at most 64.',
        type: 'string',
        maxLength: 64,
        pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$',
        examples: ['order-fulfilment'],
      },
      version: {
        title: 'version',
        description: 'Its version, as the content has it.',
        type: 'integer',
        minimum: 1,
        maximum: 1_000_000,
      },
      content: {
        title: 'content',
        description:
          'The document as an object, or as text. Errors are found by line and column of the text; an object is read as it is printed with two spaces.',
        anyOf: [
          { title: 'document', description: 'The document.', type: 'object' },
          { title: 'text of the document', description: 'The document as JSON.', type: 'string', maxLength: 2_000_000 },
        ],
      },
      active: {
        title: 'active',
        description: 'true: in force instead of the version that was. false: kept, and not in force.',
        type: 'boolean',
      },
    },
  },
  'intake-replay': {
    $id: 'https://crossdock.dev/api/intake-replay',
    title: 'Replay of a held event',
    type: 'object',
    additionalProperties: false,
    properties: {
      event: {
        title: 'corrected event',
        description: 'The event as it should have come, with its own id and source. Left out: the event as it came.',
        type: 'object',
      },
    },
  },
  'raw-message-replay': {
    $id: 'https://crossdock.dev/api/raw-message-replay',
    title: 'Replay of a raw message',
    type: 'object',
    additionalProperties: false,
    properties: {
      body: {
        title: 'corrected body',
        description: 'What should have come. Left out: what came.',
        type: 'string',
        maxLength: limits.correctedRequestBytesMax,
      },
      encoding: {
        title: 'encoding',
        description: 'How the body is written here. Left out: utf8.',
        type: 'string',
        enum: ['utf8', 'base64'],
      },
      evenIfOlder: {
        title: 'even if older',
        description: 'Put its items, sites and partners though newer is known of them. Left out: false.',
        type: 'boolean',
      },
    },
  },
  'raw-messages-replay': {
    $id: 'https://crossdock.dev/api/raw-messages-replay',
    title: 'Replay of raw messages',
    type: 'object',
    required: ['connection'],
    additionalProperties: false,
    properties: {
      connection: {
        title: 'connection',
        description: 'Code of the connection.',
        type: 'string',
        maxLength: 64,
        pattern: withoutNul,
      },
      stream: {
        title: 'stream',
        description: 'Only this stream. Left out: all.',
        type: 'string',
        maxLength: 64,
        pattern: withoutNul,
      },
    },
  },
  'order-batch': {
    $id: 'https://crossdock.dev/api/order-batch',
    title: 'Orders',
    type: 'object',
    required: ['orders'],
    additionalProperties: false,
    properties: {
      orders: {
        title: 'orders',
        description: 'Orders; each is checked, decided and answered by itself.',
        type: 'array',
        minItems: 1,
        maxItems: limits.batchOrdersMax,
      },
    },
  },
};

export interface BodyValidator {
  validate<Name extends Exclude<OwnBodyName, 'events'>>(name: Name, value: unknown): Validation<OwnBodies[Name]>;
}

export function createBodyValidator(contracts: readonly LoadedContract[]): BodyValidator {
  const all = [
    ...contracts,
    ...Object.entries(ownSchemas).map(([name, schema]) => ({ id: schema.$id ?? '', name, version: '1-0-0', schema })),
  ];
  const checker = createChecker(all);
  let explainer: { readonly ajv: Ajv2020; readonly explain: Explain } | undefined;
  return {
    validate<Name extends Exclude<OwnBodyName, 'events'>>(name: Name, value: unknown): Validation<OwnBodies[Name]> {
      if (findings(compiled(checker, name), value).length === 0) return { ok: true, value: value as OwnBodies[Name] }; // The schema of the name says so.
      if (explainer === undefined) {
        const ajv = createExplainer(all);
        explainer = { ajv, explain: createExplain(ajv, indexContracts(all)) };
      }
      return { ok: false, errors: explainer.explain(findings(compiled(explainer.ajv, name), value)) };
    },
  };
}

function compiled(ajv: Ajv2020, name: Exclude<OwnBodyName, 'events'>): ValidateFunction {
  const id = ownSchemas[name].$id ?? '';
  const check = ajv.getSchema(id);
  if (check === undefined) throw new Error(`No schema has the id ${id}`);
  return check;
}
