// What a caller may see and touch. An absent list means "all"; an empty list means "none".

export interface Scope {
  readonly companies?: readonly string[];
  readonly sites?: readonly string[];
}

export const everything: Scope = {};

export function inScope(scope: Scope, site: { readonly code: string; readonly company: string }): boolean {
  return (
    (scope.sites === undefined || scope.sites.includes(site.code)) &&
    (scope.companies === undefined || scope.companies.includes(site.company))
  );
}
