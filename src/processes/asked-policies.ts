// The policies that are asked: what each is told, and what its answer must have. A version that could not decide
// about everything it may be told, or whose answer would mean nothing, is refused before it is put in force.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { holdKinds, owners, recoveryOptions, riskCauses } from '#orders/fulfilment.ts';
import { checkRepeats } from '#policies/check.ts';
import type { Input } from '#policies/decide.ts';
import { numberMax } from '#policies/model.ts';
import type { Field, Policy, PolicyProblem, Row } from '#policies/model.ts';
import { readPolicy } from '#policies/read-policy.ts';
import type { PolicyRead } from '#policies/read-policy.ts';
import { readJson } from '#statecharts/json-text.ts';
import { nobody, routingPolicy, theEvent } from './routing.ts';

/** What a value may be. A text without values may be any; bounds are inclusive. */
type Domain =
  | { readonly type: 'boolean' | 'date' }
  | { readonly type: 'string'; readonly values?: readonly string[] }
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly whole?: true };

interface Signature {
  readonly told: Readonly<Record<string, Domain>>;
  readonly answers: Readonly<Record<string, Domain>>;
  /** What is wrong with an answer though each of its values may be, or null. */
  readonly refuses?: (answer: Row) => string | null;
  /** Every rule that matches counts, and what two of them say counts once. */
  readonly isCollected?: true;
  /** Who asks it; left out: orders in a process. */
  readonly asker?: string;
}

type Finding = Pick<PolicyProblem, 'pointer' | 'message' | 'fix'>;

const boolean = { type: 'boolean' } as const;
const anyText = { type: 'string' } as const;
/** Between any two dates that can be written. */
const days = { type: 'number', min: -4_000_000, max: 4_000_000, whole: true } as const;
const money = { type: 'number', min: 0, max: numberMax } as const;
const customerClass = { type: 'string', values: ['A', 'B', 'C'] } as const;
const precedence = { type: 'number', min: 0, max: 100 } as const;

/** Asked by the effects of a process, which is put in force after them. */
export const askedPolicies: Readonly<Record<string, Signature>> = {
  'order-holds': {
    told: {
      orderTotal: money,
      totalKnown: boolean,
      customerKnown: boolean,
      creditLimit: { ...money, min: -1 },
      limitComparable: boolean,
      priceDeviationPercent: { type: 'number', min: -1_000_000, max: 100 },
      lineCount: { type: 'number', min: 1, max: limits.orderLinesMax, whole: true },
      channel: anyText,
      blocked: boolean,
    },
    answers: {
      hold: { type: 'string', values: ['none', ...holdKinds] },
      ask: { type: 'string', values: ['finance', 'desk', 'nobody'] },
    },
    refuses: ({ hold, ask }) =>
      hold !== 'none' && ask === 'nobody' ? `it holds orders (${String(hold)}) and asks nobody to release them` : null,
  },
  'order-allocation': {
    told: {
      channel: anyText,
      priority: { type: 'number', min: 0, max: 9, whole: true },
      customerClass,
      requestedInDays: days,
    },
    answers: {
      mayUseProtectedStock: boolean,
      maySplit: boolean,
      maySubstitute: boolean,
      shipComplete: boolean,
      precedence,
    },
  },
  'backorder-fairness': {
    told: { waitingDays: { type: 'number', min: -1, max: 36_500, whole: true }, precedence, customerClass },
    answers: {
      score: { type: 'number', min: -numberMax, max: numberMax },
      maxShareOfArrival: { type: 'number', min: 0, max: 1 },
    },
  },
  'release-timing': {
    told: { daysUntilPromise: days, expedite: boolean, shipComplete: boolean, backordered: boolean },
    answers: {
      release: { type: 'string', values: ['now', 'wait', 'hold_for_complete'] },
      daysAhead: { type: 'number', min: 0, max: 365, whole: true },
    },
  },
  'deviation-severity': {
    told: { stage: anyText, event: anyText, repeated: boolean },
    answers: { severity: { type: 'string', values: ['ignore', 'note', 'exception'] } },
  },
  'exception-handling': {
    told: { kind: anyText },
    answers: { owner: { type: 'string', values: owners }, untilClosed: boolean },
  },
  'service-recovery': {
    told: {
      cause: { type: 'string', values: riskCauses },
      daysLate: days,
      customerClass,
      expediteCostShare: { type: 'number', min: 0, max: 1_000_000 },
      alternativeAvailable: boolean,
      otherSiteHasIt: boolean,
    },
    answers: { propose: { type: 'string', values: recoveryOptions }, automatic: boolean },
  },
  'recovery-cost': {
    // A cost is an estimate: of an order that is worth more, it is that of one worth a billion.
    told: { option: { type: 'string', values: recoveryOptions }, orderValue: { ...money, max: 1_000_000_000 } },
    answers: {
      cost: { type: 'number', min: 0, max: 1_000_000_000 },
      days: { type: 'number', min: 0, max: 365 },
    },
  },
};

/** Asked by the turn about every entry, when it is in force. */
const routing: Signature = {
  asker: 'entries',
  isCollected: true,
  told: {
    type: anyText,
    site: anyText,
    company: anyText,
    channel: anyText,
    customer: anyText,
    priority: { type: 'number', min: -1, max: 9, whole: true },
    expedite: boolean,
  },
  answers: { connection: anyText, operation: anyText },
  refuses: ({ connection, operation }) =>
    connection === nobody && operation !== theEvent
      ? `it asks nobody for ${String(operation)}; write "${theEvent}"`
      : connection === ''
        ? `it names no connection; write "${nobody}" if it sends nothing`
        : operation === ''
          ? `it names no operation; write "${theEvent}" for the event as it is`
          : null,
};

const signatures: Readonly<Record<string, Signature>> = { ...askedPolicies, [routingPolicy]: routing };

/** A policy that may be put in force: if somebody asks it, it fits what they tell and understand. */
export function readAskedPolicy(text: string): PolicyRead {
  const read = readPolicy(text);
  if ('problems' in read) return read;
  const misfits = misfitsOf(read.policy);
  if (misfits.length === 0) return read;
  const json = readJson(text);
  assert('json' in json, 'it was read before');
  return { problems: misfits.map((misfit) => ({ ...misfit, ...json.json.placeOf(misfit.pointer) })) };
}

/** What is beyond what a policy can be told counts as the most, or the least, that it can. */
export function tellable(name: string, input: Input): Input {
  const told = signatures[name]?.told ?? {};
  return Object.fromEntries(
    Object.entries(input).map(([field, value]) => {
      const domain = told[field];
      if (typeof value !== 'number' || domain?.type !== 'number') return [field, value];
      return [field, Math.min(Math.max(value, domain.min), domain.max)];
    }),
  );
}

function misfitsOf(policy: Policy): Finding[] {
  const signature = Object.hasOwn(signatures, policy.policy) ? signatures[policy.policy] : undefined;
  if (signature === undefined) return [];
  const { told, answers, refuses, isCollected = false, asker = 'orders' } = signature;
  return [
    ...[...policy.inputs.values()].flatMap((field) => misfitOfInput(field, told, asker)),
    ...Object.entries(answers).flatMap(([name, wanted]) => misfitOfOutput(name, policy.outputs.get(name), wanted)),
    ...policy.rules.flatMap(({ id, fixed }, index) => {
      const why = refuses?.(fixed) ?? null;
      if (why === null) return [];
      return [{ pointer: ruleAt(policy, index), message: `the rule ${id}: ${why}`, fix: 'Correct its answer.' }];
    }),
    ...(isCollected ? misfitsOfCollected(policy) : []),
  ];
}

function misfitOfInput(field: Field, told: Signature['told'], asker: string): Finding[] {
  const pointer = `/policy/inputs/${field.name}`;
  const domain = Object.hasOwn(told, field.name) ? told[field.name] : undefined;
  if (domain === undefined)
    return [
      {
        pointer,
        message: `${asker} do not tell ${field.name}`,
        fix: `Remove it; they tell ${Object.keys(told).join(', ')}.`,
      },
    ];
  const taken = domainOf(field);
  const message = `${field.name} is ${shown(domain)}, and is taken as ${shown(taken)}`;
  return isInside(domain, taken) ? [] : [{ pointer, message, fix: `Take it as ${shown(domain)}.` }];
}

function misfitsOfCollected(policy: Policy): Finding[] {
  if (policy.hit !== 'collect') {
    const message = `every rule of ${policy.policy} that matches counts, and this one is "${policy.hit}"`;
    return [{ pointer: '/policy/hit', message, fix: 'Write "collect", in the table too.' }];
  }
  return checkRepeats(policy).map(({ rule, message, fix }) => ({ pointer: ruleAt(policy, rule), message, fix }));
}

function misfitOfOutput(name: string, output: Field | undefined, wanted: Domain): Finding[] {
  if (output === undefined)
    return [
      { pointer: '/policy/outputs', message: `the answer has no ${name}`, fix: `Add ${name}: ${shown(wanted)}.` },
    ];
  if (isInside(domainOf(output), wanted)) return [];
  const message = `${name} may be ${shown(domainOf(output))}, and means something only as ${shown(wanted)}`;
  return [{ pointer: `/policy/outputs/${name}`, message, fix: `Say that it is ${shown(wanted)}.` }];
}

function domainOf({ type, values, min, max, whole }: Field): Domain {
  switch (type) {
    case 'boolean':
    case 'date':
      return { type };
    case 'string':
      return values === null ? { type } : { type, values };
    case 'number':
      return { type, min: min ?? -numberMax, max: max ?? numberMax, ...(whole && { whole }) };
  }
}

/** Whether everything in the one may be in the other. */
function isInside(one: Domain, other: Domain): boolean {
  if (one.type === 'number' && other.type === 'number')
    return one.min >= other.min && one.max <= other.max && (other.whole !== true || one.whole === true);
  if (one.type === 'string' && other.type === 'string') {
    const { values } = other;
    return values === undefined || one.values?.every((value) => values.includes(value)) === true;
  }
  return one.type === other.type;
}

function shown(domain: Domain): string {
  switch (domain.type) {
    case 'boolean':
      return 'true or false';
    case 'date':
      return 'a date';
    case 'string':
      return domain.values === undefined ? 'any text' : `one of ${domain.values.join(', ')}`;
    case 'number':
      return `${domain.whole === true ? 'a whole number' : 'a number'} from ${domain.min} to ${domain.max}`;
  }
}

/** Where a rule stands in the document. */
export function ruleAt({ source }: Policy, rule: number): string {
  const { nodes } = source as { readonly nodes: readonly { readonly type: string }[] }; // It was read from this.
  return `/nodes/${nodes.findIndex(({ type }) => type === 'decisionTableNode')}/content/rules/${rule}`;
}
