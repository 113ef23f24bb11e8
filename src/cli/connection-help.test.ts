import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAjv } from '#contracts/ajv.ts';
import { connectors } from '#connections/registry.ts';
import { connectionFromFile } from './connection-file.ts';
import { connectionShape } from './connection-help.ts';

test('the connection that the help shows can be defined', () => {
  const [, shape = ''] = /The file is JSON:\n\n([\s\S]*?\n {2}\})\n/.exec(connectionShape) ?? [];
  const text = shape.replaceAll(/ {3,}[a-z][^"{}[\]]*$/gm, '');
  const { kind, settings, streams, operations } = connectionFromFile(text, { ERP_PASSWORD: 'of-the-erp' }) as {
    kind: string;
    settings: object;
    streams: readonly { settings: object }[];
    operations: readonly { settings: object }[];
  };
  const connector = connectors.get(kind);
  assert(connector?.stream && connector.operation);
  const ajv = createAjv({});
  for (const [schema, value] of [
    [connector.settings, settings],
    [connector.stream, streams[0]?.settings],
    [connector.operation, operations[0]?.settings],
  ] as const)
    assert.ok(ajv.validate(schema, value), ajv.errorsText());
});
