// What the standard's query parameters (EPCIS 2.0, 8.2.7.1) ask for, as terms and times. Pure.
import { canonicalId } from '#gs1/epcis/identifiers.ts';
import { timeOf } from '#gs1/epcis/values.ts';
import { isUri, vocabularies, wordOf } from '#gs1/epcis/vocabulary.ts';
import type { VocabularyName } from '#gs1/epcis/vocabulary.ts';
import { keyAlone, term } from './terms.ts';

export interface Question {
  /** An event has one of each list. */
  readonly terms: readonly (readonly string[])[];
  readonly eventIds: readonly string[] | null;
  readonly eventTime: Span;
  readonly recordTime: Span;
  readonly orderBy: 'eventTime' | 'recordTime';
  readonly isAscending: boolean;
}

interface Span {
  /** Included; null: open. */
  readonly from: string | null;
  /** Not included. */
  readonly to: string | null;
}

type Reading = (value: string) => string | null;

interface TermParameter {
  /** One of these terms has the value. */
  readonly names: readonly string[];
  readonly read: Reading;
  /** `urn:epc:idpat:…*` may stand for whatever has the key. */
  readonly mayBePattern?: true;
  readonly description: string;
  readonly example: string;
}

const word =
  (of: VocabularyName): Reading =>
  (value) =>
    wordOf(of, value);
const id: Reading = (value) => (isUri(value) ? canonicalId(value) : null);
const oneOf =
  (words: readonly string[]): Reading =>
  (value) =>
    words.includes(value) ? value : null;

const steps = { description: 'Business steps, by bare words of CBV or addresses.', example: 'shipping|receiving' };
const epcs = (what: string): Pick<TermParameter, 'read' | 'mayBePattern' | 'description' | 'example'> => ({
  read: id,
  mayBePattern: true,
  description: `${what}, as URN or Digital Link; urn:epc:idpat:sgtin:….* is any with that key.`,
  example: 'urn:epc:id:sgtin:9506000.013435.7',
});
const places = { read: id, example: 'https://id.gs1.org/414/4012345000221' };

function typed<const Names extends string, const Front extends string>(
  front: Front,
  of: ReadonlySet<string>,
  term_: string,
  what: string,
): Record<`${Front}${Names}`, TermParameter> {
  return Object.fromEntries(
    [...of].map((type) => [
      `${front}${type}`,
      { names: [`${term_}/${type}`], read: id, description: `${what} of the type ${type}.`, example: 'urn:example:1' },
    ]),
  ) as unknown as Record<`${Front}${Names}`, TermParameter>; // The names are those of the vocabulary.
}

type Party = 'location' | 'owning_party' | 'possessing_party';
type Transaction =
  | 'bol'
  | 'cert'
  | 'desadv'
  | 'inv'
  | 'pedigree'
  | 'po'
  | 'poc'
  | 'prodorder'
  | 'recadv'
  | 'rma'
  | 'testprd'
  | 'testres'
  | 'upevt';

/** Each takes several values with | between them. */
export const termParameters = {
  eventType: {
    names: ['eventType'],
    read: (value) => (/^[A-Z][A-Za-z]+Event$/.test(value) || isUri(value) ? value : null),
    description: 'Types of events.',
    example: 'ObjectEvent|AggregationEvent',
  },
  EQ_action: { names: ['action'], read: oneOf(['ADD', 'OBSERVE', 'DELETE']), description: 'Actions.', example: 'ADD' },
  EQ_bizStep: { names: ['bizStep'], read: word('bizStep'), ...steps },
  EQ_disposition: {
    names: ['disposition'],
    read: word('disposition'),
    description: 'Dispositions, by bare words of CBV or addresses.',
    example: 'in_transit',
  },
  EQ_persistentDisposition_set: {
    names: ['set'],
    read: word('disposition'),
    description: 'Dispositions that were set for good.',
    example: 'completeness_verified',
  },
  EQ_persistentDisposition_unset: {
    names: ['unset'],
    read: word('disposition'),
    description: 'Dispositions that were taken back.',
    example: 'completeness_inferred',
  },
  EQ_readPoint: { names: ['readPoint'], description: 'Where it was observed.', ...places },
  EQ_bizLocation: { names: ['bizLocation'], description: 'Where things were afterwards.', ...places },
  EQ_transformationID: {
    names: ['transformation'],
    read: id,
    description: 'Transformations.',
    example: 'urn:epc:id:gdti:0614141.12345.400',
  },
  MATCH_epc: { names: ['epc'], ...epcs('Instances in epcList or childEPCs') },
  MATCH_parentID: { names: ['parent'], ...epcs('Parents') },
  MATCH_inputEPC: { names: ['input'], ...epcs('Inputs of transformations') },
  MATCH_outputEPC: { names: ['output'], ...epcs('Outputs of transformations') },
  MATCH_anyEPC: { names: ['epc', 'parent', 'input', 'output'], ...epcs('Instances in whichever place') },
  MATCH_epcClass: { names: ['class'], ...epcs('Classes in quantities') },
  MATCH_inputEPCClass: { names: ['inputClass'], ...epcs('Classes that went into transformations') },
  MATCH_outputEPCClass: { names: ['outputClass'], ...epcs('Classes that came out of transformations') },
  MATCH_anyEPCClass: { names: ['class', 'inputClass', 'outputClass'], ...epcs('Classes in whichever place') },
  EXISTS_errorDeclaration: {
    names: ['error'],
    read: oneOf(['true']),
    description: 'true: only events that declare an error.',
    example: 'true',
  },
  EQ_errorReason: {
    names: ['errorReason'],
    read: word('error'),
    description: 'Why an event was declared wrong.',
    example: 'did_not_occur',
  },
  EQ_correctiveEventID: {
    names: ['corrective'],
    read: (value) => value,
    description: 'Ids of events that correct others.',
    example: 'urn:uuid:0fa1e9f4-3dd8-4f4c-8a1e-6f0b3b9f3b6a',
  },
  ...typed<Transaction, 'EQ_bizTransaction_'>(
    'EQ_bizTransaction_',
    vocabularies.bizTransaction.words,
    'bizTransaction',
    'Business transactions',
  ),
  ...typed<Party, 'EQ_source_'>('EQ_source_', vocabularies.sourceDestination.words, 'source', 'Sources'),
  ...typed<Party, 'EQ_destination_'>(
    'EQ_destination_',
    vocabularies.sourceDestination.words,
    'destination',
    'Destinations',
  ),
} as const satisfies Readonly<Record<string, TermParameter>>;

export type TermParameterName = keyof typeof termParameters;
export const termParameterNames = Object.keys(termParameters) as TermParameterName[]; // Of a constant.

export const valuesMax = 64;
export const valueCharactersMax = 1_024;

export type Asked = Readonly<
  Partial<
    Record<TermParameterName, readonly string[]> & {
      readonly EQ_eventID: readonly string[];
      readonly GE_eventTime: string;
      readonly LT_eventTime: string;
      readonly GE_recordTime: string;
      readonly LT_recordTime: string;
      readonly orderBy: 'eventTime' | 'recordTime';
      readonly orderDirection: 'ASC' | 'DESC';
    }
  >
>;

/** The terms that a parameter asks for; null: one of its values is none. */
export function termsAsked(name: TermParameterName, values: readonly string[]): readonly string[] | null {
  const parameter: TermParameter = termParameters[name];
  const found = values.map((value): readonly string[] | null => {
    if (parameter.mayBePattern === true && value.startsWith('urn:epc:idpat:')) {
      const key = canonicalId(value);
      if (key === value || keyAlone(value) !== null || !value.endsWith('*')) return null;
      return parameter.names.map((one) => term(`${one}Of`, key));
    }
    const read = parameter.read(value);
    return read === null ? null : parameter.names.map((one) => term(one, read));
  });
  return found.every((one) => one !== null) ? found.flat() : null;
}

/** Of parameters whose values were read. */
export function questionOf(asked: Asked): Question {
  return {
    terms: termParameterNames.flatMap((name) => {
      const values = asked[name];
      return values === undefined ? [] : [termsAsked(name, values) ?? []];
    }),
    eventIds: asked.EQ_eventID ?? null,
    eventTime: spanOf(asked.GE_eventTime, asked.LT_eventTime),
    recordTime: spanOf(asked.GE_recordTime, asked.LT_recordTime),
    orderBy: asked.orderBy ?? 'recordTime',
    isAscending: asked.orderDirection === 'ASC',
  };
}

function spanOf(from: string | undefined, to: string | undefined): Span {
  return {
    from: from === undefined ? null : timeOf(from),
    to: to === undefined ? null : timeOf(to),
  };
}
