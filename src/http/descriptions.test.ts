import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAjv } from '#contracts/ajv.ts';
import { loadContracts } from '#contracts/load.ts';
import { eventTypes, sentEventTypes } from '#contracts/registry.ts';
import { describeEvents } from './asyncapi.ts';
import { describeApi } from './openapi.ts';
import { routes } from './routes.ts';

const contracts = loadContracts();
const openapi = plain(describeApi(contracts, { version: '1.2.3', publicUrl: 'https://crossdock.example' }));
const asyncapi = plain(describeEvents(contracts, { version: '1.2.3', publicUrl: 'https://crossdock.example' }));

test('openapi.json describes every route', () => {
  const described = Object.entries(openapi['paths'] as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(described.toSorted(), routes.map(({ method, path }) => `${method} ${path}`).toSorted());
  assert.equal(openapi['openapi'], '3.1.0');
});

test('every parameter of a path is declared, and described', () => {
  for (const [path, methods] of Object.entries(
    openapi['paths'] as Record<
      string,
      Record<string, { parameters: { name: string; in: string; description?: string }[] }>
    >,
  )) {
    for (const { parameters } of Object.values(methods)) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      assert.deepEqual(
        inPath,
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      );
      assert.ok(
        parameters.every(({ description = '' }) => description.length > 0),
        path,
      );
    }
  }
});

for (const [name, document] of [
  ['openapi.json', openapi],
  ['asyncapi.json', asyncapi],
] as const) {
  test(`every reference in ${name} leads somewhere`, () => {
    const references: string[] = [];
    walk(document, (key, value) => {
      if (key === '$ref') references.push(String(value));
    });
    assert.ok(references.length > 20);
    for (const reference of references) assert.notEqual(at(document, reference), undefined, reference);
  });

  test(`every schema in ${name} is a JSON Schema`, () => {
    const ajv = createAjv({ strict: false });
    const { components } = document as { components: { schemas: Record<string, object> } };
    ajv.addSchema({ $id: `https://crossdock.dev/${name}`, components });
    for (const part of Object.keys(components.schemas))
      ajv.compile({ $ref: `https://crossdock.dev/${name}#/components/schemas/${part}` });
  });
}

test('asyncapi.json describes every type of event with its data, in the channel it goes by', () => {
  const { messages } = asyncapi['components'] as { messages: Record<string, object> };
  assert.deepEqual(Object.keys(messages), [...Object.keys(eventTypes), ...Object.keys(sentEventTypes), 'entry']);
  const { events, webhooks } = asyncapi['channels'] as Record<string, { messages: object }>;
  assert.deepEqual(Object.keys(events?.messages ?? {}), Object.keys(eventTypes));
  assert.deepEqual(Object.keys(webhooks?.messages ?? {}), Object.keys(sentEventTypes));
  assert.equal(asyncapi['asyncapi'], '3.0.0');
  assert.deepEqual(asyncapi['servers'], {
    crossdock: { host: 'crossdock.example', protocol: 'https', description: 'A node of Crossdock.' },
  });
});

/** As it is sent. */
function plain(document: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
}

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    visit(key, inner);
    walk(inner, visit);
  }
}

function at(document: object, reference: string): unknown {
  assert.match(reference, /^#\//);
  let part: unknown = document;
  for (const step of reference.slice(2).split('/')) {
    part =
      typeof part === 'object' && part !== null
        ? (part as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')]
        : undefined;
  }
  return part;
}
