// Who reports of several sites, or decides for all of them, has a right to each.
import { inScope } from '#kernel/scope.ts';
import type { Scope } from '#kernel/scope.ts';
import type { Context } from './draft.ts';

/** The first of the sites that the scope does not have; null if it has them all. */
export function outsideOf(context: Context, scope: Scope, codes: readonly string[]): string | null {
  for (const code of codes) {
    const site = context.catalog.site(code);
    if (site !== undefined && !inScope(scope, site)) return code;
  }
  return null;
}
