// The newest contracts as named parts with references among themselves: what OpenAPI, AsyncAPI and the generated types need.
import { contractId, contracts } from './registry.ts';
import type { ContractKind, RegisteredName } from './registry.ts';
import { isSchema } from './schema.ts';
import type { JsonSchema, LoadedContract } from './schema.ts';

const suffixes: Readonly<Record<ContractKind, string>> = {
  document: 'Document',
  request: 'Request',
  data: 'Data',
  envelope: 'Envelope',
  content: 'Content',
  values: 'Value',
};

const allNames = Object.keys(contracts) as RegisteredName[];

/** Those that the API speaks of: what is said in messages of partners comes over connections alone. */
export const apiNames: readonly RegisteredName[] = allNames.filter(
  (name) => contracts[name].kind !== 'content' && name !== 'document-value',
);

/** `order` → `OrderRequest`, `stock-received` → `StockReceivedData`. */
export function componentName(name: RegisteredName): string {
  return `${pascal(name)}${suffixes[contracts[name].kind]}`;
}

/**
 * Every part under its name, in the order of the registry. References become `refTo(name)`, for OpenAPI
 * `{ $ref: '#/components/schemas/' + name }`; `$id`, `$schema` and `$defs` are gone, because the parts are no longer files.
 */
export function componentsOf(
  loaded: readonly LoadedContract[],
  refTo: (name: string) => JsonSchema,
  registered: readonly RegisteredName[] = allNames,
): ReadonlyMap<string, JsonSchema> {
  const names = new Map<string, string>();
  const parts = new Map<string, { schema: JsonSchema; base: string }>();
  for (const { id, name, schema } of newest(loaded, registered)) {
    const { $defs = {}, ...root } = schema;
    if (contracts[name].kind !== 'values') add(id, componentName(name), root, id);
    for (const [key, part] of Object.entries($defs)) add(`${id}#/$defs/${key}`, partName(name, key), part, id);
  }

  function add(address: string, name: string, schema: JsonSchema, base: string): void {
    if (parts.has(name)) throw new Error(`Two parts of the contracts are called ${name}; rename one of the $defs`);
    names.set(address, name);
    parts.set(name, { schema, base });
  }

  function rewrite(value: unknown, base: string): unknown {
    if (Array.isArray(value)) return value.map((inner) => rewrite(inner, base));
    if (!isSchema(value)) return value;
    const { $ref, $id: _id, $schema: _schema, ...rest } = value;
    const inner = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, rewrite(part, base)]));
    if ($ref === undefined) return inner;
    const target = names.get($ref.startsWith('#') ? `${base}${$ref}` : $ref);
    if (target === undefined) throw new Error(`${base} refers to ${$ref}, which is no part of the newest contracts`);
    return { ...refTo(target), ...inner };
  }

  return new Map([...parts].map(([name, part]) => [name, rewrite(part.schema, part.base) as JsonSchema]));
}

function newest(
  loaded: readonly LoadedContract[],
  registered: readonly RegisteredName[],
): { id: string; name: RegisteredName; schema: JsonSchema }[] {
  const byId = new Map(loaded.map(({ id, schema }) => [id, schema]));
  return registered.map((name) => {
    const id = contractId(name);
    const schema = byId.get(id);
    if (schema === undefined) throw new Error(`The registry names ${id}, but contracts/ has no such file`);
    return { id, name, schema };
  });
}

function partName(name: RegisteredName, key: string): string {
  return contracts[name].kind === 'values' ? `${pascal(key)}Value` : pascal(key);
}

function pascal(text: string): string {
  return text.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
