// openapi.json, made from the route table, the contracts and the schemas of the answers.
import { apiNames, componentName, componentsOf } from '#contracts/components.ts';
import { contracts as registry } from '#contracts/registry.ts';
import type { RegisteredName } from '#contracts/registry.ts';
import type { JsonSchema, LoadedContract } from '#contracts/schema.ts';
import { limits } from '#kernel/limits.ts';
import { permissions } from '#governance/model.ts';
import { answers } from './answers.ts';
import { ownSchemas } from './bodies.ts';
import { parameters } from './parameters.ts';
import { routes } from './routes.ts';
import type { Route } from './route.ts';

export interface Described {
  readonly version: string;
  readonly publicUrl?: string;
}

export function describeApi(contracts: readonly LoadedContract[], { version, publicUrl }: Described): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Crossdock',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Orders reserved against one stock truth. Errors are problem documents (RFC 9457). Lists are pages with a cursor, cut to the sites and companies of the key.',
    },
    servers: [{ url: publicUrl ?? '/' }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
      schemas: {
        ...Object.fromEntries(componentsOf(contracts, (name) => ({ $ref: `#/components/schemas/${name}` }), apiNames)),
        ...answers,
        ...ownComponents(contracts),
      },
      responses: {
        Problem: {
          description: 'What went wrong, where, and what to do.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(route: Route): object {
  const { handler, summary, permission, query = [], body } = route;
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: 256 },
    description: `Code or id of the ${name}.`,
  }));
  const inQuery = query.map((name) => {
    const { description, ...schema } = parameters[name].schema;
    return { name, in: 'query', required: handler === 'getAvailability' && name === 'item', description, schema };
  });
  const inHeader =
    route.method === 'POST'
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', maxLength: 257 },
            description: `The same key and body give the first answer again, for ${limits.inboxKeepDays} days.`,
          },
        ]
      : route.method === 'PUT'
        ? [
            {
              name: 'If-Match',
              in: 'header',
              required: false,
              schema: { type: 'string' },
              description: 'ETag that was read: refused when the document is another by now.',
            },
          ]
        : [];
  return {
    operationId: handler,
    summary,
    ...(permission === 'public'
      ? { security: [] }
      : permission === 'signed'
        ? { security: [], description: 'Let in by the signature that the connection asks for.' }
        : { description: `Permission \`${permission}\`: ${permissions[permission]}.`, 'x-permission': permission }),
    parameters: [...inPath, ...inQuery, ...inHeader],
    ...(body !== undefined && { requestBody: requestBody(route, body) }),
    ...(route.raw === true && {
      requestBody: { required: true, content: { '*/*': { schema: { description: 'As the other system sends it.' } } } },
    }),
    responses: { ...okResponses(route), default: { $ref: '#/components/responses/Problem' } },
  };
}

function requestBody(route: Route, body: NonNullable<Route['body']>): object {
  const required = route.bodyOptional !== true;
  if (body === 'events') {
    const one = { $ref: '#/components/schemas/EventEnvelope' };
    const many = { type: 'array', maxItems: limits.batchEventsMax, items: one };
    return {
      required,
      content: {
        'application/cloudevents+json': { schema: one },
        'application/cloudevents-batch+json': { schema: many },
        'application/json': { schema: { anyOf: [one, many] } },
      },
    };
  }
  return { required, content: { 'application/json': { schema: { $ref: `#/components/schemas/${bodyName(body)}` } } } };
}

function bodyName(body: Exclude<NonNullable<Route['body']>, 'events'>): string {
  return isRegistered(body) ? componentName(body) : ownNames[body];
}

const ownNames = {
  'api-key': 'ApiKeyRequest',
  agreement: 'AgreementRequest',
  connection: 'ConnectionRequest',
  'stream-cursor': 'StreamCursorRequest',
  'connection-pause': 'ConnectionPauseRequest',
  credential: 'CredentialRequest',
  'dead-letters': 'DeadLettersRequest',
  'delivery-again': 'DeliveryAgainRequest',
  'delivery-edit': 'DeliveryEditRequest',
  'delivery-preview': 'DeliveryPreviewRequest',
  definition: 'DefinitionRequest',
  identifier: 'IdentifierRequest',
  'identifier-acceptance': 'IdentifierAcceptanceRequest',
  'identifier-batch': 'IdentifierBatchRequest',
  'identifier-system': 'IdentifierSystemRequest',
  'intake-replay': 'IntakeReplayRequest',
  'order-batch': 'OrderBatchRequest',
  'raw-message-replay': 'RawMessageReplayRequest',
  'raw-messages-replay': 'RawMessagesReplayRequest',
} as const;

function isRegistered(name: string): name is RegisteredName {
  return Object.hasOwn(registry, name);
}

/** Bodies of this API alone refer to values of the contracts by address; here they refer to the components. */
function ownComponents(contracts: readonly LoadedContract[]): Record<string, JsonSchema> {
  const known = componentsOf(contracts, (name) => ({ $ref: name }), apiNames);
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, part]) => {
        if (key === '$id') return [];
        if (key === '$ref' && typeof part === 'string')
          return [[key, `#/components/schemas/${valueName(part, known)}`]];
        return [[key, rewrite(part)]];
      }),
    );
  };
  return Object.fromEntries(
    Object.entries(ownSchemas).map(([name, schema]) => {
      const own = rewrite(name === 'order-batch' ? withOrders(schema) : schema);
      return [ownNames[name as keyof typeof ownNames], own as JsonSchema]; // The names of ownSchemas; a schema stays one.
    }),
  );
}

/** Orders of a batch are checked one by one, so the schema that is compiled does not name their contract; readers want it. */
function withOrders(schema: JsonSchema): JsonSchema {
  const { orders = {}, ...others } = schema.properties ?? {};
  return { ...schema, properties: { ...others, orders: { ...orders, items: { $ref: 'OrderRequest' } } } };
}

function valueName(reference: string, known: ReadonlyMap<string, JsonSchema>): string {
  if (known.has(reference)) return reference;
  const key = reference.split('/').at(-1) ?? '';
  const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}Value`;
  if (!known.has(name)) throw new Error(`${reference} is no part of the contracts`);
  return name;
}

function okResponses(route: Route): Record<string, object> {
  const type =
    route.handler === 'metrics'
      ? 'text/plain'
      : route.handler === 'openStream'
        ? 'text/event-stream'
        : 'application/json';
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, name]) => [
      status,
      {
        description:
          status === '201'
            ? 'Made now.'
            : status === '202'
              ? 'Taken; the address in Location says what became of it.'
              : 'As asked.',
        content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } },
      },
    ]),
  );
}
