// The words of a definition while its chart is read: what may be used, and what was, so that what nobody uses is found.
import { closest } from '#contracts/spelling.ts';
import type { Catalogue, Effect, Guard, Params, ParamShape } from './model.ts';
import { durationMs, durations, isWithinBounds } from './duration.ts';
import { inner, isMembers, kindOf } from './findings.ts';
import type { Findings } from './findings.ts';

export interface Words {
  readonly catalogue: Catalogue;
  readonly events: readonly string[];
  readonly guards: readonly string[];
  readonly usedEvents: Set<string>;
  readonly usedGuards: Set<string>;
}

/** It becomes a key and a column: short, and the same wherever it is said. */
const wordPattern = /^[a-z][a-z0-9_]{0,63}$/;
const operators = ['and', 'or', 'not'] as const;

export function readEffects(value: unknown, pointer: string, words: Words, findings: Findings): Effect[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((each, index) => readEffect(each, Array.isArray(value) ? inner(pointer, index) : pointer));

  function readEffect(each: unknown, at: string): Effect[] {
    const action = findings.object(each, { pointer: at, what: 'an action' });
    if (action === undefined) return [];
    findings.keys(action, at, { what: 'an action', required: ['type'], optional: ['params'] });
    const type = action['type'];
    if (type === undefined) return [];
    const effect =
      typeof type === 'string' && Object.hasOwn(words.catalogue.effects, type)
        ? words.catalogue.effects[type]
        : undefined;
    if (typeof type !== 'string' || effect === undefined) {
      findings.add({ pointer: inner(at, 'type'), ...unknown('effect', type, Object.keys(words.catalogue.effects)) });
      return [];
    }
    const shapes = effect.params;
    return [
      { type, params: readParams(action['params'] ?? {}, inner(at, 'params'), { type, shapes, words, findings }) },
    ];
  }
}

interface ParamsOf {
  readonly type: string;
  readonly shapes: Readonly<Record<string, ParamShape>>;
  readonly words: Words;
  readonly findings: Findings;
}

function readParams(value: unknown, pointer: string, { type, shapes, words, findings }: ParamsOf): Params {
  const what = `the params of ${type}`;
  const params = findings.object(value, { pointer, what }) ?? {};
  const required = Object.keys(shapes).filter((name) => shapes[name]?.optional !== true);
  findings.keys(params, pointer, { what, required, optional: Object.keys(shapes) });
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => {
      const given = params[name];
      if (given === undefined) return [];
      const at = inner(pointer, name);
      const isHeard = shape.type !== 'event' || typeof given !== 'string' || hears(given, at, words, findings);
      const wanted = wantedOf(shape, given);
      if (!isHeard) return [];
      if (wanted === null && isPlain(given)) return [[name, given]];
      findings.add({
        pointer: at,
        message: `${name} of ${type} must be ${wanted}, not ${kindOf(given)}`,
        fix: shape.description === undefined ? 'Correct the value.' : `It says: ${shape.description}`,
      });
      return [];
    }),
  );
}

/** What the value should have been, or null when it is that. */
function wantedOf({ type, values }: ParamShape, given: unknown): string | null {
  if (values !== undefined) {
    return values.some((value) => value === given) ? null : `one of ${values.map((value) => `"${value}"`).join(', ')}`;
  }
  switch (type) {
    case 'number':
    case 'boolean':
    case 'string':
      return typeof given === type ? null : `a ${type}`;
    case 'word':
      return typeof given === 'string' && wordPattern.test(given)
        ? null
        : 'a word of at most 64 small letters, digits and _, such as pick_overdue';
    case 'duration': {
      const ms = typeof given === 'string' ? durationMs(given) : null;
      if (ms === null) return 'an ISO 8601 duration such as PT4H or P2D';
      return isWithinBounds(ms) ? null : `a duration from ${durations.shortest} to ${durations.longest}`;
    }
    case 'event':
      return typeof given === 'string' ? null : 'the name of an event';
  }
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whether the definition listens to the event; if not, that is noted. */
export function hears(event: string, pointer: string, words: Words, findings: Findings): boolean {
  words.usedEvents.add(event);
  if (words.events.includes(event)) return true;
  const meant = closest(event, words.events);
  findings.add({
    pointer,
    message: `the event ${JSON.stringify(event)} is used and not listed`,
    fix: meant === undefined ? 'List it under "events", or correct its name.' : `Did you mean "${meant}"?`,
  });
  return false;
}

export function readGuardUse(value: unknown, pointer: string, words: Words, findings: Findings): Guard | null {
  if (typeof value === 'string') {
    words.usedGuards.add(value);
    if (words.guards.includes(value)) return { kind: 'named', name: value };
    findings.add({ pointer, ...unknown('guard', value, words.guards) });
    return null;
  }
  const kind = isMembers(value) ? operators.find((operator) => operator === value['type']) : undefined;
  if (!isMembers(value) || kind === undefined) {
    findings.add({
      pointer,
      message: `a guard must be the name of one, or {"type": "and" | "or" | "not", "guards": […]}, not ${kindOf(value)}`,
      fix: 'Put the expression under "guards" of the definition and name it here.',
    });
    return null;
  }
  const what = `a guard with "${kind}"`;
  findings.keys(value, pointer, { what, required: ['type', 'guards'], optional: [] });
  if (value['guards'] === undefined) return null;
  const at = inner(pointer, 'guards');
  const list = findings.list(value['guards'], { pointer: at, what: `the guards of "${kind}"` });
  if (list === undefined) return null;
  const guards = list.flatMap((each, index) => readGuardUse(each, inner(at, index), words, findings) ?? []);
  const [first] = guards;
  if (kind === 'not' ? list.length !== 1 : list.length < 2) {
    const wanted = kind === 'not' ? 'exactly one guard' : 'two guards or more';
    findings.add({ pointer: at, message: `"${kind}" takes ${wanted}, not ${list.length}`, fix: `Give it ${wanted}.` });
  }
  if (first === undefined) return null;
  return kind === 'not' ? { kind, guard: first } : { kind, guards };
}

function unknown(
  kind: string,
  name: unknown,
  known: readonly string[],
): { readonly message: string; readonly fix: string } {
  const meant = typeof name === 'string' ? closest(name, known) : undefined;
  return {
    message: `there is no ${kind} ${typeof name === 'string' ? JSON.stringify(name) : kindOf(name)}`,
    fix: meant === undefined ? `Known: ${known.join(', ') || 'none'}.` : `Did you mean "${meant}"?`,
  };
}

/** As a person reads it. */
export function guardText(guard: Guard): string {
  switch (guard.kind) {
    case 'named':
      return guard.name;
    case 'not':
      return guard.guard.kind === 'named' ? `not ${guard.guard.name}` : `not (${guardText(guard.guard)})`;
    case 'and':
    case 'or':
      return guard.guards
        .map((each) => (each.kind === 'named' || each.kind === 'not' ? guardText(each) : `(${guardText(each)})`))
        .join(` ${guard.kind} `);
  }
}
