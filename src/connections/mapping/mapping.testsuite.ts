// Small builders for tests of mappings.
import { createMapper } from './mapper.ts';
import type { Mapping } from '#mappings/model.ts';
import type { MapperOptions, OwnedMapper } from './mapper.ts';
import type { Identifiers, Mapped } from './mapping.ts';

export function mapping(expression: string, more: Partial<Mapping> = {}): Mapping {
  return {
    name: 'shop-orders',
    version: 1,
    owner: 'integration',
    description: 'For tests.',
    direction: 'in',
    expression,
    functions: '',
    values: { site: 'HAM' },
    lookups: { units: { EA: 'each', CS: 'case' } },
    zone: 'Europe/Berlin',
    cases: [],
    ...more,
  };
}

/** Ids `SKU-1` mean `I-1`, `OLD-…` are none of ours, others nobody has looked at. */
export const someIdentifiers: Identifiers = {
  resolve: (_system, _kind, ids) =>
    Promise.resolve(
      ids.map((id) =>
        id.startsWith('SKU-') ? id.replace('SKU', 'I') : id.startsWith('OLD-') ? { notOurs: 'discontinued' } : null,
      ),
    ),
  name: (_system, _kind, codes) =>
    Promise.resolve(codes.map((code) => (code.startsWith('I-') ? code.replace('I', 'SKU') : null))),
};

export function mapperOf(
  of: Mapping,
  { identifiers = someIdentifiers, limits }: Partial<Pick<MapperOptions, 'identifiers' | 'limits'>> = {},
): OwnedMapper {
  return createMapper({
    mappingOf: (name) => Promise.resolve(name === of.name ? of : undefined),
    identifiers,
    systemOf: (connection) => Promise.resolve(`system of ${connection}`),
    limits: { mapProcesses: 1, ...limits },
  });
}

export async function mapAll(mapper: OwnedMapper, documents: readonly unknown[]): Promise<readonly Mapped[]> {
  return mapper.map(
    'shop-orders',
    'shop',
    documents.map((document) => ({ document, about: { file: 'a.json' } })),
  );
}

/** Results, and the codes of failures. */
export function short(mapped: readonly Mapped[]): readonly unknown[] {
  return mapped.map((one) => (one.ok ? one.value : one.problem.code));
}

/** What each expression makes of a document, all in one process. */
export async function mapEach(expressions: readonly string[], document: unknown): Promise<readonly Mapped[]> {
  const mappings = expressions.map((expression) => mapping(expression));
  await using mapper = createMapper({
    mappingOf: (name) => Promise.resolve(mappings[Number(name)]),
    identifiers: someIdentifiers,
    systemOf: (connection) => Promise.resolve(`system of ${connection}`),
    limits: { mapProcesses: 1 },
  });
  const inputs = [{ document, about: { file: 'a.json' } }];
  const mapped = await Promise.all(expressions.map((_, name) => mapper.map(String(name), 'shop', inputs)));
  return mapped.flat();
}
