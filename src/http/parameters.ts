// Every query parameter there is: how it is read, and its JSON Schema for the description. One name means one thing on all
// routes.
import { directions } from '#connections/identifiers/model.ts';
import { identifierKinds } from '#connections/mapping/mapping.ts';
import { rawStates } from '#connections/inbound/raw-store.ts';
import { deliveryStates } from '#connections/store.ts';
import { owners } from '#orders/fulfilment.ts';
import { orderStatuses } from '#orders/model.ts';
import { limits } from '#kernel/limits.ts';
import { timeOf } from '#gs1/epcis/values.ts';
import {
  termParameterNames,
  termParameters,
  termsAsked,
  valueCharactersMax,
  valuesMax,
} from '#traceability/question.ts';
import type { TermParameterName } from '#traceability/question.ts';
import { isDate } from '#kernel/time.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import type { FieldError } from './problems.ts';
import { problem, ProblemError } from './problems.ts';

interface Parameter<Value> {
  readonly schema: JsonSchema;
  /** Undefined when the text is no such value. */
  readonly parse: (text: string) => Value | undefined;
}

/** Visible text: what codes and ids are made of. Control characters are kept out of queries. */
const plainText = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

function text(description: string, example: string): Parameter<string> {
  return {
    schema: { type: 'string', minLength: 1, maxLength: 256, description, examples: [example] },
    parse: (value) => (plainText.test(value) ? value : undefined),
  };
}

function oneOf<const Word extends string>(words: readonly Word[], description: string): Parameter<Word> {
  return {
    schema: { type: 'string', enum: words, description },
    parse: (value) => words.find((word) => word === value),
  };
}

function flag(description: string): Parameter<boolean> {
  return {
    schema: { type: 'boolean', description },
    parse: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
  };
}

function whole(minimum: number, maximum: number, description: string): Parameter<number> {
  const parse = (value: string): number | undefined => {
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    return number >= minimum && number <= maximum ? number : undefined;
  };
  return { schema: { type: 'integer', minimum, maximum, description }, parse };
}

function several(
  description: string,
  example: string,
  isRight: (values: readonly string[]) => boolean,
): Parameter<readonly string[]> {
  return {
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 16_000,
      description: `${description} Up to ${valuesMax} values, | between them.`,
      examples: [example],
    },
    parse(value) {
      const values = value.split('|');
      const areUsable =
        values.length <= valuesMax &&
        values.every((one) => one.length <= valueCharactersMax && /^[^\p{Cc}\p{Cs}]+$/u.test(one));
      return areUsable && isRight(values) ? values : undefined;
    },
  };
}

function time(description: string): Parameter<string> {
  return {
    schema: { type: 'string', format: 'date-time', description: `${description} A time with its offset.` },
    parse: (value) => timeOf(value) ?? undefined,
  };
}

const epcisTerms = Object.fromEntries(
  termParameterNames.map((name) => {
    const { description, example } = termParameters[name];
    return [name, several(description, example, (values) => termsAsked(name, values) !== null)];
  }),
) as Record<TermParameterName, Parameter<readonly string[]>>; // Of each name of the table.

export const parameters = {
  item: text('Code of an item.', 'LAMP-01'),
  site: text('Code of a site.', 'HAM'),
  channel: text('Channel the orders came from.', 'web'),
  customer: text('Code of the customer.', 'C-104711'),
  externalId: text('Id the order has in its channel.', 'SO-10023'),
  source: text('Source of events.', '/wms/hamburg'),
  connection: text('Code of a connection.', 'erp'),
  stream: text('Name of a stream.', 'receipts'),
  rawState: oneOf(rawStates, 'State of the messages.'),
  lane: text('What the deliveries are about: an order id, or item@site.', 'LAMP-01@HAM'),
  system: text('Name of a system with ids of its own.', 'erp-north'),
  identifierKind: oneOf(identifierKinds, 'What the ids name.'),
  foreignId: text('Id in another system, exactly as it comes.', '000000000000104711'),
  code: text('Our code.', 'LAMP-01'),
  notOurs: flag('true: only ids that are none of ours. false: only those that mean something.'),
  direction: oneOf(directions, 'in: ids that mean nothing yet. out: codes of ours that have no name in the system.'),
  way: oneOf(['in', 'out'], 'in: what the partner sent. out: what we sent. Left out: both.'),
  open: flag('true: only interchanges whose answer is waited for.'),
  unit: text('Unit of the quantity. Left out: the base unit of the item.', 'case'),
  status: oneOf(orderStatuses, 'Status of the orders.'),
  deliveryState: oneOf(deliveryStates, 'State of the deliveries.'),
  intakeState: oneOf(['held', 'replayed'], 'State of the events. Left out: held.'),
  kind: oneOf(['process', 'policy', 'mapping'], 'What is defined.'),
  name: text('Name of a definition.', 'order-fulfilment'),
  owner: oneOf(owners, 'Who has to look.'),
  attention: flag('true: only orders with open exceptions, which somebody has to look at. false: only those without.'),
  short: flag('true: only places where more is reserved than is there.'),
  active: flag('Only active, or only inactive ones.'),
  quantity: {
    schema: {
      type: 'string',
      pattern: '^\\d{1,15}(\\.\\d{1,6})?$',
      description: 'How much is wanted, as a decimal number. Left out: 1.',
      examples: ['12.5'],
    },
    parse: (value) => (/^\d{1,15}(\.\d{1,6})?$/.test(value) && /[1-9]/.test(value) ? value : undefined),
  } satisfies Parameter<string>,
  at: {
    schema: {
      type: 'string',
      format: 'date',
      description: 'Date the goods are wanted, in the time zone of the site. Left out: as soon as possible.',
    },
    parse: (value) => (isDate(value) ? value : undefined),
  } satisfies Parameter<string>,
  ...epcisTerms,
  EQ_eventID: several('Ids of events.', 'ni:///sha-256;9edd…?ver=CBV2.0', () => true),
  GE_eventTime: time('Happened then or later.'),
  LT_eventTime: time('Happened before.'),
  GE_recordTime: time('Kept then or later.'),
  LT_recordTime: time('Kept before.'),
  orderBy: oneOf(['eventTime', 'recordTime'], 'By what events are in order. Left out: recordTime.'),
  orderDirection: oneOf(['ASC', 'DESC'], 'Left out: DESC, the latest first.'),
  perPage: whole(1, limits.pageSizeMax, `Entries on the page. Left out: ${limits.pageSizeDefault}.`),
  nextPageToken: {
    schema: { type: 'string', maxLength: 4096, description: 'Of the address in the header Link of the page before.' },
    parse: (value) => (/^[A-Za-z0-9_-]{1,4096}$/.test(value) ? value : undefined),
  } satisfies Parameter<string>,
  after: whole(0, Number.MAX_SAFE_INTEGER, 'Position in the journal after which to start. Left out: now.'),
  limit: whole(1, limits.pageSizeMax, `Entries on the page. Left out: ${limits.pageSizeDefault}.`),
  cursor: {
    schema: { type: 'string', maxLength: 1024, description: 'nextCursor of the previous page.' },
    parse: (value) => (/^[A-Za-z0-9_-]{1,1024}$/.test(value) ? value : undefined),
  } satisfies Parameter<string>,
} as const satisfies Record<string, Parameter<unknown>>;

export type ParameterName = keyof typeof parameters;

export type Query<Names extends ParameterName> = {
  readonly [Name in Names]?: NonNullable<ReturnType<(typeof parameters)[Name]['parse']>>;
};

/** Reads what the route knows; an unknown name is refused too, because a misspelled filter would answer with too much. */
export function readQuery<Names extends ParameterName>(names: readonly Names[], given: unknown): Query<Names> {
  const values: Partial<Record<ParameterName, unknown>> = {};
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(given ?? {})) {
    const known = names.find((candidate) => candidate === name);
    if (known === undefined) {
      errors.push({
        parameter: name.slice(0, 64),
        detail: `${name.slice(0, 64)} is not a parameter here.`,
        fix: names.length === 0 ? 'Remove it; this route has none.' : `Use one of: ${names.join(', ')}.`,
      });
      continue;
    }
    const parsed = typeof value === 'string' ? parameters[known].parse(value) : undefined;
    if (parsed !== undefined) values[known] = parsed;
    else
      errors.push({
        parameter: known,
        detail: Array.isArray(value) ? `${known} is given more than once.` : `${known} has an unusable value.`,
        fix: expected(parameters[known].schema),
      });
  }
  if (errors.length > 0)
    throw new ProblemError(problem('parameter_invalid', errors.map(({ detail }) => detail).join(' '), { errors }));
  return values as Query<Names>; // Each value came out of the parser of its own name.
}

/** Codes and ids in the path; they come decoded. */
export function readPath(given: unknown): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (typeof value === 'string' && plainText.test(value)) values[name] = value;
    else
      throw new ProblemError(
        problem('parameter_invalid', `${name} in the path has an unusable value.`, {
          errors: [
            { parameter: name, detail: `${name} has an unusable value.`, fix: 'Send 1 to 256 visible characters.' },
          ],
        }),
      );
  }
  return values;
}

function expected(schema: JsonSchema): string {
  const { enum: words, minimum, maximum } = schema;
  const numbers =
    typeof minimum === 'number' && typeof maximum === 'number'
      ? ` Send a whole number from ${minimum} to ${maximum}.`
      : '';
  if (Array.isArray(words)) return `Use one of: ${words.join(', ')}.`;
  if (schema.type === 'boolean') return 'Use true or false.';
  return `${schema.description ?? ''}${numbers}`;
}
