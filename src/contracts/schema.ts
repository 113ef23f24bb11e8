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
  readonly propertyNames?: JsonSchema;
  readonly not?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

/** One file of `contracts/`, every released version included. */
export interface LoadedContract {
  /** The `$id` of the schema. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly schema: JsonSchema;
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Knows each part of the contracts by its address, such as `https://…/order/1-0-0#/properties/lines`, and the other way round. */
export interface SchemaIndex {
  at(address: string): JsonSchema | undefined;
  addressOf(part: object): string;
  /** The part itself, or what its `$ref` stands for; a description beside the `$ref` goes before the one it points to. */
  resolve(part: JsonSchema): JsonSchema;
}

export function indexContracts(contracts: readonly LoadedContract[]): SchemaIndex {
  const parts = new Map<string, JsonSchema>();
  const addresses = new Map<object, string>();
  for (const { id, schema } of contracts) walk(schema, `${id}#`);

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

  function addressOf(part: object): string {
    const address = addresses.get(part);
    if (address === undefined)
      throw new Error(`This is no part of the contracts: ${JSON.stringify(part).slice(0, 200)}`);
    return address;
  }

  function resolve(part: JsonSchema): JsonSchema {
    if (part.$ref === undefined) return part;
    const address = new URL(part.$ref, addressOf(part)).href;
    const target = at(address);
    if (target === undefined)
      throw new Error(`${addressOf(part)} refers to ${address}, which is no part of the contracts`);
    return { ...target, ...part };
  }

  return { at, addressOf, resolve };
}

/** A key as a step of a JSON pointer (RFC 6901). */
export function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
