// What a caller sees. Sites decide for stock, orders and events; companies for partners.
import type { Partner, Site } from '#catalog/model.ts';
import { inScope } from '#kernel/scope.ts';
import type { Scope } from '#kernel/scope.ts';

export function isUnlimited(scope: Scope): boolean {
  return scope.sites === undefined && scope.companies === undefined;
}

/** Codes of the sites the caller sees, in order; null means all, so that queries need no list. */
export function visibleSites(scope: Scope, sites: Iterable<Site>): readonly string[] | null {
  if (isUnlimited(scope)) return null;
  const visible: string[] = [];
  for (const site of sites) if (inScope(scope, site)) visible.push(site.code);
  return visible.toSorted();
}

/** Companies whose partners the caller sees: those of its scope, or of the sites it is limited to; null means all. */
export function visibleCompanies(scope: Scope, sites: Iterable<Site>): readonly string[] | null {
  if (scope.sites === undefined) return scope.companies ?? null;
  const companies = new Set<string>();
  for (const site of sites) if (inScope(scope, site)) companies.add(site.company);
  return [...companies].toSorted();
}

/** A partner without company belongs to the whole network. */
export function seesPartner(partner: Pick<Partner, 'company'>, companies: readonly string[] | null): boolean {
  return companies === null || partner.company === null || companies.includes(partner.company);
}

interface Seen {
  readonly type: string;
  readonly objects: readonly { readonly type: string; readonly id: string }[];
}

export type Sight = { readonly sees: boolean } | { readonly orders: readonly string[] };

/**
 * Whether a caller limited to `sites` sees a journal entry: it names one of the sites, or it defines an item. An entry that
 * names only orders is seen by those who see all of them, which the reader looks up.
 */
export function sightOf(entry: Seen, sites: ReadonlySet<string>): Sight {
  const orders: string[] = [];
  let namesOther = false;
  for (const object of entry.objects) {
    if (object.type === 'site' && sites.has(object.id)) return { sees: true };
    if (object.type === 'order') orders.push(object.id);
    if (object.type !== 'item') namesOther = true;
  }
  if (orders.length > 0) return { orders };
  return { sees: !namesOther && entry.type.startsWith('crossdock.item.') };
}
