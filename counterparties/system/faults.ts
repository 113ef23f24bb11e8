// Faults that are switched on and off while a system runs. Every system has the common ones, and some of its own.

export interface Parameter {
  readonly description: string;
  readonly default: number | string;
  /** Of numbers. */
  readonly min?: number;
  readonly max?: number;
  /** Of texts that are one of a few words. */
  readonly values?: readonly string[];
}

export interface Fault {
  readonly description: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

export type Faults = Readonly<Record<string, Fault>>;
export type Values = Readonly<Record<string, number | string>>;

const rate: Parameter = { description: 'Share of the messages.', default: 1, min: 0, max: 1 };

export const commonFaults: Faults = {
  down: {
    description: 'Takes nothing, sends nothing and does nothing. What was planned happens when it is up again.',
    parameters: {},
  },
  slow: {
    description: 'Everything it sends leaves later.',
    parameters: { minutes: { description: 'How much later.', default: 120, min: 1, max: 100_000 } },
  },
  silent: {
    description: 'Takes everything, works on, and sends nothing. When the fault is off, it sends what it has kept.',
    parameters: {},
  },
  duplicate_answers: {
    description: 'Sends messages a second time, some minutes later.',
    parameters: {
      rate,
      ids: {
        description: 'same: the same message again. new: the same fact as another message, under a new id.',
        default: 'same',
        values: ['same', 'new'],
      },
    },
  },
  lost_answers: {
    description: 'Loses events on their way to Crossdock for good. Asked again, it reports again.',
    parameters: { rate },
  },
  lost_receipts: {
    description: 'Takes a message and breaks the connection before it says so. Sent again, it is a repetition.',
    parameters: { rate },
  },
  out_of_order: {
    description: 'Holds messages back, so that later ones about the same order overtake them.',
    parameters: { rate, minutes: { description: 'How long they are held.', default: 240, min: 1, max: 100_000 } },
  },
  refuse_next: {
    description: 'Refuses the next requests, then switches itself off.',
    parameters: {
      count: { description: 'How many.', default: 1, min: 1, max: 1_000_000 },
      reason: { description: 'What it gives as the reason.', default: 'refused by a switched fault' },
    },
  },
};

/** The parameters a fault runs with: what was given over the defaults. A text says what is wrong. */
export function valuesOf(fault: Fault, given: Readonly<Record<string, unknown>>): Values | string {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fault.parameters, name));
  if (unknown !== undefined)
    return `there is no parameter ${unknown}: use ${Object.keys(fault.parameters).join(', ') || 'none'}`;
  const values: Record<string, number | string> = {};
  for (const [name, parameter] of Object.entries(fault.parameters)) {
    const value = given[name] ?? parameter.default;
    const wrong = problemOf(parameter, value);
    if (wrong !== null) return `${name} must be ${wrong}`;
    values[name] = value as number | string; // Of the type of the default, or there would be a problem.
  }
  return values;
}

function problemOf(parameter: Parameter, value: unknown): string | null {
  const { default: usual, min = 0, max = Number.MAX_SAFE_INTEGER, values } = parameter;
  if (typeof usual === 'number')
    return typeof value === 'number' && value >= min && value <= max ? null : `a number from ${min} to ${max}`;
  if (values !== undefined) return values.some((word) => word === value) ? null : `one of ${values.join(', ')}`;
  return typeof value === 'string' && value.length <= 64 ? null : 'a text of at most 64 characters';
}
