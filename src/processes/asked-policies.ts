// The policies that the effects of a process ask: what each is told, and what its answer must have. A version that wants to know
// something else, or answers something else, is refused before it is put in force.
import { owners } from '#orders/fulfilment.ts';
import type { Field, FieldType, Policy } from '#policies/model.ts';

interface Signature {
  readonly told: Readonly<Record<string, FieldType>>;
  readonly answers: Readonly<Record<string, FieldType | readonly string[]>>;
}

export const askedPolicies: Readonly<Record<string, Signature>> = {
  'order-holds': {
    told: {
      orderTotal: 'number',
      totalKnown: 'boolean',
      customerKnown: 'boolean',
      creditLimit: 'number',
      limitComparable: 'boolean',
      priceDeviationPercent: 'number',
      lineCount: 'number',
      channel: 'string',
      blocked: 'boolean',
    },
    answers: { hold: ['none', 'credit', 'price', 'fraud', 'blocked'], ask: ['finance', 'desk', 'nobody'] },
  },
  'order-allocation': {
    told: { channel: 'string', priority: 'number', customerClass: 'string', requestedInDays: 'number' },
    answers: {
      mayUseProtectedStock: 'boolean',
      maySplit: 'boolean',
      maySubstitute: 'boolean',
      shipComplete: 'boolean',
      rank: 'number',
    },
  },
  'backorder-fairness': {
    told: { waitingDays: 'number', rank: 'number', customerClass: 'string' },
    answers: { score: 'number', maxShareOfArrival: 'number' },
  },
  'release-timing': {
    told: { daysUntilPromise: 'number', expedite: 'boolean', shipComplete: 'boolean', backordered: 'boolean' },
    answers: { release: ['now', 'wait', 'hold_for_complete'], daysAhead: 'number' },
  },
  'deviation-severity': {
    told: { stage: 'string', event: 'string', repeated: 'boolean' },
    answers: { severity: ['ignore', 'note', 'exception'] },
  },
  'exception-handling': {
    told: { kind: 'string' },
    answers: { owner: owners, untilClosed: 'boolean' },
  },
  'service-recovery': {
    told: {
      cause: 'string',
      daysLate: 'number',
      customerClass: 'string',
      expediteCostShare: 'number',
      alternativeAvailable: 'boolean',
    },
    answers: {
      propose: ['other_site', 'transfer', 'split', 'substitute', 'expedite', 'new_date'],
      automatic: 'boolean',
    },
  },
  'recovery-cost': { told: { option: 'string', orderValue: 'number' }, answers: { cost: 'number', days: 'number' } },
};

/** What keeps a policy from being asked, in words; empty where nothing does, or nobody asks it. */
export function misfits(policy: Policy): string[] {
  const signature = Object.hasOwn(askedPolicies, policy.policy) ? askedPolicies[policy.policy] : undefined;
  if (signature === undefined) return [];
  const { told, answers } = signature;
  return [
    ...[...policy.inputs.values()].flatMap(({ name, type }) => {
      const known = Object.hasOwn(told, name) ? told[name] : undefined;
      if (known === undefined)
        return [`It asks ${name}, which nobody tells; it is told ${Object.keys(told).join(', ')}.`];
      return known === type ? [] : [`It takes ${name} as ${type}; it is told a ${known}.`];
    }),
    ...Object.entries(answers).flatMap(([name, wanted]) => missesIn(name, policy.outputs.get(name), wanted)),
  ];
}

function missesIn(name: string, output: Field | undefined, wanted: FieldType | readonly string[]): string[] {
  if (output === undefined) return [`Its answer has no ${name}.`];
  const type = typeof wanted === 'string' ? wanted : 'string';
  if (output.type !== type) return [`Its ${name} is a ${output.type}, not a ${type}.`];
  if (typeof wanted === 'string') return [];
  const foreign = output.values?.filter((value) => !wanted.includes(value)) ?? ['any text'];
  return foreign.length === 0
    ? []
    : [`Its ${name} may be ${foreign.join(', ')}; only ${wanted.join(', ')} mean something.`];
}
