// Where a case stood before its chart ended, with everything inside at its end: from there it hears what comes after the end.
import type { StateValue } from 'xstate';
import assert from '#kernel/assert.ts';
import type { Definition, StateNode } from './model.ts';

/**
 * Of the parallel state whose end led to the end of the chart: each region at its (first) end. Null where the chart did not end
 * by the end of regions: nothing can be heard after it then.
 */
export function beforeEnd(definition: Definition, value: StateValue): StateValue | null {
  const ended = definition.root.children.find(({ key }) => key === value);
  const source = definition.root.children.find(
    ({ type, transitions }) =>
      type === 'parallel' && transitions.some(({ trigger, target }) => trigger.kind === 'done' && target === ended),
  );
  return source === undefined ? null : { [source.key]: endOf(source) };
}

function endOf(state: StateNode): StateValue {
  if (state.type === 'parallel') return Object.fromEntries(state.children.map((child) => [child.key, endOf(child)]));
  const end = state.children.find(({ type }) => type === 'final');
  assert(end !== undefined, `${state.path} can end, as what follows its end can be reached`);
  return end.key;
}
