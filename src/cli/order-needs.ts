// What somebody has to decide or look at, so that an order goes on.
import type { OrderView } from '#orders/view.ts';

export function needsOf({ fulfilment }: OrderView): string[] {
  if (fulfilment === null) return [];
  const { holds, exceptions, risk } = fulfilment;
  return [
    ...holds.filter(({ state }) => state === 'open').map(({ hold, ask }) => `${hold} hold, ${ask} decides`),
    ...exceptions.map(({ kind, owner, times }) => `${kind}${times === 1 ? '' : ` (${times} times)`}, ${owner} looks`),
    ...(risk === null || risk.chosen !== null ? [] : [`promise at risk: ${risk.cause}`]),
  ];
}
