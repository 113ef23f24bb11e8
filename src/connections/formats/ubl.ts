// UBL as a format: a document in plain words is a record, as `ubl/` has them. What the rules refuse is told with their number and
// place; what is lived with is told with the document.
import { limits } from '#kernel/limits.ts';
import type { UblFault } from '#ubl/faults.ts';
import type { UblDocument } from '#ubl/model/documents.ts';
import { readUbl } from '#ubl/read.ts';
import { checkRules, ruleSets } from '#ubl/rules/check.ts';
import type { RuleSet } from '#ubl/rules/check.ts';
import { valueOf } from '#ubl/rules/checking.ts';
import { defineFormat } from './define.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord, Written } from './format.ts';
import { readWhole } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';
import { ublTextOf } from './ubl-write.ts';

interface UblSettings {
  readonly rules?: RuleSet;
  readonly mode?: 'strict' | 'lenient';
  readonly attachments?: 'keep' | 'omit';
}

/** Nothing of a document that breaks one of these is lost or misunderstood: the element is kept, and written again. */
const livedWith = new Set(['UBL-unknown', 'UBL-order', 'UBL-repeated']);

export function ublFormat(max: FormatLimits = limits): Format {
  return defineFormat<UblSettings>({
    name: 'ubl',
    title: 'UBL 2.1: orders, despatch and receipt advices, invoices, credit notes',
    properties: {
      rules: { type: 'string', enum: ruleSets },
      mode: { type: 'string', enum: ['strict', 'lenient'] },
      attachments: { type: 'string', enum: ['keep', 'omit'] },
    },
    read: (bytes, settings) => readDocument(bytes, settings, max),
    write: writeDocument,
  });
}

async function* readDocument(bytes: Bytes, settings: UblSettings, max: FormatLimits): AsyncGenerator<FormatRecord> {
  const { document, problems, rules, letThrough, unmapped } = checked(
    await readWhole(bytes, max.formatDocumentBytesMax),
    settings,
  );
  const [first, ...others] = problems;
  if (document === null) {
    const { rule, place, detail, fix } = first ?? unknown;
    throw new FormatProblem({ place: `line ${place?.line ?? 1}`, detail: `[${rule}] ${detail}`, fix });
  }
  const place = `${document.kind} ${valueOf(document.content.number)}`.trimEnd();
  if (first !== undefined) {
    yield { document: undefined, place, problem: { detail: toldOf(first, others.length), fix: first.fix } };
    return;
  }
  const content = settings.attachments === 'omit' ? withoutAttachments(document.content) : document.content;
  yield {
    document: {
      kind: document.kind,
      rules,
      content: withoutPlaces(content),
      ...(letThrough.length > 0 && { letThrough }),
      ...(unmapped.length > 0 && { unmapped }),
    },
    place,
  };
}

/** What is written is read again: nothing leaves that its receiver would have to refuse by the rules it says it follows. */
function writeDocument(value: unknown, settings: UblSettings): Written {
  const body = Buffer.from(ublTextOf(value), 'utf8');
  const [first, ...others] = checked(body, settings).problems;
  if (first !== undefined) {
    throw new FormatProblem({
      place: first.place?.path ?? 'the document that would be written',
      detail: toldOf(first, others.length),
      fix: `Let the mapping make what the rule asks for. To the sender of such a document it would be said: ${first.fix}`,
    });
  }
  return { body, mediaType: 'application/xml' };
}

interface Checked {
  /** Null: it cannot be read. */
  readonly document: UblDocument | null;
  readonly rules: RuleSet;
  readonly problems: readonly UblFault[];
  readonly letThrough: readonly { readonly rule: string; readonly detail: string; readonly line: number | null }[];
  readonly unmapped: readonly string[];
}

function checked(bytes: Uint8Array, { rules: wanted, mode = 'strict' }: UblSettings): Checked {
  const { document, faults, places, unmapped } = readUbl(bytes);
  const { rules, faults: broken } =
    document === null ? { rules: 'none' as const, faults: [] } : checkRules(document, places, wanted);
  const isProblem = ({ rule, severity }: UblFault): boolean =>
    severity === 'error' && (mode === 'strict' || !livedWith.has(rule));
  const all = [...faults, ...broken];
  const letThrough = all
    .filter((fault) => !isProblem(fault))
    .map(({ rule, detail, place }) => ({ rule, detail, line: place?.line ?? null }));
  return { document, rules, problems: all.filter(isProblem), letThrough, unmapped };
}

const unknown: UblFault = {
  rule: 'xml',
  severity: 'error',
  place: null,
  detail: 'It cannot be read.',
  fix: 'Have it sent again.',
};

function toldOf({ rule, place, detail }: UblFault, more: number): string {
  const at = place === null ? '' : `line ${place.line}, ${place.path}: `;
  return `[${rule}] ${at}${detail}${more === 0 ? '' : ` (and ${more} more: crossdock ubl check shows them)`}`;
}

/** Elements without a word carry where they stood; to a mapping that says nothing. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const isElement = 'uri' in value && 'local' in value && 'children' in value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, own]) => (isElement && name === 'place' ? [] : [[name, withoutPlaces(own)]])),
  );
}

/** An embedded document by its size alone: what a mapping gets may have a few million characters. */
function withoutAttachments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAttachments);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, own]: [string, unknown]) => {
      if (name !== 'attachment' || typeof own !== 'object' || own === null || !('content' in own))
        return [name, withoutAttachments(own)];
      const { value: base64, ...rest } = own.content as { readonly value: string };
      return [name, { ...own, content: { ...rest, omittedCharacters: base64.length } }];
    }),
  );
}
