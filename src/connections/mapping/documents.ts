// What a mapping of the direction `in` answers, compared with the contracts: the same check that a document meets at the door of the
// network, so that it is seen before the mapping is in force.
import { asOfFix, readAsOf } from '#connections/inbound/word.ts';
import type { ContractName, Validator } from '#contracts/validate.ts';
import type { Problem } from '#contracts/explain.ts';

export interface CheckedDocument {
  /** `order`, `event`, …; null: it is none of them. */
  readonly kind: DocumentKind | null;
  readonly document: unknown;
  readonly problems: readonly Problem[];
}

const contracts = {
  event: 'event',
  order: 'order',
  orderChange: 'order-change',
  orderCancel: 'order-cancel',
  item: 'item',
  site: 'site',
  partner: 'partner',
  identifier: 'identifier-meaning',
  deliveryRefused: 'delivery-refused',
  documentReceived: 'document-received',
} as const satisfies Readonly<Record<string, ContractName>>;
export type DocumentKind = keyof typeof contracts;
const kinds = Object.keys(contracts) as readonly DocumentKind[];

/** What names such a document, beside what its contract says of it. */
const names: Readonly<Partial<Record<DocumentKind, readonly string[]>>> = {
  orderChange: ['channel', 'externalId'],
  orderCancel: ['channel', 'externalId'],
  item: ['code'],
  site: ['code'],
  partner: ['code'],
};

/** Nothing is no document; a list is several. */
export function checkDocuments(validator: Validator, made: unknown): readonly CheckedDocument[] {
  if (made === null || made === undefined) return [];
  return [made].flat().map((document: unknown) => check(validator, document));
}

function check(validator: Validator, document: unknown): CheckedDocument {
  const fields = isObject(document) ? Object.keys(document) : [];
  const kind = kinds.find((name) => fields.includes(name));
  const beside = kind === 'item' || kind === 'site' || kind === 'partner' ? ['asOf'] : [];
  if (!isObject(document) || kind === undefined || fields.filter((name) => !beside.includes(name)).length !== 1) {
    const message = isObject(document)
      ? `What the mapping made has the fields ${fields.join(', ') || '(none)'}`
      : 'What the mapping made is not an object';
    const fix = `Answer one of ${kinds.join(', ')}, each as an object of its own.`;
    return { kind: null, document, problems: [{ pointer: '', message, fix }] };
  }
  const content = document[kind];
  if (!isObject(content))
    return {
      kind,
      document,
      problems: [{ pointer: `/${kind}`, message: 'It is not an object', fix: 'Make it the document of its contract.' }],
    };
  if (readAsOf(document['asOf']) === undefined)
    return { kind, document, problems: [{ pointer: '/asOf', message: 'It cannot be read', fix: asOfFix }] };
  const problems = kind === 'event' ? eventProblems(validator, content) : ownProblems(validator, kind, content);
  return { kind, document, problems };
}

/** The connection gives an event what all of its events have alike. */
function eventProblems(validator: Validator, content: Readonly<Record<string, unknown>>): readonly Problem[] {
  const checked = validator.validateEvent({ specversion: '1.0', id: 'given', source: '/given', ...content });
  return checked.ok ? [] : checked.errors;
}

function ownProblems(
  validator: Validator,
  kind: Exclude<DocumentKind, 'event'>,
  content: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  const own = names[kind] ?? [];
  const missing = own.filter((name) => typeof content[name] !== 'string');
  const rest = Object.fromEntries(Object.entries(content).filter(([name]) => !own.includes(name)));
  const checked = validator.validate(contracts[kind], rest);
  return [
    ...missing.map((name) => ({ pointer: `/${name}`, message: `/${name} is missing`, fix: `Give it as a text.` })),
    ...(checked.ok ? [] : checked.errors),
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
