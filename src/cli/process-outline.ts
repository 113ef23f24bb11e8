// A chart as text: its states under each other, with owners, clocks and what leads out of them.
import { statesOf, transitionsOf, triggerText } from '#statecharts/describe.ts';
import type { StateView, TransitionView } from '#statecharts/describe.ts';
import { durationText } from '#statecharts/duration-text.ts';
import type { Definition, Effect } from '#statecharts/model.ts';

/** `active` are the paths of states that are marked. */
export function outline(definition: Definition, active: ReadonlySet<string>): string[] {
  const transitions = Map.groupBy(transitionsOf(definition), ({ from }) => from);
  return [
    ...(transitions.get('') ?? []).map(transitionText),
    ...statesOf(definition).flatMap((state) => [
      '',
      ...stateLines(state, definition, active.has(state.path)),
      ...(transitions.get(state.path) ?? []).map((each) => `${'  '.repeat(state.depth)}${transitionText(each)}`),
    ]),
  ];
}

function stateLines(state: StateView, definition: Definition, isActive: boolean): string[] {
  const indent = '  '.repeat(state.depth - 1);
  const node = definition.states.find(({ path, parent }) => path === state.path && parent !== null);
  const kind = { atomic: '', compound: '', parallel: ' (all at once)', final: ' (end)' }[state.type];
  const idle = state.tags.map((tag) => ` #${tag}`).join('');
  const description = state.description === null ? '' : `  ${state.description}`;
  const lines = [`${indent}${isActive ? '● ' : ''}${state.name}${kind}${idle}${description}`];
  if (state.type === 'atomic' && state.owner !== null) lines.push(`${indent}  owner ${state.owner}`);
  for (const { event, after } of state.clocks)
    lines.push(`${indent}  clock ${after === null ? '' : `${durationText(after)} `}→ ${event}`);
  if (node !== undefined && node.entry.length > 0) lines.push(`${indent}  on entry: ${effectsText(node.entry)}`);
  if (node !== undefined && node.exit.length > 0) lines.push(`${indent}  on exit: ${effectsText(node.exit)}`);
  return lines;
}

export function transitionText(transition: TransitionView): string {
  const { to, effects } = transition;
  const doing = effects.length === 0 ? '' : `: ${effectsText(effects)}`;
  return `${triggerText(transition)} → ${to ?? 'stays'}${doing}`;
}

export function effectsText(effects: readonly Effect[]): string {
  return effects
    .map(({ type, params }) => {
      const values = Object.values(params).map(String).join(', ');
      return values === '' ? type : `${type}(${values})`;
    })
    .join(', ');
}
