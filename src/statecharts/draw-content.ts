// What stands in the boxes and on the arrows of a drawing, and how much room it needs.
import { clocksOf } from './check-waits.ts';
import { afterOf, triggerText } from './describe.ts';
import { durationText } from './duration-text.ts';
import { textWidth, wrapped } from './draw-text.ts';
import type { TextStyle } from './draw-text.ts';
import { eventOf, isInside } from './model.ts';
import type { Definition, StateNode, Transition } from './model.ts';
import { guardText } from './words.ts';

export type LineKind = 'title' | 'note' | 'description' | 'trigger';

export interface Line {
  readonly kind: LineKind;
  readonly text: string;
}

/** Lines of text with the room they need, without a margin. */
export interface Block {
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly source: StateNode;
  readonly target: StateNode;
  readonly label: Block;
}

export const styles: Readonly<Record<LineKind, TextStyle & { readonly height: number }>> = {
  title: { size: 13, bold: true, height: 18 },
  note: { size: 10.5, height: 14 },
  description: { size: 10.5, height: 14 },
  trigger: { size: 10.5, height: 14 },
};
const signsOfText = 40;
const signsOfLabel = 34;

/** What a state says of itself: its name, what it is, whose it is, its clock, and what it hears without being left. */
export function contentOf(state: StateNode, definition: Definition): Block {
  const isRoot = state.parent === null;
  const title = isRoot ? `${definition.process} v${definition.version}` : state.key;
  const owner = isRoot ? definition.owner : state.owner;
  const clocks = clocksOf(state).filter(({ clock }) => clock === state);
  return block([
    { kind: 'title', text: title },
    ...wrapped((isRoot ? definition.description : state.description) ?? '', isRoot ? 90 : signsOfText).map(
      (text): Line => ({ kind: 'description', text }),
    ),
    ...(owner === null ? [] : [{ kind: 'note', text: `owner: ${owner}` } as const]),
    ...clocks.map(({ event, effect }): Line => {
      const after = afterOf(effect);
      return { kind: 'note', text: `clock: ${after === null ? '' : `${durationText(after)} `}→ ${event}` };
    }),
    ...state.transitions.filter(staysInside).flatMap(linesOfInner),
  ]);
}

/** Arrows between states. What leads from one state to another for several reasons is one arrow with several lines. */
export function arrowsOf({ transitions }: Definition): Arrow[] {
  const leading = transitions.flatMap((transition) => {
    const { source, target } = transition;
    return target === null || staysInside(transition) ? [] : [{ source, target, transition }];
  });
  const pairs = Map.groupBy(leading, ({ source, target }) => `${source.pointer} ${target.pointer}`);
  return [...pairs.values()].flatMap((group) => {
    const label = block(group.flatMap(({ transition }) => linesOfLabel(transition)));
    return group.slice(0, 1).map(({ source, target }) => ({ source, target, label }));
  });
}

/** Text in the box of the state rather than an arrow: what leads nowhere else, or into or around the state itself. */
function staysInside({ source, target }: Transition): boolean {
  return target === null || isInside(target, source) || isInside(source, target);
}

function linesOfInner(transition: Transition): Line[] {
  const { source, target } = transition;
  const to = target === null ? '' : ` → ${target === source ? 'again' : target.key}`;
  return wrapped(`${labelOf(transition)}${to}`, signsOfText).map(indented);
}

function linesOfLabel(transition: Transition): Line[] {
  return wrapped(labelOf(transition), signsOfLabel).map(indented);
}

function indented(text: string, index: number): Line {
  return { kind: 'trigger', text: index === 0 ? text : `  ${text}` };
}

function labelOf(transition: Transition): string {
  const { guard, trigger } = transition;
  return triggerText({
    event: eventOf(transition),
    kind: trigger.kind,
    guard: guard === null ? null : guardText(guard),
  });
}

function block(lines: readonly Line[]): Block {
  return {
    lines,
    width: Math.max(0, ...lines.map(({ kind, text }) => textWidth(text, styles[kind]))),
    height: lines.reduce((sum, { kind }) => sum + styles[kind].height, 0),
  };
}
