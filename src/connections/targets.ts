// Whether a changed connection may go on with the credentials that are kept: only where they are shown to nobody else than before.
// Whoever may define connections does not know their secrets, and must not have them sent to an address of their own. Pure.
import type { Connector } from '#connectors/connector.ts';
import type { Connection } from './model.ts';

type Target = Pick<Connection, 'kind' | 'settings'>;

/** To whom credentials would be shown that were not before; empty: to nobody. Settings are such that the schema lets through. */
export function newTargets(
  before: Target,
  after: Target,
  connectors: ReadonlyMap<string, Connector>,
): readonly string[] {
  const known = before.kind === after.kind ? targetsOf(before, connectors) : [];
  return targetsOf(after, connectors).filter((target) => !known.includes(target));
}

/** Of another kind, or shown to somebody else: what is kept was not given for that. */
export function isElsewhere(before: Target, after: Target, connectors: ReadonlyMap<string, Connector>): boolean {
  return before.kind !== after.kind || newTargets(before, after, connectors).length > 0;
}

function targetsOf({ kind, settings }: Target, connectors: ReadonlyMap<string, Connector>): readonly string[] {
  return connectors.get(kind)?.targets(settings) ?? [];
}
