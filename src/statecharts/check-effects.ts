// Whether an effect is asked for where there is something that it is about, whether what it makes the chart hear comes to an end,
// and whether somebody asks for what the chart wants to hear.
import { askedAtFirst, askedWith, everythingAsked } from './asked.ts';
import type { Asked } from './asked.ts';
import { passesThrough } from './check-order.ts';
import { wayBack } from './check-cycles.ts';
import type { Findings } from './findings.ts';
import { clockEffect, eventOf, isRegion } from './model.ts';
import type { Catalogue, EffectShape, Needed, StateNode } from './model.ts';

/** What is asked for at an event; null: before any, or whichever it was. */
interface At {
  readonly event: string | null;
  readonly asked: readonly Asked[];
}

export function checkEffects(
  root: StateNode,
  states: readonly StateNode[],
  effects: Catalogue['effects'],
  findings: Findings,
): void {
  const all = everythingAsked(states);
  const steps = stepsOf(root, states);
  checkEnds(all, effects, findings);
  checkAfter(steps, effects, findings);
  checkEchoes(steps, effects, findings);
  checkBrought(states, all, effects, findings);
}

/** What every version of a process has to hear and to ask for. */
export function checkNeeded(states: readonly StateNode[], needed: Needed | undefined, findings: Findings): void {
  if (needed === undefined) return;
  const heard = new Set(states.flatMap(({ transitions }) => transitions.map(eventOf)));
  for (const [event, why] of Object.entries(needed.events))
    if (!heard.has(event))
      findings.add({
        pointer: '/events',
        message: `no state listens to "${event}": ${why}`,
        fix: `Say under "on" what becomes of a case that hears "${event}".`,
      });
  const asked = new Set(everythingAsked(states).map(({ effect }) => effect.type));
  for (const [effect, why] of Object.entries(needed.effects))
    if (!asked.has(effect))
      findings.add({ pointer: '/chart', message: `nothing asks for ${effect}: ${why}`, fix: `Ask for ${effect}.` });
}

function stepsOf(root: StateNode, states: readonly StateNode[]): At[] {
  const steps: At[] = [{ event: null, asked: askedAtFirst(root, states) }];
  for (const state of states)
    for (const transition of state.transitions) {
      const event = eventOf(transition);
      // Left without an event as soon as it is entered, it belongs to what entered it. Otherwise it may be left at any event.
      if (event === null && passesThrough(state)) continue;
      steps.push({ event, asked: askedWith(transition, states) });
    }
  return steps;
}

function checkEnds(all: readonly Asked[], effects: Catalogue['effects'], findings: Findings): void {
  for (const { effect, pointer, state, at } of all) {
    const ends = effects[effect.type]?.ends;
    if (ends === undefined || (at === 'entry' && isEnd(state, ends))) continue;
    const where = ends === 'case' ? 'the whole case' : 'its region';
    findings.add({
      pointer,
      message: `${effect.type} is asked for where ${where} does not end`,
      fix: `Put it in "entry" of a final state that ends ${where}.`,
    });
  }
}

function isEnd({ type, parent }: StateNode, of: NonNullable<EffectShape['ends']>): boolean {
  if (type !== 'final' || parent === null) return false;
  return parent.parent === null || (of === 'region' && isRegion(parent));
}

function checkAfter(steps: readonly At[], effects: Catalogue['effects'], findings: Findings): void {
  const said = new Set<string>();
  for (const { event, asked } of steps)
    for (const { effect, pointer } of asked) {
      const after = effects[effect.type]?.after;
      if (after === undefined || (event !== null && after.includes(event))) continue;
      const finding = {
        pointer,
        message: `${effect.type} is asked for ${event === null ? 'without an event' : `after "${event}"`}, and is about what only ${quoted(after)} can tell`,
        fix: `Ask for it in what follows ${quoted(after)}.`,
      };
      if (said.has(pointer + finding.message)) continue;
      said.add(pointer + finding.message);
      findings.add(finding);
    }
}

/** An effect that makes the chart hear the event that led to it would be asked for again and again. */
function checkEchoes(steps: readonly At[], effects: Catalogue['effects'], findings: Findings): void {
  const echoes = steps.flatMap(({ event, asked }) =>
    asked.flatMap(({ effect, pointer }) =>
      event === null
        ? []
        : heardAfter(effects[effect.type]).map((heard) => ({ event, effect: effect.type, heard, pointer })),
    ),
  );
  const byEvent = Map.groupBy(echoes, ({ event }) => event);
  const said = new Set<string>();
  for (const echo of echoes) {
    if (said.has(echo.event)) continue;
    const circle = wayBack(echo, ({ heard }) => byEvent.get(heard) ?? []);
    if (circle === null) continue;
    for (const { event } of circle) said.add(event);
    const way = circle.map(({ event, effect }) => `"${event}" → ${effect}`).join(' → ');
    findings.add({
      pointer: echo.pointer,
      message: `what is asked for leads in a circle: ${way} → "${echo.event}"`,
      fix: 'Ask for one of them after an event from outside only.',
    });
  }
}

function heardAfter(effect: EffectShape | undefined): readonly string[] {
  return [...(effect?.answers ?? []), ...(effect?.brings ?? [])];
}

/** Answers and clocks come of nothing but the effects that are asked for. */
function checkBrought(
  states: readonly StateNode[],
  all: readonly Asked[],
  effects: Catalogue['effects'],
  findings: Findings,
): void {
  const brought = new Set(all.flatMap(({ effect }) => bringing(effect.type, effects, String(effect.params['event']))));
  const own = new Set(Object.keys(effects).flatMap((type) => bringing(type, effects)));
  for (const transition of states.flatMap(({ transitions }) => transitions)) {
    const event = eventOf(transition);
    if (event === null || !own.has(event) || brought.has(event)) continue;
    findings.add({
      pointer: transition.pointer,
      message: `nothing brings "${event}": no effect that tells so is asked for`,
      fix: 'Ask for the effect, or remove this transition.',
    });
  }
}

/** What only this effect brings; of the clock, the event that it was started for, or any that it could be. */
function bringing(type: string, effects: Catalogue['effects'], clock?: string): readonly string[] {
  const effect = effects[type];
  if (type === clockEffect) return clock === undefined ? (effect?.params['event']?.values ?? []) : [clock];
  return effect?.answers ?? [];
}

function quoted(events: readonly string[]): string {
  return events.map((event) => `"${event}"`).join(' or ');
}
