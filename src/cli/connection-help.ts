// How a connection is written, for who types it: the shape with an example, and the settings that a connector takes. Pure.
import type { JsonSchema } from '#contracts/schema.ts';

export const connectionShape = `
The file is JSON:

  {
    "kind": "folder",                         connector: crossdock connection kinds
    "owner": "ERP team",                      who answers for it
    "settings": { "folder": "erp" },          the connector's own: crossdock connection kinds folder
    "streams": [                              what comes in
      {
        "name": "receipts",
        "everySeconds": 30,
        "settings": { "folder": "out", "pattern": "GR*.csv", "ready": "renamed", "after": "archive" },
        "format": { "name": "csv", "delimiter": ";" },
        "mapping": "erp-receipts"             crossdock map publish
      }
    ],
    "operations": [                           what goes out, and the events that ask for it
      {
        "name": "shipped",
        "types": ["crossdock.shipment.shipped.v1"],
        "mapping": "erp-shipped",
        "settings": { "folder": "in", "name": "shipped-{id}.json" }
      }
    ],
    "rights": { "role": "erp", "sources": ["erp"] },
    "system": "erp",                          whose ids it speaks: crossdock identifiers declare
    "credentials": { "password": "\${ERP_PASSWORD}" }
  }

"rights" is what it may bring in. Only "kind" and "owner" must be there; "folder" itself takes no credentials. A placeholder
\${NAME} in credentials is filled from the environment, so that the file holds no secret. More fields, and each kind with
an example: docs/guides/connections.md.`;

/** The API's Connector, as far as it is shown. */
export interface ConnectorShown {
  readonly kind: string;
  readonly title: string;
  readonly settings: JsonSchema;
  readonly stream: JsonSchema | null;
  readonly operation: JsonSchema | null;
  readonly credentials: readonly { readonly name: string; readonly title: string; readonly required: boolean }[];
}

/** A row for each setting of the first level: where it stands, what it may be, what it means. */
export function settingRows({ settings, stream, operation, credentials }: ConnectorShown): string[][] {
  return [
    ...rowsOf('settings', settings),
    ...(stream === null ? [] : rowsOf('streams[].settings', stream)),
    ...(operation === null ? [] : rowsOf('operations[].settings', operation)),
    ...credentials.map(({ name, title, required }) => ['credentials', name, required ? 'text, needed' : 'text', title]),
  ];
}

function rowsOf(part: string, schema: JsonSchema): string[][] {
  const needed = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { description, default: otherwise } = property as {
      readonly description?: string;
      readonly default?: unknown;
    };
    return [
      part,
      name,
      `${formOf(property)}${needed.has(name) ? ', needed' : ''}${otherwise === undefined ? '' : `, else ${JSON.stringify(otherwise)}`}`,
      description ?? '',
    ];
  });
}

function formOf(schema: JsonSchema): string {
  const { enum: choices, const: only, type } = schema as Readonly<Record<'enum' | 'const' | 'type', unknown>>;
  if (Array.isArray(choices)) return choices.join(' | ');
  if (only !== undefined) return String(only); // oxlint-disable-line typescript/no-base-to-string -- a constant of a schema is plain
  const types: Readonly<Record<string, string>> = { string: 'text', boolean: 'true | false', array: 'list' };
  return typeof type === 'string' ? (types[type] ?? type) : 'one of several forms';
}
