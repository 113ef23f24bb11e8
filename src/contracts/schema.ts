// The parts of JSON Schema 2020-12 that our contracts use and this folder reads, and how the parts of a contract are found.

export interface JsonSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly const?: unknown;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

/** One file of `contracts/`, every released version included. */
export interface LoadedContract {
  readonly name: string;
  readonly version: string;
  readonly schema: JsonSchema;
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Knows each part of the contracts by its address, and the address of each part. */
export interface SchemaIndex {
  at(address: string): JsonSchema | undefined;
  addressOf(part: object): string | undefined;
  /** The part itself, or what its `$ref` stands for; a description beside the `$ref` goes before the one it points to. */
  resolve(part: JsonSchema): JsonSchema;
}

export function indexSchemas(schemas: readonly JsonSchema[]): SchemaIndex {
  const parts = new Map<string, JsonSchema>();
  const addresses = new Map<object, string>();
  for (const schema of schemas) walk(schema, `${schema.$id ?? ''}#`);

  function walk(part: unknown, address: string): void {
    if (typeof part !== 'object' || part === null) return;
    if (isSchema(part)) {
      parts.set(address, part);
      addresses.set(part, address);
    }
    for (const [key, inner] of Object.entries(part)) walk(inner, `${address}/${escapeKey(key)}`);
  }

  function at(address: string): JsonSchema | undefined {
    return parts.get(address.includes('#') ? address : `${address}#`);
  }

  return {
    at,
    addressOf: (part) => addresses.get(part),
    resolve(part) {
      if (part.$ref === undefined) return part;
      const base = addresses.get(part)?.split('#')[0] ?? '';
      const target = at(part.$ref.startsWith('#') ? `${base}${part.$ref}` : part.$ref);
      return target === undefined ? part : { ...target, ...part };
    },
  };
}

/** A key as a step of a JSON pointer (RFC 6901). */
export function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
