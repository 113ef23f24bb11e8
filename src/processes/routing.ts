// Where entries are sent by the policy `routing`, beside what connections subscribe to. Evaluated in the turn that makes the entry,
// over what the turn knows. A routed entry costs a look-up or two: the inputs of a policy fall into few classes, and which rules take
// a combination of classes is worked out once. Docs: docs/guides/routing.md.
import type { Catalog, DefinitionVersion, Subscriber } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { classFor, maskFor } from '#policies/column.ts';
import { rulesOf } from '#policies/decide.ts';
import type { Column, EngineValue, Policy, Rule } from '#policies/model.ts';
import { readPolicy } from '#policies/read-policy.ts';
import type { TurnState } from './draft.ts';
import type { Entry } from './entry.ts';

export const routingPolicy = 'routing';
/** What a rule says for no connection, and for no operation: none can be called so. */
export const nobody = 'nobody';
export const theEvent = 'the event';

/** What a rule tells of an entry. An entry that names several sites is asked about for each of them. */
export type RoutingFacts = Readonly<
  Record<'type' | 'site' | 'company' | 'channel' | 'customer', string> & { priority: number; expedite: boolean }
>;

export type Routed = Subscriber & { readonly entry: number };

/** Every delivery of a turn: each connection and operation once for an entry, whoever asks for it. */
export function routesOf(entries: readonly Entry[], state: TurnState, catalog: Catalog): Routed[] {
  const routed: Routed[] = [];
  const changes = state.definitions.size > 0 || state.sites.size > 0;
  let inForce = catalog.activeDefinition('policy', routingPolicy);
  const companies = new Map<string, string>();
  for (const [index, entry] of entries.entries()) {
    const subscribed = catalog.subscribers(entry.type);
    for (const { connection, operation } of subscribed) routed.push({ entry: index, connection, operation });
    const agreed = agreedRoute(entry);
    if (agreed !== null && !subscribed.some((one) => isSame(one, agreed))) routed.push({ entry: index, ...agreed });
    // The first entries of a turn may change what the next ones are routed by, as they would from turn to turn.
    if (changes && entry.type === 'crossdock.site.defined.v1')
      companies.set(entry.subject, textOf(entry.data['company']));
    const kind = inForce === undefined ? null : routingOf(inForce).kindOf(entry.type);
    if (kind !== null)
      for (const { connection, operation } of routesBy(kind, factsOf(entry, state, catalog, companies)))
        if (
          ![...subscribed, ...(agreed === null ? [] : [agreed])].some((one) => isSame(one, { connection, operation }))
        )
          routed.push({ entry: index, connection, operation });
    if (changes && entry.type === 'crossdock.definition.put.v1') inForce = inForceAfter(entry, inForce, state);
  }
  return routed;
}

/** Where an answer goes: as it was agreed on, whoever else subscribes. */
function agreedRoute({ type, data }: Entry): { readonly connection: string; readonly operation: string } | null {
  if (!type.startsWith('crossdock.edi.')) return null;
  const to = data['to'] as { readonly connection: string; readonly operation: string } | undefined; // See tellExchange.
  return to ?? null;
}

function isSame(one: Subscriber, other: Subscriber): boolean {
  return one.connection === other.connection && one.operation === other.operation;
}

function inForceAfter(
  { subject, data }: Entry,
  inForce: DefinitionVersion | undefined,
  state: TurnState,
): DefinitionVersion | undefined {
  if (data['kind'] !== 'policy' || data['name'] !== routingPolicy) return inForce;
  if (data['active'] === true) return state.definitions.get(subject);
  return data['version'] === inForce?.version ? undefined : inForce;
}

/** What is told of an entry: once for each site that it names, or once without. */
export function factsOf(
  entry: Pick<Entry, 'type' | 'objects' | 'data'>,
  state: Pick<TurnState, 'orders'>,
  catalog: Pick<Catalog, 'site'>,
  companies: ReadonlyMap<string, string> = new Map(),
): RoutingFacts[] {
  const { type, objects, data } = entry;
  let order: string | undefined;
  let customer = '';
  const sites: string[] = [];
  for (const object of objects) {
    if (object.type === 'order') order ??= object.id;
    else if (object.type === 'site' && !sites.includes(object.id)) sites.push(object.id);
    else if (object.type === 'partner' && object.qualifier === 'customer') customer = object.id;
  }
  if (sites.length === 0) sites.push('');
  const known = order === undefined ? undefined : state.orders.get(order);
  return sites.map((site) => ({
    type,
    site,
    company: site === '' ? '' : (companies.get(site) ?? catalog.site(site)?.company ?? ''),
    channel: known?.channel ?? textOf(data['channel']),
    customer: known?.customer ?? customer,
    priority: known?.priority ?? -1,
    expedite: data['expedite'] === true,
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

interface Routing {
  /** Null: entries of the type are routed nowhere, whatever else they say. */
  kindOf(type: string): Kind | null;
}

/** What of a policy is left for entries of one type. */
interface Kind {
  readonly mask: bigint;
  readonly rules: Policy['rules'];
  /** Of inputs that still make a difference. */
  readonly columns: readonly Column[];
  /** By the classes of these inputs. */
  readonly known: Map<string, readonly Subscriber[]>;
}

const compiled = new WeakMap<DefinitionVersion, Routing>();

function routingOf(definition: DefinitionVersion): Routing {
  let routing = compiled.get(definition);
  if (routing === undefined) {
    const read = readPolicy(definition.content);
    assert('policy' in read, 'a policy was checked when it was put');
    compiled.set(definition, (routing = compileRouting(read.policy)));
  }
  return routing;
}

function compileRouting(policy: Policy): Routing {
  const kinds = new Map<string, Kind | null>();
  return {
    kindOf(type) {
      let kind = kinds.get(type);
      if (kind === undefined) kinds.set(type, (kind = kindFor(policy, type)));
      return kind;
    },
  };
}

function kindFor({ columns, rules }: Policy, type: string): Kind | null {
  let mask = (1n << BigInt(rules.length)) - 1n;
  for (const column of columns) if (column.input.name === 'type') mask &= maskFor(column, type);
  let sending = 0n;
  for (const [index, rule] of rules.entries()) if (targetOf(rule) !== null) sending |= 1n << BigInt(index);
  sending &= mask;
  if (sending === 0n) return null;
  const left = columns.filter(
    ({ input, masks, points }) =>
      input.name !== 'type' && masks.some((one, at) => points[at] !== null && (one & sending) !== sending),
  );
  return { mask, rules, columns: left, known: new Map() };
}

function routesBy(kind: Kind, facts: readonly RoutingFacts[]): readonly Subscriber[] {
  const [first] = facts;
  if (first !== undefined && facts.length === 1) return routesFor(kind, first);
  return unlike(facts.flatMap((one) => routesFor(kind, one)));
}

function routesFor(kind: Kind, facts: RoutingFacts): readonly Subscriber[] {
  let classes = '';
  for (const column of kind.columns) classes += `${classFor(column, valueOf(column, facts))} `;
  let routes = kind.known.get(classes);
  if (routes === undefined) {
    let { mask } = kind;
    for (const column of kind.columns) mask &= maskFor(column, valueOf(column, facts));
    routes = unlike(rulesOf(kind, mask).flatMap((rule) => targetOf(rule) ?? []));
    if (kind.known.size >= limits.routesKept) kind.known.clear();
    kind.known.set(classes, routes);
  }
  return routes;
}

function valueOf({ input, asks }: Column, facts: RoutingFacts): EngineValue {
  const value: EngineValue | undefined = facts[input.name as keyof RoutingFacts]; // Checked when it was put: it looks at facts only.
  assert(value !== undefined && asks.length === 0, `${input.name} is told, and nothing else it could be compared with`);
  return value;
}

/** Null: the rule sends nothing. */
export function targetOf({ fixed }: Pick<Rule, 'fixed'>): Subscriber | null {
  const { connection, operation } = fixed;
  if (connection === nobody) return null;
  return { connection: String(connection), operation: operation === theEvent ? null : String(operation) };
}

function unlike(routes: readonly Subscriber[]): readonly Subscriber[] {
  return routes.filter(
    ({ connection, operation }, index) =>
      routes.findIndex((one) => one.connection === connection && one.operation === operation) === index,
  );
}
