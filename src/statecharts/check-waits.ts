// Every wait has an owner and a clock: whoever waits for an answer is told when it does not come, and somebody is to act then.
import { passesThrough } from './check-order.ts';
import { activeAfter } from './entered.ts';
import type { Findings } from './findings.ts';
import { allStates, clockEffect, eventOf, idleTag, isInside, isRegion, withAncestors } from './model.ts';
import type { Catalogue, Effect, StateNode, Transition } from './model.ts';

export function checkWaits(states: readonly StateNode[], effects: Catalogue['effects'], findings: Findings): void {
  for (const state of states.filter((each) => each.type === 'atomic' && !passesThrough(each))) {
    if (isAnswered(state, effects, findings)) continue;
    if (state.tags.includes(idleTag)) checkIdle(state, findings);
    else checkWait(state, findings);
  }
}

/** A state that asks for something which is answered at once is not waited in, provided that it takes every answer. */
function isAnswered(state: StateNode, effects: Catalogue['effects'], findings: Findings): boolean {
  const asking = state.entry.filter(({ type }) => effects[type]?.answers !== undefined);
  for (const { type } of asking)
    for (const event of effects[type]?.answers ?? [])
      if (!leavesAtOnce(state, event))
        findings.add({
          pointer: state.pointer,
          message: `${type} may be answered by "${event}", which does not lead out of "${state.path}"`,
          fix: `Add "${event}" to "on" with a target, the last one without a guard.`,
        });
  return asking.length > 0;
}

function leavesAtOnce(state: StateNode, event: string): boolean {
  return takersOf(state, event).some(({ guard, target }) => guard === null && target !== null && target !== state);
}

function checkIdle(state: StateNode, findings: Findings): void {
  const region = withAncestors(state).find(isRegion);
  const others = (region?.parent?.children ?? []).filter((each) => each !== region);
  if (others.flatMap(allStates).some((each) => startedBy(each.entry).length > 0)) return;
  findings.add({
    pointer: state.pointer,
    message: `"${state.path}" is tagged ${idleTag}, and no region beside it has a clock`,
    fix: 'Give it an owner and a clock, or let another region have them.',
  });
}

function checkWait(state: StateNode, findings: Findings): void {
  if (ownerOf(state) === null)
    findings.add({
      pointer: state.pointer,
      message: `nobody owns the wait in "${state.path}"`,
      fix: 'Add "meta": {"owner": …} to it or to a state around it.',
    });
  const clocks = clocksOf(state);
  if (clocks.length === 0)
    findings.add({
      pointer: state.pointer,
      message: `the wait in "${state.path}" has no clock`,
      fix: `Start one in "entry" with ${clockEffect}, in it or in a state around it; tag it "${idleTag}" if its region is at rest there.`,
    });
  for (const { event } of clocks)
    if (takersOf(state, event).length === 0)
      findings.add({
        pointer: state.pointer,
        message: `nothing in "${state.path}" listens to "${event}", which its clock sends`,
        fix: `Add "${event}" to "on", in it or in a state around it.`,
      });
  checkLast(state, clocks, findings);
}

/** Of several clocks one may only remind; but at least one must not ring without something coming of it. */
function checkLast(state: StateNode, clocks: readonly Clock[], findings: Findings): void {
  const stopping = clocks.map(({ clock, event }) => takersOf(state, event).filter((taker) => stopsClock(taker, clock)));
  if (stopping.some((takers) => takers.length === 0)) return;
  for (const taker of stopping.flat())
    findings.add({
      pointer: taker.pointer,
      message: `after "${eventOf(taker)}" the wait in "${state.path}" goes on without a clock`,
      fix: `Leave the state, or start the next deadline with ${clockEffect} in "actions".`,
    });
}

function takersOf(state: StateNode, event: string): Transition[] {
  return withAncestors(state).flatMap(({ transitions }) => transitions.filter((each) => eventOf(each) === event));
}

/** Whether the wait goes on after its clock has rung and nothing has wound it up again. */
function stopsClock({ effects, target, source, reenter }: Transition, clock: StateNode): boolean {
  if (startedBy(effects).length > 0) return false;
  if (target === null) return true;
  if (target.type === 'final') return false;
  if (isLeft({ source, target, reenter }, clock)) return false;
  return ![...activeAfter(target)].some((each) => startedBy(each.entry).length > 0 && isEntered(each, source, clock));
}

/** Without "reenter" a state that leads to itself or into itself is not left. */
function isLeft(
  { source, target, reenter }: { source: StateNode; target: StateNode; reenter: boolean },
  clock: StateNode,
): boolean {
  if (!isInside(target, clock) || !isInside(source, clock)) return true;
  return source === clock ? reenter : target === clock;
}

function isEntered(state: StateNode, source: StateNode, clock: StateNode): boolean {
  return state !== clock && isInside(state, clock) && !isInside(source, state);
}

interface Clock {
  /** The state that starts it. */
  readonly clock: StateNode;
  readonly event: string;
  readonly effect: Effect;
}

/** The nearest state up to the region whose entry starts clocks, and the events they send. */
export function clocksOf(state: StateNode): Clock[] {
  for (const each of withAncestors(state)) {
    const started = startedBy(each.entry);
    if (started.length > 0)
      return started.map((effect) => ({ clock: each, event: String(effect.params['event']), effect }));
    if (isRegion(each)) break;
  }
  return [];
}

export function ownerOf(state: StateNode): string | null {
  return withAncestors(state).find(({ owner }) => owner !== null)?.owner ?? null;
}

function startedBy(effects: readonly Effect[]): Effect[] {
  return effects.filter(({ type }) => type === clockEffect);
}
