// The chart of a definition: XState's JSON form, cut down to what runs with pure transitions and can be checked whole.
// First the tree of states is read, then targets are looked up in it.
import { findTarget } from './find-target.ts';
import { inner } from './findings.ts';
import type { Findings, Members } from './findings.ts';
import type { Effect, Guard, StateNode, StateType, Transition, Trigger } from './model.ts';
import { hears, readEffects, readGuardUse } from './words.ts';
import type { Words } from './words.ts';

type Built<T> = { -readonly [K in keyof T]: T[K] };
type State = Built<StateNode>;

interface Waiting {
  readonly state: State;
  readonly members: Members;
  readonly transitions: readonly RawTransition[];
}

interface RawTransition {
  readonly pointer: string;
  readonly trigger: Trigger;
  readonly members: Members;
  readonly guard: Guard | null;
  readonly effects: readonly Effect[];
}

const refused: Readonly<Record<string, string>> = {
  after: 'A wait is the effect startDeadline, whose firing is an event.',
  invoke: 'Ask for an effect in "entry"; its answer is an event.',
  context: 'A chart keeps nothing but its state; what guards read are facts.',
  history: 'Name the state to go back to.',
  output: 'Ask for an effect in "entry" of the final state.',
  onError: 'A failure is an event.',
  onEntry: 'Write "entry".',
  onExit: 'Write "exit".',
  actions: 'Actions of a state stand in "entry" and "exit".',
  cond: 'Write "guard".',
  in: 'Use a fact and a guard.',
  internal: 'Write "reenter": true where a state is to be left and entered again.',
};
const descriptive = ['description', 'meta', 'tags', 'type', 'id'];
const keyPattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** The root, unless so much is wrong that there is no tree. */
export function readChart(value: unknown, pointer: string, words: Words, findings: Findings): StateNode | undefined {
  const chart = findings.object(value, { pointer, what: 'the chart' });
  if (chart === undefined) return undefined;
  const waiting: Waiting[] = [];
  const root = readState(chart, {
    key: typeof chart['id'] === 'string' ? chart['id'] : 'chart',
    pointer,
    parent: null,
  });
  const states = waiting.map(({ state }) => state);
  checkIds(states);
  // Readonly for everyone else; the tree is closed here, once all states are known.
  for (const each of waiting) {
    each.state.initial = initialOf(each);
    each.state.transitions = each.transitions.map((raw) => settle(each.state, raw));
  }
  return root;

  function readState(members: Members, at: { key: string; pointer: string; parent: State | null }): State {
    const type = typeOf(members, at.pointer);
    const state: State = {
      path: at.parent === null ? '' : [at.parent.path, at.key].filter(Boolean).join('.'),
      ...at,
      type,
      children: [],
      initial: null,
      transitions: [],
      entry: effectsOf(members, 'entry', at.pointer),
      exit: effectsOf(members, 'exit', at.pointer),
      id: optionalText(members, 'id', at.pointer),
      owner: null,
      meta: readMeta(members, at.pointer),
      tags: readTags(members, at.pointer),
      description: optionalText(members, 'description', at.pointer),
    };
    state.owner = typeof state.meta['owner'] === 'string' ? state.meta['owner'] : null;
    const what = at.parent === null ? 'the chart' : `a state of type ${type}`;
    findings.keys(members, at.pointer, {
      what,
      required: at.parent === null ? ['id'] : [],
      optional: keysOf(type, at.parent),
      refused,
    });
    waiting.push({ state, members, transitions: rawTransitions(members, at.pointer) });
    state.children = childrenOf(state, members);
    return state;
  }

  function typeOf(members: Members, at: string): StateType {
    const has = members['states'] !== undefined;
    const type = members['type'] ?? (has ? 'compound' : 'atomic');
    if (type === 'final' || type === 'atomic' || type === 'parallel' || type === 'compound') {
      if (has === (type === 'parallel' || type === 'compound')) return type;
      const message = has
        ? `a state of type ${type} may not have states in it`
        : `a state of type ${type} needs states in it`;
      findings.add({ pointer: at, message, fix: 'Correct the type or the states.' });
    } else {
      const fix =
        type === 'history' ? 'Name the state to go back to.' : 'Write parallel or final, or leave the type out.';
      findings.add({ pointer: inner(at, 'type'), message: `there is no type of state ${JSON.stringify(type)}`, fix });
    }
    return has ? 'compound' : 'atomic';
  }

  function childrenOf(parent: State, members: Members): State[] {
    if (members['states'] === undefined) return [];
    const at = inner(parent.pointer, 'states');
    const states = findings.object(members['states'], { pointer: at, what: 'states' }) ?? {};
    if (Object.keys(states).length === 0)
      findings.add({ pointer: at, message: 'there is no state in "states"', fix: 'Add one, or remove "states".' });
    return Object.entries(states).flatMap(([key, child]) => {
      const childPointer = inner(at, key);
      if (!keyPattern.test(key)) {
        const message = `${JSON.stringify(key)} cannot be the name of a state`;
        findings.add({ pointer: childPointer, message, fix: 'Use letters, digits, _ and -, beginning with a letter.' });
      }
      const found = findings.object(child, { pointer: childPointer, what: 'a state' });
      return found === undefined ? [] : [readState(found, { key, pointer: childPointer, parent })];
    });
  }

  function rawTransitions(members: Members, at: string): RawTransition[] {
    const handlers: [Trigger, unknown, string][] = [];
    if (members['on'] !== undefined) {
      const on = findings.object(members['on'], { pointer: inner(at, 'on'), what: '"on"' }) ?? {};
      for (const [event, handler] of Object.entries(on)) {
        const pointerOfEvent = inner(inner(at, 'on'), event);
        if (event.includes('*')) {
          const message = `${JSON.stringify(event)} listens to any event, so that no deviation would be noticed`;
          findings.add({ pointer: pointerOfEvent, message, fix: 'Name the events.' });
        } else hears(event, pointerOfEvent, words, findings);
        handlers.push([{ kind: 'event', event }, handler, pointerOfEvent]);
      }
    }
    if (members['always'] !== undefined) handlers.push([{ kind: 'always' }, members['always'], inner(at, 'always')]);
    if (members['onDone'] !== undefined) handlers.push([{ kind: 'done' }, members['onDone'], inner(at, 'onDone')]);
    return handlers.flatMap(([trigger, handler, pointerOf]) => {
      const list = Array.isArray(handler) ? handler : [handler];
      if (list.length === 0) {
        const fix = 'Write {} for an event that is expected and changes nothing, or remove it.';
        findings.add({ pointer: pointerOf, message: 'there is no transition in the list', fix });
      }
      return list.flatMap((each, index) =>
        rawTransition(each, Array.isArray(handler) ? inner(pointerOf, index) : pointerOf, trigger),
      );
    });
  }

  function rawTransition(value: unknown, at: string, trigger: Trigger): RawTransition[] {
    const members =
      typeof value === 'string' ? { target: value } : findings.object(value, { pointer: at, what: 'a transition' });
    if (members === undefined) return [];
    const optional = ['target', 'guard', 'actions', 'description', 'meta', 'reenter'];
    findings.keys(members, at, {
      what: 'a transition',
      required: trigger.kind === 'always' ? ['target'] : [],
      optional,
      refused,
    });
    readMeta(members, at);
    if (members['reenter'] !== undefined && typeof members['reenter'] !== 'boolean')
      findings.add({
        pointer: inner(at, 'reenter'),
        message: 'reenter must be true or false',
        fix: 'Write true or false.',
      });
    const guard =
      members['guard'] === undefined ? null : readGuardUse(members['guard'], inner(at, 'guard'), words, findings);
    return [{ pointer: at, trigger, members, guard, effects: effectsOf(members, 'actions', at) }];
  }

  function settle(source: State, { pointer: at, members, ...raw }: RawTransition): Transition {
    const given = members['target'];
    const targetText = typeof given === 'string' ? given : null;
    let target: StateNode | null = null;
    if (given !== undefined) {
      const found = findTarget(given, source, states);
      if ('message' in found) findings.add({ pointer: inner(at, 'target'), ...found });
      else target = found.state;
    }
    return {
      ...raw,
      id: at.slice(pointer.length),
      pointer: at,
      source,
      target,
      targetText,
      reenter: members['reenter'] === true,
      description: optionalText(members, 'description', at),
    };
  }

  function initialOf({ state, members }: Waiting): StateNode | null {
    if (state.type !== 'compound') return null;
    const at = inner(state.pointer, 'initial');
    const given = members['initial'];
    const child = state.children.find(({ key }) => key === given);
    if (child === undefined && given !== undefined) {
      const names = state.children.map(({ key }) => key).join(', ');
      const message = `"initial" must name a state directly inside, not ${JSON.stringify(given)}`;
      findings.add({ pointer: at, message, fix: `Choose one of ${names}.` });
    } else if (child === undefined) {
      const message = 'a state with states in it needs "initial", the one that is entered first';
      findings.add({
        pointer: state.pointer,
        message,
        fix: 'Add "initial", or "type": "parallel" if all are entered.',
      });
    }
    // What is wrong with it was said; reading goes on with the first.
    return child ?? state.children[0] ?? null;
  }

  function checkIds(all: readonly State[]): void {
    const seen = new Set<string>();
    for (const { id: own, pointer: at } of all) {
      if (own === null) continue;
      const fault = seen.has(own)
        ? 'is used twice'
        : keyPattern.test(own)
          ? null
          : 'has other signs than letters, digits, _ and -';
      if (fault !== null)
        findings.add({ pointer: inner(at, 'id'), message: `the id "${own}" ${fault}`, fix: 'Choose another.' });
      seen.add(own);
    }
  }

  function effectsOf(members: Members, key: string, at: string): Effect[] {
    return members[key] === undefined ? [] : readEffects(members[key], inner(at, key), words, findings);
  }

  function optionalText(members: Members, key: string, at: string): string | null {
    if (members[key] === undefined) return null;
    return findings.text(members[key], { pointer: inner(at, key), what: key }) ?? null;
  }

  function readMeta(members: Members, at: string): Record<string, string | number | boolean> {
    if (members['meta'] === undefined) return {};
    const metaPointer = inner(at, 'meta');
    const meta = findings.object(members['meta'], { pointer: metaPointer, what: 'meta' }) ?? {};
    return Object.fromEntries(
      Object.entries(meta).flatMap(([key, given]) => {
        if (
          key === 'owner'
            ? typeof given === 'string' && given !== ''
            : ['string', 'number', 'boolean'].includes(typeof given)
        )
          return [[key, given as string | number | boolean]]; // One of the three, by the line above.
        const message = `${key} of meta must be ${key === 'owner' ? 'a text' : 'a text, a number, true or false'}`;
        findings.add({ pointer: inner(metaPointer, key), message, fix: 'Correct the value.' });
        return [];
      }),
    );
  }

  function readTags(members: Members, at: string): string[] {
    if (members['tags'] === undefined) return [];
    const tagsPointer = inner(at, 'tags');
    const tags = findings.list(members['tags'], { pointer: tagsPointer, what: 'tags' }) ?? [];
    return tags.flatMap(
      (tag, index) => findings.text(tag, { pointer: inner(tagsPointer, index), what: 'a tag' }) ?? [],
    );
  }
}

function keysOf(type: StateType, parent: StateNode | null): string[] {
  const own = [...descriptive, 'entry', 'exit'];
  const moving = parent === null ? ['on', 'always'] : ['on', 'always', 'onDone'];
  switch (type) {
    case 'final':
      return own;
    case 'atomic':
      return [...own, 'on', 'always'];
    case 'compound':
      return [...own, ...moving, 'initial', 'states'];
    case 'parallel':
      return [...own, ...moving, 'states'];
  }
}
