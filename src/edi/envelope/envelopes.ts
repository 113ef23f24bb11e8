// Segments put into their messages, groups and interchanges. What X12 and EDIFACT have in common: headers that open, trailers that
// count and repeat the number of their header. What is missing is closed where the next one begins, and named. Pure.
import { limits } from '#kernel/limits.ts';
import type { Segment } from '../syntax/segments.ts';
import { ControlNumbers } from './control-numbers.ts';
import type { EdiItem, EdiMessage, Found, Group, Interchange } from './model.ts';
import { FaultList } from './scope.ts';

export type MessageHead = Pick<EdiMessage, 'type' | 'version' | 'convention' | 'control'>;

/** What a trailer says. */
export interface Trailer {
  readonly count: string;
  readonly control: string;
}

/** How a standard is read: what its segments say. */
export interface Grammar {
  /** What the segment is to the envelopes. */
  role(id: string): Role | null;
  interchange(segment: Segment, number: number): { readonly head: Interchange; readonly found: readonly Found[] };
  group(segment: Segment): { readonly head: Group; readonly found: readonly Found[] };
  message(
    segment: Segment,
    of: { readonly group: Group | null; readonly interchange: Interchange },
  ): { readonly head: MessageHead; readonly found: readonly Found[] };
  trailer(segment: Segment): Trailer;
  /** Whether messages may stand in the interchange without a group. */
  readonly groupsOptional: boolean;
  readonly names: Readonly<
    Record<'interchange' | 'group' | 'message', { readonly begin: string; readonly end: string }>
  >;
}

export type Role =
  | 'interchange'
  | 'group'
  | 'message'
  | 'message_end'
  | 'group_end'
  | 'interchange_end'
  | 'acknowledgement';

interface Open<Head> {
  readonly head: Head;
  readonly faults: FaultList;
}

interface OpenInterchange extends Open<Interchange> {
  readonly controls: ControlNumbers;
  groups: number;
  messages: number;
  segments: number;
}

interface OpenMessage extends Open<MessageHead> {
  readonly segments: Segment[];
  count: number;
}

export class Envelopes {
  readonly #grammar: Grammar;
  /** Interchanges and messages of the file so far. */
  readonly #counts: { interchanges: number; messages: number };
  #interchange: OpenInterchange | null = null;
  #group: (Open<Group> & { messages: number; controls: ControlNumbers }) | null = null;
  #message: OpenMessage | null = null;

  constructor(grammar: Grammar, counts: { interchanges: number; messages: number }) {
    this.#grammar = grammar;
    this.#counts = counts;
  }

  take(segment: Segment, tell: (item: EdiItem) => void): void {
    const role = this.#grammar.role(segment.id);
    const begins = role === 'interchange';
    if (!begins) this.#note(segment, tell);
    switch (role) {
      case null:
        this.#within(segment, tell);
        break;
      case 'interchange':
        this.#closeInterchange(segment, null, tell);
        this.#openInterchange(segment, tell);
        break;
      case 'group':
        this.#closeGroup(segment, null, tell);
        this.#openGroup(segment, tell);
        break;
      case 'message':
        this.#closeMessage(segment, null, tell);
        this.#openMessage(segment, tell);
        break;
      case 'acknowledgement':
        this.#closeMessage(segment, null, tell);
        tell({ kind: 'acknowledgement', segment, interchange: this.#ensure(segment, tell).head });
        break;
      case 'message_end':
        if (this.#message === null) this.#stray(segment, tell);
        else this.#closeMessage(segment, this.#grammar.trailer(segment), tell);
        break;
      case 'group_end':
        if (this.#group === null) this.#stray(segment, tell);
        else this.#closeGroup(segment, this.#grammar.trailer(segment), tell);
        break;
      case 'interchange_end':
        if (this.#interchange === null) this.#stray(segment, tell);
        this.#closeInterchange(segment, this.#grammar.trailer(segment), tell);
        break;
    }
  }

  /** The file ended. `trailing`: what was wrong with what stands after the last segment. */
  end(
    at: Pick<Segment, 'number' | 'offset' | 'line'>,
    trailing: readonly Found[],
    tell: (item: EdiItem) => void,
  ): void {
    const scope = this.#message ?? this.#group ?? this.#interchange;
    for (const found of trailing) scope?.faults.add(found, { ...at, id: null });
    this.#closeInterchange({ ...at, id: null }, null, tell);
  }

  /** Faults of the segment itself belong to the innermost that is open. */
  #note(segment: Segment, tell: (item: EdiItem) => void): void {
    const { faults } = segment;
    if (faults.length === 0) return;
    const isOfMessage = this.#message !== null;
    const scope = isOfMessage ? this.#message : (this.#group ?? this.#ensure(segment, tell));
    // An interchange that begins here without its envelope has told these already.
    if (scope !== null && this.#noted !== segment)
      for (const found of faults) scope.faults.addOneOfMany(found, segment);
  }

  #noted: Segment | null = null;

  #ensure(segment: Segment, tell: (item: EdiItem) => void): OpenInterchange {
    if (this.#interchange !== null) return this.#interchange;
    this.#counts.interchanges += 1;
    const head = stripped(segment, this.#counts.interchanges);
    const opened = this.#opened(head);
    const isTold = segment.faults.some(({ code }) => code === 'envelope_stripped');
    for (const found of segment.faults) opened.faults.add(found, segment);
    if (!isTold)
      opened.faults.add(
        { code: 'envelope_stripped', detail: `${segment.id} stands outside of any interchange.` },
        segment,
      );
    this.#noted = segment;
    tell({ kind: 'interchange', interchange: head });
    return opened;
  }

  #opened(head: Interchange): OpenInterchange {
    const opened = {
      head,
      faults: new FaultList(),
      groups: 0,
      messages: 0,
      segments: 0,
      controls: new ControlNumbers(),
    };
    this.#interchange = opened;
    return opened;
  }

  #openInterchange(segment: Segment, tell: (item: EdiItem) => void): void {
    this.#counts.interchanges += 1;
    const { head, found } = this.#grammar.interchange(segment, this.#counts.interchanges);
    const opened = this.#opened(head);
    opened.segments = 1;
    for (const one of [...segment.faults, ...found]) opened.faults.add(one, segment);
    tell({ kind: 'interchange', interchange: head });
  }

  #openGroup(segment: Segment, tell: (item: EdiItem) => void): void {
    const interchange = this.#ensure(segment, tell);
    interchange.segments += 1;
    interchange.groups += 1;
    const { head, found } = this.#grammar.group(segment);
    const faults = new FaultList();
    for (const one of found) faults.add(one, segment);
    this.#group = { head, faults, messages: 0, controls: new ControlNumbers() };
    tell({ kind: 'group', group: head, interchange: interchange.head });
  }

  #openMessage(segment: Segment, tell: (item: EdiItem) => void): void {
    const interchange = this.#ensure(segment, tell);
    interchange.segments += 1;
    interchange.messages += 1;
    this.#counts.messages += 1;
    const group = this.#group;
    const { head, found } = this.#grammar.message(segment, {
      group: group?.head ?? null,
      interchange: interchange.head,
    });
    const faults = new FaultList();
    for (const one of found) faults.add(one, segment);
    const { names, groupsOptional } = this.#grammar;
    if (group === null && !groupsOptional && !interchange.head.isStripped)
      faults.add({ code: 'envelope_stripped', detail: `It stands in no group (${names.group.begin}).` }, segment);
    const controls = groupsOptional ? interchange.controls : (group ?? interchange).controls;
    if (!controls.add(head.control))
      faults.add(
        {
          code: 'message_control_repeated',
          detail: `${head.control} is the number of an earlier one too.`,
          element: 2,
        },
        segment,
      );
    if (group !== null) group.messages += 1;
    this.#message = { head, faults, segments: [segment], count: 1 };
  }

  #within(segment: Segment, tell: (item: EdiItem) => void): void {
    const message = this.#message;
    const interchange = this.#ensure(segment, tell);
    interchange.segments += 1;
    if (message === null) {
      const scope = this.#group ?? interchange;
      const { begin, end } = this.#grammar.names.message;
      scope.faults.addOneOfMany(
        { code: 'segment_outside_message', detail: `${segment.id} stands between no ${begin} and ${end}.` },
        segment,
      );
      return;
    }
    message.count += 1;
    if (message.segments.length < limits.ediDocumentSegmentsMax) message.segments.push(segment);
    else if (message.count === limits.ediDocumentSegmentsMax + 1)
      message.faults.add(
        { code: 'message_too_large', detail: `It has more than ${limits.ediDocumentSegmentsMax} segments.` },
        segment,
      );
  }

  #stray(segment: Segment, tell: (item: EdiItem) => void): void {
    const scope = this.#message ?? this.#group ?? this.#ensure(segment, tell);
    scope.faults.addOneOfMany(
      { code: 'trailer_without_header', detail: `${segment.id} closes nothing that is open.` },
      segment,
    );
  }

  #closeMessage(at: At, trailer: Trailer | null, tell: (item: EdiItem) => void): void {
    const message = this.#message;
    const interchange = this.#interchange;
    if (message === null || interchange === null) return;
    const { head, faults, segments } = message;
    const { begin, end } = this.#grammar.names.message;
    if (trailer === null) {
      faults.add(
        { code: 'message_end_missing', detail: `${begin} ${head.control} is not closed by ${end}${before(at)}.` },
        at,
      );
    } else if (isSegment(at)) {
      interchange.segments += 1;
      message.count += 1;
      if (segments.length < limits.ediDocumentSegmentsMax) segments.push(at);
      compare(
        faults,
        at,
        'message',
        { begin, end },
        { counted: message.count, control: head.control },
        trailer,
        'segments',
      );
    }
    this.#message = null;
    const { head: of } = interchange;
    tell({
      kind: 'message',
      message: {
        ...head,
        interchange: of,
        group: this.#group?.head ?? null,
        number: this.#counts.messages,
        segments,
        ...faults.closed(),
      },
    });
  }

  #closeGroup(at: At, trailer: Trailer | null, tell: (item: EdiItem) => void): void {
    this.#closeMessage(at, null, tell);
    const group = this.#group;
    if (group === null) return;
    const { head, faults, messages } = group;
    const { begin, end } = this.#grammar.names.group;
    if (trailer === null)
      faults.add(
        { code: 'group_end_missing', detail: `${begin} ${head.control} is not closed by ${end}${before(at)}.` },
        at,
      );
    else if (isSegment(at)) {
      if (this.#interchange !== null) this.#interchange.segments += 1;
      compare(faults, at, 'group', { begin, end }, { counted: messages, control: head.control }, trailer, 'messages');
    }
    this.#group = null;
    const declared = trailer !== null && isNumber(trailer.count) ? Number(trailer.count) : null;
    tell({ kind: 'group_end', group: head, messages, declared, ...faults.closed() });
  }

  #closeInterchange(at: At, trailer: Trailer | null, tell: (item: EdiItem) => void): void {
    this.#closeGroup(at, null, tell);
    this.#closeMessage(at, null, tell);
    const interchange = this.#interchange;
    if (interchange === null) return;
    const { head, faults, groups, messages } = interchange;
    const { begin, end } = this.#grammar.names.interchange;
    if (trailer === null) {
      // A head that was stripped has no trailer to miss.
      if (!head.isStripped)
        faults.add(
          { code: 'interchange_end_missing', detail: `${begin} ${head.control} is not closed by ${end}${before(at)}.` },
          at,
        );
    } else if (isSegment(at)) {
      interchange.segments += 1;
      if (!head.isStripped) {
        const [counted, what] =
          groups > 0 || !this.#grammar.groupsOptional ? [groups, 'groups'] : [messages, 'messages'];
        compare(faults, at, 'interchange', { begin, end }, { counted, control: head.control }, trailer, what);
      }
    }
    this.#interchange = null;
    tell({
      kind: 'interchange_end',
      interchange: head,
      groups,
      messages,
      segments: interchange.segments,
      ...faults.closed(),
    });
  }
}

/** The interchange of what stands in none. */
function stripped({ separators }: Segment, number: number): Interchange {
  return {
    standard: separators.standard,
    number,
    control: '',
    sender: { qualifier: '', id: '' },
    receiver: { qualifier: '', id: '' },
    version: '',
    prepared: '',
    isTest: false,
    wantsAcknowledgement: false,
    repertoire: null,
    separators,
    isStripped: true,
  };
}

/** Where something ended: at a segment, or at the end of the file. */
type At = Segment | (Pick<Segment, 'number' | 'offset' | 'line'> & { readonly id: null });

function isSegment(at: At): at is Segment {
  return at.id !== null;
}

function isNumber(count: string): boolean {
  return /^\d{1,15}$/.test(count);
}

function before(at: At): string {
  return at.id === null ? ' before the file ends' : ` before ${at.id}`;
}

function compare(
  faults: FaultList,
  at: Segment,
  of: 'message' | 'group' | 'interchange',
  { begin, end }: { readonly begin: string; readonly end: string },
  is: { readonly counted: number; readonly control: string },
  said: Trailer,
  what: string,
): void {
  if (!isNumber(said.count) || Number(said.count) !== is.counted)
    faults.add(
      {
        code: `${of}_count_wrong`,
        element: 1,
        detail: `${end} says ${said.count === '' ? 'nothing' : said.count}, and there are ${is.counted} ${what}.`,
      },
      at,
    );
  if (said.control !== is.control)
    faults.add(
      {
        code: `${of}_control_mismatch`,
        element: 2,
        detail: `${end} says ${said.control === '' ? 'nothing' : said.control}, and ${begin} said ${is.control === '' ? 'nothing' : is.control}.`,
      },
      at,
    );
}
