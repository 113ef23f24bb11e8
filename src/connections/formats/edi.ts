// EDI as a format: each message of X12 or EDIFACT is a record, with its rows as they are written too. What the agreement with the
// partner refuses is told with its place; what it lives with is told with the document.
import { limits } from '#kernel/limits.ts';
import { readAcknowledgement, readTa1 } from '#edi/acknowledge/read.ts';
import { MessageChecks } from '#edi/checks/check.ts';
import { dictionaryOf } from '#edi/dictionaries/load.ts';
import type { EdiItem, EdiMessage, Interchange } from '#edi/envelope/model.ts';
import { ediFaults, refusing } from '#edi/faults.ts';
import type { Fault, Mode } from '#edi/faults.ts';
import { EdiReader } from '#edi/reader.ts';
import { designator } from '#edi/syntax/designator.ts';
import type { Segment } from '#edi/syntax/segments.ts';
import { treeOf } from '#edi/tree.ts';
import { componentsOf, repetitionsOf, textOf } from '#edi/syntax/values.ts';
import type { Element } from '#edi/write/interchange.ts';
import { defineFormat } from './define.ts';
import { documentOf, documentProperties, overlayComplaint } from './edi-documents.ts';
import { ediProperties, writeEdi } from './edi-write.ts';
import type { EdiSettings } from './edi-write.ts';
import {
  acknowledgementIn,
  agreedOn,
  agreedRecord,
  codedIn,
  interchangeRecord,
  strange,
  termsBy,
} from './edi-terms.ts';
import type { Terms } from './edi-terms.ts';
import { FormatProblem } from './format.ts';
import type { Format, FormatRecord } from './format.ts';
import { readBytes } from './source.ts';
import type { Bytes, FormatLimits } from './source.ts';

export function ediFormat(max: FormatLimits = limits): Format {
  return defineFormat<EdiSettings>({
    name: 'edi',
    title: 'EDI: X12 and EDIFACT, as partners send them',
    properties: {
      mode: { type: 'string', enum: ['strict', 'lenient'] },
      checks: { type: 'string', enum: ['content', 'envelopes'] },
      ...documentProperties,
      agreements: { type: 'boolean' },
      agreement: { type: 'string', minLength: 1, maxLength: 64 },
      ...ediProperties,
    },
    check: overlayComplaint,
    read: (bytes, settings) => readEdi(bytes, settings, max),
    write: writeEdi,
  });
}

async function* readEdi(bytes: Bytes, settings: EdiSettings, max: FormatLimits): AsyncGenerator<FormatRecord> {
  const reader = new EdiReader();
  const checks = new MessageChecks(dictionaryOf);
  const termsFor = termsBy(settings);
  let terms: Terms | null = null;
  // Whether an interchange is refused is known at its end: its messages wait for it.
  let waiting: EdiItem[] = [];
  const told = function* (items: readonly EdiItem[]): Generator<FormatRecord> {
    for (const item of items) {
      if (item.kind === 'refused') throw refusedWhole(item.fault);
      if (item.kind === 'interchange') terms = termsFor(item.interchange);
      if (terms === null) throw new Error('bug: something stands before its interchange');
      if (terms.stranger === null || item.kind === 'interchange_end')
        waiting.push(agreedOn(terms.checks === 'content' ? checks.checked(item) : item, terms));
      if (item.kind !== 'interchange_end') continue;
      yield* terms.stranger === null ? recordsOf(waiting, terms) : strange(terms.stranger, item);
      waiting = [];
    }
  };
  for await (const piece of readBytes(bytes, max.formatBytesMax)) yield* told(reader.push(piece));
  yield* told(reader.end());
}

function* recordsOf(items: readonly EdiItem[], terms: Terms): Generator<FormatRecord> {
  const end = items.at(-1);
  if (end?.kind !== 'interchange_end') throw new Error('bug: an interchange without its end');
  const groupFaults = new Map(
    items.flatMap((item) => (item.kind === 'group_end' ? [[item.group, item.faults] as const] : [])),
  );
  const refused = problemIn(end.faults, terms.mode);
  const { agreement } = terms;
  if (agreement !== null) yield interchangeRecord(items, terms, agreement);
  let told = 0;
  for (const item of items) {
    if (item.kind === 'acknowledgement') {
      const { segment, interchange } = item;
      const place = `line ${segment.line}, TA1`;
      const acknowledges = readTa1(segment);
      const document = {
        type: 'TA1',
        interchange: headOf(interchange),
        acknowledges,
        rows: [rowOf(segment, interchange)],
      };
      told += 1;
      const record = refused === null ? { document, place } : { document: undefined, place, problem: refused };
      yield agreement === null ? record : { ...record, agreed: acknowledgementIn(agreement, 'TA1', acknowledges) };
    }
    if (item.kind !== 'message') continue;
    const { message } = item;
    const ofGroup = message.group === null ? [] : (groupFaults.get(message.group) ?? []);
    told += 1;
    yield recordOf(message, [...message.faults, ...ofGroup, ...end.faults], terms);
  }
  if (told > 0) return;
  // An envelope with nothing in it must not pass in silence.
  const place = `interchange ${end.interchange.control}`;
  const document = { type: '', interchange: headOf(end.interchange), rows: [] };
  const problem = refused ?? (agreement === null ? null : emptyInterchange);
  yield problem === null ? { document, place } : { document: undefined, place, problem };
}

const emptyInterchange = {
  code: 'interchange_empty',
  detail: 'It holds no message and no acknowledgement.',
  fix: 'Ask the partner what was meant to be in it, or skip the message.',
};

function recordOf(message: EdiMessage, faults: readonly Fault[], terms: Terms): FormatRecord {
  const { interchange, group, type, version, convention, control, segments } = message;
  const place = `line ${segments[0]?.line ?? 0}, message ${control}`;
  const problem = problemIn(faults, terms.modeOf(type));
  if (problem !== null) return { document: undefined, place, problem: codedIn(problem, faults, terms, type) };
  const acknowledges = readAcknowledgement(message);
  const { settings } = terms;
  const known =
    settings.documents === true && acknowledges === null ? documentOf(message, settings, terms.modeOf(type)) : null;
  if (known !== null && 'problem' in known) return { document: undefined, place, problem: known.problem };
  const row = rowsOf(interchange);
  const document = {
    type,
    version,
    ...(convention !== '' && { convention }),
    control,
    interchange: headOf(interchange),
    ...(group !== null && { group: { kind: group.kind, control: group.control } }),
    ...(acknowledges !== null && { acknowledges }),
    ...(faults.length > 0 && { letThrough: faults.map(({ code, detail, line }) => ({ code, detail, line })) }),
    ...(known === null ? { rows: segments.map(row), ...placedRows(message, row) } : known.parts),
  };
  return { document, place, ...agreedRecord(terms, message, acknowledges) };
}

type Row = Readonly<Record<string, Element>>;

/** Each made once: it stands in the list and in the tree. */
function rowsOf(interchange: Interchange): (segment: Segment) => Row {
  const made = new Map<Segment, Row>();
  return (segment) => {
    const known = made.get(segment);
    if (known !== undefined) return known;
    const row = rowOf(segment, interchange);
    made.set(segment, row);
    return row;
  };
}

/** Segments in their loops, where there is a dictionary of the version. */
function placedRows({ interchange, type, version, segments }: EdiMessage, row: (segment: Segment) => Row): object {
  const tables = dictionaryOf(interchange.standard, version);
  const message = tables?.messages.get(type);
  if (tables === null || message === undefined) return {};
  const { tree, unplaced } = treeOf(segments, { tables, message }, row);
  return { tree, ...(unplaced.length > 0 && { unplaced }) };
}

/** Null: the mode lives with them. */
function problemIn(faults: readonly Fault[], mode: Mode): NonNullable<FormatRecord['problem']> | null {
  const [first, ...others] = refusing(faults, mode);
  if (first === undefined) return null;
  const { code, detail, line, segment, element } = first;
  const name = segment === null || element === null ? segment : designator(segment, element);
  const at = name === null ? `line ${line}` : `line ${line}, ${name}`;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: crossdock edi inspect shows them)`;
  const { rule, fix } = ediFaults[code];
  return { detail: `At ${at}: ${detail}${more} Rule: ${rule}.`, fix };
}

function refusedWhole({ code, detail, line, offset }: Fault): FormatProblem {
  return new FormatProblem({ place: `line ${line}, byte ${offset}`, detail, fix: ediFaults[code].fix });
}

function headOf({ standard, control, sender, receiver, version, prepared, isTest }: Interchange): object {
  return { standard, control, sender, receiver, version, prepared, isTest };
}

/** By the names that people of EDI know: `BEG03`. What is empty is left out; the separators of ISA are no values. */
function rowOf({ id, elements, separators }: Segment, { repertoire }: Interchange): Row {
  const text = (value: string): string => textOf(value, separators, repertoire ?? undefined).trimEnd();
  const value = (raw: string): string | readonly string[] => {
    const parts = componentsOf(raw, separators).map(text);
    return parts.length === 1 ? (parts[0] ?? '') : parts;
  };
  const row: Record<string, Element> = { segment: id };
  for (const [index, element] of elements.entries()) {
    if (index === 0 || element === '') continue;
    const repeated = repetitionsOf(element, separators);
    if (id === 'ISA') row[designator(id, index)] = text(element);
    else row[designator(id, index)] = repeated.length === 1 ? value(element) : { repeated: repeated.map(value) };
  }
  return row;
}
