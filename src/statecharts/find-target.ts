// Where a transition goes, by XState's rules: "sibling", "sibling.child", ".child", "#id", "#id.child".
import { closest } from '#contracts/spelling.ts';
import { isInside, nameOf, withAncestors } from './model.ts';
import type { StateNode } from './model.ts';

interface TargetFault {
  readonly message: string;
  readonly fix: string;
}

export function findTarget(
  given: unknown,
  source: StateNode,
  states: readonly StateNode[],
): { readonly state: StateNode } | TargetFault {
  if (typeof given !== 'string' || given === '') {
    const message = 'a target must be the name of one state';
    return { message, fix: 'Write one text; a parallel state enters all its regions by itself.' };
  }
  const [head = '', ...rest] = given.split('.');
  const start = startOf(head, source, states);
  const state = start === undefined ? undefined : descend(start, rest);
  if (state === undefined) return unknownTarget(given, source, states);
  // Leaving one region for another, or a parallel state for the inside of one of its regions, leaves all of them.
  const torn = withAncestors(source).find(
    (each) => each.type === 'parallel' && state !== each && isInside(state, each),
  );
  if (torn !== undefined && (source === torn || !sharesRegion(source, state, torn))) {
    const message = `"${given}" is inside a region of "${nameOf(torn)}", so that all its regions would begin again`;
    return { message, fix: 'Let the region itself listen to the event.' };
  }
  return { state };
}

function sharesRegion(left: StateNode, right: StateNode, parallel: StateNode): boolean {
  return parallel.children.some((region) => isInside(left, region) && isInside(right, region));
}

function startOf(head: string, source: StateNode, states: readonly StateNode[]): StateNode | undefined {
  if (head.startsWith('#')) {
    const id = head.slice(1);
    return states.find((state) => state.id === id);
  }
  if (head === '') return source;
  return source.parent?.children.find(({ key }) => key === head);
}

function descend(start: StateNode, keys: readonly string[]): StateNode | undefined {
  let at: StateNode | undefined = start;
  for (const wanted of keys) at = at?.children.find(({ key }) => key === wanted);
  return at;
}

function unknownTarget(given: string, source: StateNode, states: readonly StateNode[]): TargetFault {
  const message = `there is no state "${given}" to go to from "${nameOf(source)}"`;
  const [root] = states;
  const elsewhere = states.find(({ key, path }) => path === given || key === given);
  if (elsewhere !== undefined && root !== undefined && elsewhere !== root)
    return { message, fix: `Write "#${root.key}.${elsewhere.path}" for the one elsewhere in the chart.` };
  const names = (source.parent ?? source).children.map(({ key }) => (source.parent === null ? `.${key}` : key));
  const meant = closest(given, names);
  return { message, fix: meant === undefined ? `Beside it stand ${names.join(', ')}.` : `Did you mean "${meant}"?` };
}
