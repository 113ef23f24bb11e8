// 824: what became of a document in the applications behind, after its interchange was taken. X12.44. Written of documents that
// fail, and read of those that we sent: it names group and set of each. APERAK, which says the same in EDIFACT, is written alone: it
// does not name the interchange. Pure.
import type { EdiMessage } from '../envelope/model.ts';
import { valuesOf } from '../syntax/values.ts';
import type { MessageOut, Row } from '../write/interchange.ts';
import type { Acknowledged, AcknowledgedMessage, Note, Said } from './read.ts';

export interface FailedDocument {
  readonly type: string;
  readonly version: string;
  readonly control: string;
  readonly group: string | null;
  readonly interchange: string;
  /** In words, without values of the partner. */
  readonly reasons: readonly string[];
}

/** OTI01. */
const said: Readonly<Record<string, Said>> = {
  TA: 'accepted',
  TE: 'noted',
  TP: 'partly',
  TR: 'refused',
  IA: 'accepted',
  IE: 'noted',
  IP: 'partly',
  IR: 'refused',
  GA: 'accepted',
  GE: 'noted',
  GP: 'partly',
  GR: 'refused',
};
const textCharactersMax = 60;

/** Null: it is none, or names no group. Of several groups, the first is told. */
export function readApplicationAdvice({ type, interchange, segments }: EdiMessage): Acknowledged | null {
  if (type !== '824' || interchange.standard !== 'x12') return null;
  let control = '';
  const messages: (AcknowledgedMessage & { said: Said; readonly notes: Note[] })[] = [];
  for (const segment of segments) {
    const of = valuesOf(segment);
    if (segment.id === 'OTI' && of(8) !== '' && (control === '' || control === of(8))) {
      control = of(8);
      messages.push({ type: of(10), control: of(9), said: said[of(1)] ?? 'unclear', notes: [] });
    }
    if (segment.id === 'TED')
      messages.at(-1)?.notes.push({
        code: of(1),
        text: `the application does not take it`,
        segment: of(3) === '' ? null : { id: of(3), position: /^\d{1,6}$/.test(of(4)) ? Number(of(4)) : null },
        element: of(5) === '' ? null : of(5),
        value: of(2) === '' ? null : of(2),
      });
  }
  return { of: 'application', control, kind: null, said: whole(messages.map((one) => one.said)), notes: [], messages };
}

function whole(all: readonly Said[]): Said {
  if (all.length === 0 || all.includes('unclear')) return 'unclear';
  const refused = all.filter((one) => one === 'refused').length;
  if (refused > 0) return refused === all.length ? 'refused' : 'partly';
  return all.find((one) => one === 'partly') ?? all.find((one) => one === 'noted') ?? 'accepted';
}

/** `reference` names this advice; `date` is CCYYMMDD. */
export function applicationAdvice(
  type: '824' | 'APERAK',
  { type: of, version, control, group, interchange, reasons }: FailedDocument,
  { reference, date }: { readonly reference: string; readonly date: string },
): Pick<MessageOut, 'type' | 'rows'> {
  const texts = reasons.map((reason) => reason.replaceAll(/[^A-Za-z0-9 .,\-/_[\]]/g, ' ').slice(0, textCharactersMax));
  if (type === '824') {
    const told: Row = ['OTI', 'TR', 'TN', interchange, '', '', '', '', group ?? '', control, of, version];
    return { type, rows: [['BGN', '11', reference, date], told, ...texts.map((text): Row => ['TED', 'ZZZ', text])] };
  }
  const rows: Row[] = [
    ['BGM', '313', reference, '27'],
    ['DTM', ['137', date, '102']],
    ['RFF', ['ACW', control]],
    ['RFF', ['AGO', interchange]],
    ...texts.flatMap((text): Row[] => [
      ['ERC', 'ZZZ'],
      ['FTX', 'AAO', '', '', text],
    ]),
  ];
  return { type, rows };
}
