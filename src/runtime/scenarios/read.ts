// A scenario from its text, or everything that is wrong with it. Every key is known, so that a mistyped expectation cannot pass;
// orders, changes and reports are checked by their contracts, as at the door.
import { eventTypes, isEventType } from '#contracts/registry.ts';
import type { EventType } from '#contracts/registry.ts';
import type { ContractName, Validator } from '#contracts/validate.ts';
import { inner, isMembers, startFindings } from '#statecharts/findings.ts';
import type { Findings, Members } from '#statecharts/findings.ts';
import { readJson } from '#statecharts/json-text.ts';
import type { Place } from '#statecharts/json-text.ts';
import type { Problem } from '#statecharts/model.ts';
import type { Scenario } from './model.ts';
import { placed, reportOf } from './play.ts';

/** Such as a node would give. */
const orderId = 'ord_019b76da-a800-7000-8000-00000000002a';

const thenKeys = [
  'status',
  'state',
  'lines',
  'sent',
  'stock',
  'invoiced',
  'exceptions',
  'promisedFor',
  'deviations',
] as const;

/** What can happen, by the key that says so, and what may stand beside it. */
const whenKeys: Readonly<
  Record<string, { readonly required?: readonly string[]; readonly optional?: readonly string[] }>
> = {
  report: { required: ['data'], optional: ['refused'] },
  again: {},
  cancel: { optional: ['refused'] },
  change: { optional: ['refused'] },
  act: { optional: ['hold', 'option', 'date', 'refused'] },
  wait: {},
  receive: { optional: ['supply'] },
  count: {},
  issue: {},
  supply: {},
  order: {},
  then: {},
};

/** Kinds of reports: the types of their events without `crossdock.` and `.v1`. */
const reports: ReadonlyMap<string, EventType> = new Map(
  Object.keys(eventTypes)
    .filter(isEventType)
    .filter((type) => !/^crossdock\.(stock|supply)\./.test(type))
    .map((type) => [type.replace(/^crossdock\.|\.v1$/g, ''), type]),
);

export interface ScenarioRead {
  readonly scenario: Scenario;
  readonly placeOf: (pointer: string) => Place;
}

export function readOrderScenario(
  text: string,
  validator: Validator,
): ScenarioRead | { readonly problems: readonly Problem[] } {
  const parsed = readJson(text);
  if ('fault' in parsed) {
    const { message, ...place } = parsed.fault;
    return { problems: [{ ...place, pointer: '', message: `not JSON: ${message}`, fix: 'Correct the text there.' }] };
  }
  const findings = startFindings(parsed.json);
  const members = findings.object(parsed.json.value, { pointer: '', what: 'a scenario' }) ?? {};
  findings.keys(members, '', { what: 'a scenario', required: ['name', 'why', 'given', 'when', 'then'], optional: [] });
  for (const key of ['name', 'why'])
    if (Object.hasOwn(members, key)) findings.text(members[key], { pointer: `/${key}`, what: key });
  checkGiven(members['given'] ?? { order: {} }, findings);
  const steps = findings.list(members['when'] ?? [], { pointer: '/when', what: 'when' }) ?? [];
  for (const [index, step] of steps.entries()) checkWhen(step, inner('/when', index), findings);
  checkThen(members['then'] ?? {}, '/then', findings);
  if (findings.problems().length > 0) return { problems: findings.problems() };
  const scenario = parsed.json.value as Scenario; // Its keys and values are those of a scenario, by the checks above.
  checkDocuments(scenario, validator, findings);
  const problems = findings.problems();
  return problems.length > 0 ? { problems } : { scenario, placeOf: parsed.json.placeOf };
}

function checkDocuments({ given, when }: Scenario, validator: Validator, findings: Findings): void {
  const conforms = (name: ContractName, value: unknown, at: string): void => {
    const checked = validator.validate(name, value);
    if (!checked.ok)
      for (const { pointer, message, fix } of checked.errors)
        findings.add({ pointer: `${at}${pointer}`, message, fix });
  };
  const order = placed('ord_1', 'B', given.order);
  if (order.type === 'order.place') conforms('order', order.document, '/given/order');
  for (const [index, step] of when.entries()) {
    const at = `/when/${index}`;
    // What is to be refused may be wrong in any way.
    if ('refused' in step) continue;
    if ('report' in step) {
      const type = reports.get(step.report);
      if (type !== undefined) conforms(eventTypes[type], reportOf(orderId, step.data), `${at}/data`);
    } else if ('change' in step) conforms('order-change', step.change, `${at}/change`);
  }
}

function checkGiven(value: unknown, findings: Findings): void {
  const pointer = '/given';
  const given = findings.object(value, { pointer, what: 'given' });
  if (given === undefined) return;
  const optional = ['stock', 'supplies', 'items', 'customer'];
  findings.keys(given, pointer, { what: 'given', required: ['order'], optional });
  findings.object(given['order'] ?? {}, { pointer: inner(pointer, 'order'), what: 'the order' });
  if (given['stock'] !== undefined) checkQuantities(given['stock'], inner(pointer, 'stock'), findings);
  const supplies = findings.list(given['supplies'] ?? [], { pointer: inner(pointer, 'supplies'), what: 'supplies' });
  for (const [index, supply] of (supplies ?? []).entries())
    checkSupply(supply, inner(inner(pointer, 'supplies'), index), findings);
}

function checkWhen(value: unknown, pointer: string, findings: Findings): void {
  const step = findings.object(value, { pointer, what: 'a step' });
  if (step === undefined) return;
  const kinds = Object.keys(whenKeys);
  const kind = kinds.find((key) => Object.hasOwn(step, key));
  if (kind === undefined)
    return findings.add({
      pointer,
      message: `this step says nothing that can happen: ${Object.keys(step).join(', ') || 'it is empty'}`,
      fix: `Give one of ${kinds.join(', ')}.`,
    });
  const { required = [], optional = [] } = whenKeys[kind] ?? {};
  findings.keys(step, pointer, {
    what: `a step with ${JSON.stringify(kind)}`,
    required: [kind, ...required],
    optional,
  });
  checkValue(kind, step, inner(pointer, kind), findings);
}

function checkValue(kind: string, step: Members, pointer: string, findings: Findings): void {
  const value = step[kind];
  const wrong = (wanted: string): void =>
    findings.add({ pointer, message: `${kind} must be ${wanted}`, fix: `Write ${wanted}.` });
  if (kind === 'then') checkThen(value, pointer, findings);
  else if (kind === 'receive' || kind === 'count' || kind === 'issue') checkQuantities(value, pointer, findings);
  else if (kind === 'supply') checkSupply(value, pointer, findings);
  else if (kind === 'wait') {
    if (typeof value !== 'number' || value < 0) wrong('a number of hours');
  } else if (kind === 'again') {
    if (value !== 'same id' && value !== 'another id') wrong('"same id" or "another id"');
  } else if (kind === 'report') {
    if (!reports.has(String(value))) wrong(`one of ${[...reports.keys()].join(', ')}`);
    if (step['data'] !== undefined) findings.object(step['data'], { pointer, what: 'data' });
  } else if (kind === 'change' || kind === 'order') findings.object(value, { pointer, what: kind });
  else findings.text(value, { pointer, what: kind });
}

function checkThen(value: unknown, pointer: string, findings: Findings): void {
  const then = findings.object(value, { pointer, what: 'then' });
  if (then === undefined) return;
  findings.keys(then, pointer, { what: 'then', required: [], optional: thenKeys });
  for (const key of ['lines', 'stock'] as const)
    if (then[key] !== undefined) findings.object(then[key], { pointer: inner(pointer, key), what: key });
  for (const key of ['sent', 'exceptions', 'deviations'] as const)
    if (then[key] !== undefined) findings.list(then[key], { pointer: inner(pointer, key), what: key });
}

function checkSupply(value: unknown, pointer: string, findings: Findings): void {
  const supply = findings.object(value, { pointer, what: 'a supply' });
  if (supply === undefined) return;
  const required = ['reference', 'item', 'site', 'quantity', 'expectedOn'];
  findings.keys(supply, pointer, { what: 'a supply', required, optional: [] });
}

function checkQuantities(value: unknown, pointer: string, findings: Findings): void {
  const sites = findings.object(value, { pointer, what: 'quantities' }) ?? {};
  for (const [site, items] of Object.entries(sites))
    if (!isMembers(items) || !Object.values(items).every((quantity) => typeof quantity === 'number'))
      findings.add({
        pointer: inner(pointer, site),
        message: `${site} must have quantities by item`,
        fix: 'Write {"<site>": {"<item>": <quantity>}}.',
      });
}
