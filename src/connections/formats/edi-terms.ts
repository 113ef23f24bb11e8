// The terms under which an interchange is read: those of the stream, or of the agreement that its ids lead to. Pure.
import { agreementFor, faultAt, notAgreed, receivedAs } from '#connections/agreements/match.ts';
import type { Found, FoundFault } from '#connections/agreements/match.ts';
import { overlaysOf } from '#connections/agreements/model.ts';
import type { Agreement } from '#connections/agreements/model.ts';
import { readApplicationAdvice } from '#edi/acknowledge/application.ts';
import type { Acknowledged } from '#edi/acknowledge/read.ts';
import { Verdicts } from '#edi/acknowledge/verdicts.ts';
import type { EdiItem, EdiMessage, Interchange } from '#edi/envelope/model.ts';
import { refusing } from '#edi/faults.ts';
import type { Fault, Mode } from '#edi/faults.ts';
import type { DocumentSettings } from './edi-documents.ts';
import type { EdiSettings } from './edi-write.ts';
import { FormatProblem } from './format.ts';
import type { Agreed, FormatRecord } from './format.ts';

type Stranger = Extract<Found, { ok: false }>;

export interface Terms {
  readonly mode: Mode;
  readonly modeOf: (type: string) => Mode;
  readonly checks: 'content' | 'envelopes';
  /** Whether messages become documents, and how those of the partner differ. */
  readonly settings: DocumentSettings;
  /** Null: none was asked for. */
  readonly agreement: Agreement | null;
  /** Of the interchange as a whole. */
  readonly faults: readonly FoundFault[];
  /** Nobody we know, or not by this way: nothing in it is looked at. */
  readonly stranger: Stranger | null;
}

export function termsBy(settings: EdiSettings): (interchange: Interchange) => Terms {
  const { mode = 'strict', checks = 'content', agreements = false, inForce, connection = '' } = settings;
  const own: Terms = { mode, modeOf: () => mode, checks, settings, agreement: null, faults: [], stranger: null };
  if (!agreements) return () => own;
  if (inForce === undefined)
    throw new FormatProblem({
      place: 'the file',
      detail: 'The format looks up agreements with partners, which only a node has.',
      fix: 'Try it on a running node, or leave out "agreements".',
    });
  return (interchange) => {
    const found = agreementFor(interchange, inForce, connection);
    if (!found.ok) return { ...own, stranger: found };
    const { agreement, faults } = found;
    return {
      mode: agreement.mode,
      modeOf: (type) => receivedAs(agreement, type)?.mode ?? agreement.mode,
      checks: agreement.checks,
      settings: { ...settings, overlay: { ...settings.overlay, ...overlaysOf(agreement.receives) } },
      agreement,
      faults,
      stranger: null,
    };
  };
}

/** With what was not agreed on among its faults: so it is refused and acknowledged like any other. */
export function agreedOn(item: EdiItem, { agreement, faults }: Terms): EdiItem {
  if (agreement === null) return item;
  if (item.kind === 'interchange_end' && faults.length > 0) {
    const head = { segment: item.interchange.standard === 'x12' ? 'ISA' : 'UNB', number: 1, offset: 0, line: 1 };
    return { ...item, faults: [...faults.map((one) => faultAt(one, head)), ...item.faults] };
  }
  if (item.kind !== 'message') return item;
  const fault = notAgreed(agreement, item.message);
  const [first] = item.message.segments;
  if (fault === null || first === undefined) return item;
  const { id, number, offset, line } = first;
  const told = faultAt(fault, { segment: id, number, offset, line });
  return { kind: 'message', message: { ...item.message, faults: [told, ...item.message.faults] } };
}

/** One place for the whole interchange: its messages are not told one by one to nobody. */
export function* strange(
  { code, detail, fix }: Stranger,
  end: Extract<EdiItem, { kind: 'interchange_end' }>,
): Generator<FormatRecord> {
  const place = `interchange ${end.interchange.control === '' ? end.interchange.number : end.interchange.control}`;
  const held = end.messages === 1 ? 'It holds 1 message' : `It holds ${end.messages} messages`;
  yield { document: undefined, place, problem: { code, detail: `${detail} ${held}, and none was looked at.`, fix } };
}

export function interchangeRecord(
  items: readonly EdiItem[],
  { mode, modeOf }: Terms,
  agreement: Agreement,
): FormatRecord {
  const verdicts = new Verdicts({ mode, modeOf, keep: 'all' });
  const [verdict] = items.flatMap((item) => verdicts.take(item) ?? []);
  if (verdict === undefined) throw new Error('bug: an interchange without its end');
  const place = `interchange ${verdict.interchange.control}`;
  return { document: undefined, place, agreed: { kind: 'interchange', agreement: agreement.code, verdict } };
}

export function acknowledgementIn(agreement: Agreement, type: string, said: Acknowledged): Agreed {
  return { kind: 'acknowledgement', agreement: agreement.code, type, said };
}

/** What a record of the type goes through. */
export function agreedRecord(
  { agreement }: Terms,
  message: EdiMessage,
  said: Acknowledged | null,
): Pick<FormatRecord, 'mapping' | 'agreed'> {
  if (agreement === null) return {};
  const { type, version, control, group, interchange } = message;
  if (said !== null) return { agreed: acknowledgementIn(agreement, type, said) };
  const received = receivedAs(agreement, type);
  if (received === undefined) {
    const advice = readApplicationAdvice(message);
    if (advice !== null) return { agreed: acknowledgementIn(agreement, type, advice) };
  } else {
    const agreed = { kind: 'document', agreement: agreement.code, type, version, control } as const;
    return {
      mapping: received.mapping,
      agreed: { ...agreed, group: group?.control ?? null, interchange: interchange.control },
    };
  }
  throw new Error(`bug: ${type} was not agreed on and not refused`);
}

/** Under an agreement the first fault is told by its name. */
export function codedIn(
  problem: NonNullable<FormatRecord['problem']>,
  faults: readonly Fault[],
  { agreement, modeOf }: Terms,
  type: string,
): NonNullable<FormatRecord['problem']> {
  const [first] = refusing(faults, modeOf(type));
  return agreement === null || first === undefined ? problem : { ...problem, code: first.code };
}
