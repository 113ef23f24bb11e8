// A definition from its text: everything that is wrong with it, or what can be run.
import { closest } from '#contracts/spelling.ts';
import { contentHash } from './content-hash.ts';
import { checkClocks } from './check-clocks.ts';
import { checkCycles } from './check-cycles.ts';
import { checkEffects, checkNeeded } from './check-effects.ts';
import { checkOrder } from './check-order.ts';
import { checkReach } from './check-reach.ts';
import { checkWaits } from './check-waits.ts';
import { inner, isMembers, startFindings } from './findings.ts';
import type { Findings, Members } from './findings.ts';
import { limits } from '#kernel/limits.ts';
import { readGuard } from './guard-expression.ts';
import { readJson } from './json-text.ts';
import { allStates } from './model.ts';
import type { Catalogue, Definition, FactType, GuardExpression, Problem } from './model.ts';
import { readChart } from './read-chart.ts';
import type { Words } from './words.ts';

const required = ['process', 'version', 'owner', 'description', 'facts', 'guards', 'events', 'chart'];

export type Read = { readonly definition: Definition } | { readonly problems: readonly Problem[] };

/** Reads and checks. Every fault is named with its line; the more involved checks wait until the chart itself can be read. */
export function readDefinition(text: string, catalogue: Catalogue): Read {
  const parsed = readJson(text);
  if ('fault' in parsed) {
    const { message, ...place } = parsed.fault;
    return { problems: [{ ...place, pointer: '', message: `not JSON: ${message}`, fix: 'Correct the text there.' }] };
  }
  const findings = startFindings(parsed.json);
  const members = findings.object(parsed.json.value, { pointer: '', what: 'a definition' });
  if (members === undefined) return { problems: findings.problems() };
  findings.keys(members, '', { what: 'a definition', required, optional: ['$schema'] });

  const head = readHead(members, findings);
  const facts = readFacts(members['facts'], catalogue, findings);
  const guards = readGuards(members['guards'], facts, findings);
  const events = readEvents(members['events'], catalogue, findings);
  const words: Words = {
    catalogue,
    events,
    guards: Object.keys(isMembers(members['guards']) ? members['guards'] : {}),
    usedEvents: new Set(),
    usedGuards: new Set(),
  };
  const root = members['chart'] === undefined ? undefined : readChart(members['chart'], '/chart', words, findings);
  checkUse({ words, facts, guards, findings });
  // A chart with broken targets has unreachable states without end: these faults would hide the one that caused them.
  if (root === undefined || findings.problems().some(({ pointer }) => pointer.startsWith('/chart')))
    return { problems: findings.problems() };

  const states = allStates(root);
  checkOrder(states, findings);
  checkCycles(states, findings);
  checkReach(root, findings);
  checkWaits(states, catalogue.effects, findings);
  checkClocks(states, findings);
  checkEffects(root, states, catalogue.effects, findings);
  const { needed = {} } = catalogue;
  checkNeeded(states, Object.hasOwn(needed, head.process) ? needed[head.process] : undefined, findings);
  const problems = findings.problems();
  if (problems.length > 0) return { problems };
  return {
    definition: {
      ...head,
      facts,
      guards,
      events,
      root,
      states,
      transitions: states.flatMap(({ transitions }) => transitions),
      hash: contentHash(members),
      source: members,
    },
  };
}

function readHead(
  members: Members,
  findings: Findings,
): Pick<Definition, 'process' | 'version' | 'owner' | 'description'> {
  const text = (key: string): string =>
    (members[key] === undefined ? undefined : findings.text(members[key], { pointer: `/${key}`, what: key })) ?? '';
  const version = members['version'];
  if (version !== undefined && !isVersion(version))
    findings.add({
      pointer: '/version',
      message: `version must be a whole number from 1 to ${limits.definitionVersionMax}`,
      fix: 'Number versions from 1.',
    });
  const process = text('process');
  if (process !== '' && !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(process)) {
    const message = `"${process}" cannot be the name of a process`;
    findings.add({ pointer: '/process', message, fix: 'Use lower case and hyphens, such as order-fulfilment.' });
  }
  return { process, version: Number(version), owner: text('owner'), description: text('description') };
}

function isVersion(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= limits.definitionVersionMax;
}

function readFacts(value: unknown, catalogue: Catalogue, findings: Findings): Record<string, FactType> {
  if (value === undefined) return {};
  const members = findings.object(value, { pointer: '/facts', what: 'facts' }) ?? {};
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, type]) => {
      const pointer = inner('/facts', name);
      if (!Object.hasOwn(catalogue.facts, name)) {
        const meant = closest(name, Object.keys(catalogue.facts));
        const fix =
          meant === undefined ? `Known: ${Object.keys(catalogue.facts).join(', ')}.` : `Did you mean "${meant}"?`;
        findings.add({ pointer, message: `nobody knows the fact "${name}"`, fix });
      } else if (catalogue.facts[name]?.type !== type) {
        const wanted = catalogue.facts[name]?.type;
        findings.add({
          pointer,
          message: `the fact "${name}" is a ${wanted}, not ${JSON.stringify(type)}`,
          fix: `Write "${wanted}".`,
        });
      }
      return type === 'number' || type === 'boolean' || type === 'string' ? [[name, type]] : [];
    }),
  );
}

function readGuards(
  value: unknown,
  facts: Readonly<Record<string, FactType>>,
  findings: Findings,
): Record<string, GuardExpression> {
  if (value === undefined) return {};
  const members = findings.object(value, { pointer: '/guards', what: 'guards' }) ?? {};
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, given]) => {
      const pointer = inner('/guards', name);
      const expression = findings.text(given, { pointer, what: `the guard "${name}"` });
      if (expression === undefined) return [];
      const read = readGuard(name, expression, facts);
      if ('guard' in read) return [[name, read.guard]];
      for (const fault of read.faults)
        findings.add({ pointer, ...fault, message: `guard "${name}": ${fault.message}` });
      return [];
    }),
  );
}

function readEvents(value: unknown, catalogue: Catalogue, findings: Findings): string[] {
  if (value === undefined) return [];
  const list = findings.list(value, { pointer: '/events', what: 'events' }) ?? [];
  return list.flatMap((given, index) => {
    const pointer = inner('/events', index);
    const event = findings.text(given, { pointer, what: 'an event' });
    if (event === undefined) return [];
    if (!Object.hasOwn(catalogue.events, event)) {
      const meant = closest(event, Object.keys(catalogue.events));
      const fix = meant === undefined ? 'Choose one that the catalogue knows.' : `Did you mean "${meant}"?`;
      findings.add({ pointer, message: `nothing reports the event "${event}"`, fix });
    }
    if (list.indexOf(event) < index)
      findings.add({ pointer, message: `the event "${event}" is listed twice`, fix: 'Remove one of the two.' });
    return [event];
  });
}

/** What is declared and used by nothing is a mistake of somebody: a misspelt name, or a step that was forgotten. */
function checkUse({
  words,
  facts,
  guards,
  findings,
}: {
  readonly words: Words;
  readonly facts: Readonly<Record<string, FactType>>;
  readonly guards: Readonly<Record<string, GuardExpression>>;
  readonly findings: Findings;
}): void {
  const fix = 'Use it, or remove it.';
  for (const [index, event] of words.events.entries())
    if (Object.hasOwn(words.catalogue.events, event) && !words.usedEvents.has(event))
      findings.add({ pointer: inner('/events', index), message: `nothing in the chart listens to "${event}"`, fix });
  for (const name of words.guards)
    if (!words.usedGuards.has(name))
      findings.add({ pointer: inner('/guards', name), message: `nothing in the chart asks the guard "${name}"`, fix });
  const read = new Set(Object.values(guards).flatMap(({ reads }) => reads));
  // A guard that could not be read may have been the one that reads the fact.
  if (Object.keys(guards).length < words.guards.length) return;
  for (const name of Object.keys(facts))
    if (Object.hasOwn(words.catalogue.facts, name) && !read.has(name))
      findings.add({ pointer: inner('/facts', name), message: `no guard reads the fact "${name}"`, fix });
}
