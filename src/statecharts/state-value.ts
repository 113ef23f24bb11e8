// What a case keeps of its chart: XState's state value. "held", {"held": "credit"}, {"open": {"goods": "packed", "books": "idle"}}.
import type { StateValue } from 'xstate';
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Definition, StateNode } from './model.ts';
import { remember } from './remember.ts';

/** Every active state, outermost first. A value that is none of the definition's is a bug of whoever kept it. */
export function activeStates(definition: Definition, value: StateValue): StateNode[] {
  const active: StateNode[] = [];
  const fits = collect(definition.root, value, active);
  assert(fits, `${canonicalJson(value)} is a state of ${definition.process} version ${definition.version}`);
  return active;
}

/** Whether a value, from wherever it comes, is a whole state of the definition. */
export function isStateValue(definition: Definition, value: unknown): value is StateValue {
  return collect(definition.root, value, []);
}

function collect(state: StateNode, value: unknown, active: StateNode[]): boolean {
  active.push(state);
  if (state.type === 'atomic' || state.type === 'final') return value === undefined;
  const inner: Record<string, unknown> =
    typeof value === 'string'
      ? { [value]: undefined }
      : typeof value === 'object' && value !== null
        ? { ...value }
        : {};
  const names = Object.keys(inner);
  const children = state.children.filter(({ key }) => Object.hasOwn(inner, key));
  if (children.length !== names.length || names.length !== (state.type === 'parallel' ? state.children.length : 1))
    return false;
  return children.every((child) => collect(child, emptied(inner[child.key]), active));
}

/** XState writes an atomic region as {}. */
function emptied(value: unknown): unknown {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? undefined : value;
}

/** Written form → key. A case asks several times at each step, and there are few states. */
const keys = new Map<string, string>();

/** Equal for equal states, however their keys are ordered. */
export function valueKey(value: StateValue): string {
  if (typeof value === 'string') return value;
  const written = JSON.stringify(value);
  return keys.get(written) ?? remember(keys, written, canonicalJson(value), limits.chartStepsKept);
}

/** Whether nothing follows any more: the whole chart has ended. */
export function hasEnded(definition: Definition, active: ReadonlySet<StateNode>): boolean {
  return ended(definition.root, active);
}

function ended(state: StateNode, active: ReadonlySet<StateNode>): boolean {
  switch (state.type) {
    case 'final':
      return true;
    case 'atomic':
      return false;
    case 'compound':
      return state.children.some((child) => child.type === 'final' && active.has(child));
    case 'parallel':
      return state.children.every((child) => ended(child, active));
  }
}
