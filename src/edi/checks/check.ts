// Messages against the dictionary of their version. Tables are made once; a message without a fault makes nothing. Pure.
import { FaultList } from '../envelope/scope.ts';
import type { EdiItem, EdiMessage, Found } from '../envelope/model.ts';
import type { MessageTable, Tables } from '../dictionaries/tables.ts';
import type { Segment } from '../syntax/segments.ts';
import { checkKeys, isEancom } from './eancom.ts';
import { checkElements } from './elements.ts';
import type { Reading } from './elements.ts';
import { HierarchyCheck } from './hierarchy.ts';
import { OrderCheck } from './order.ts';

/** Null: there is no dictionary of that version. */
export type TablesOf = (standard: EdiMessage['interchange']['standard'], version: string) => Tables | null;

interface Ready {
  readonly tables: Tables;
  readonly message: MessageTable;
  readonly order: OrderCheck;
}

export class MessageChecks {
  readonly #tablesOf: TablesOf;
  readonly #ready = new Map<string, Ready | null>();
  readonly #hierarchy = new HierarchyCheck();
  #faults = new FaultList();
  /** The message that is open is one of EANCOM. */
  #isEancom = false;

  constructor(tablesOf: TablesOf) {
    this.#tablesOf = tablesOf;
  }

  /** As it was told, and messages with the faults of their content behind those of their envelopes. */
  checked(item: EdiItem): EdiItem {
    if (item.kind !== 'message') return item;
    const { faults, faultsMore } = this.#check(item.message);
    if (faults.length === 0) return item;
    const { message } = item;
    return {
      kind: 'message',
      message: {
        ...message,
        faults: [...message.faults, ...faults],
        faultsMore: message.faultsMore + faultsMore,
      },
    };
  }

  #check(message: EdiMessage): Pick<EdiMessage, 'faults' | 'faultsMore'> {
    const { segments, interchange } = message;
    this.#faults = new FaultList();
    const [header] = segments;
    const ready = this.#readyFor(message);
    if (header === undefined) return this.#faults.closed();
    if (ready === null) {
      const detail = `There is no dictionary for ${message.type || 'a message without a type'} of version ${message.version || 'none'}.`;
      this.#faults.add({ code: 'dictionary_missing', detail }, header);
      return this.#faults.closed();
    }
    const { order, tables } = ready;
    const reading: Reading = { separators: header.separators, repertoire: interchange.repertoire };
    const trailer = interchange.standard === 'x12' ? 'SE' : 'UNT';
    const last = segments.at(-1) as Segment; // There is a header.
    const end = last.id === trailer ? segments.length - 1 : segments.length;
    order.begin(ready.message);
    this.#hierarchy.begin();
    this.#isEancom = isEancom(message);
    for (let index = 0; index < segments.length; index++) {
      const segment = segments[index] as Segment;
      const table = tables.segments.get(segment.id) ?? null;
      if (index > 0 && index < end) order.take(segment, table);
      if (table === null) continue;
      checkElements(segment, table, reading, this.#tell);
      if (this.#isEancom) checkKeys(segment, header.separators, this.#tell);
      if (segment.id === 'HL') this.#hierarchy.take(segment, this.#tell);
    }
    order.end(last);
    return this.#faults.closed();
  }

  #readyFor({ interchange, type, version }: EdiMessage): Ready | null {
    const key = `${interchange.standard} ${version} ${type}`;
    const known = this.#ready.get(key);
    if (known !== undefined) return known;
    const tables = this.#tablesOf(interchange.standard, version);
    const message = tables?.messages.get(type);
    const ready =
      tables === null || message === undefined
        ? null
        : { tables, message, order: new OrderCheck(tables, message, this.#tell) };
    // Types are what partners write: what is not known is not kept without end.
    if (ready !== null) this.#ready.set(key, ready);
    return ready;
  }

  readonly #tell = (found: Found, at: Segment, missing?: string): void => {
    // EANCOM has codes of its own beside those of the directory, which nobody lists for everybody.
    if (this.#isEancom && found.code === 'code_unknown') return;
    const { number, offset, line } = at;
    this.#faults.addOneOfMany(found, { id: missing ?? at.id, number, offset, line });
  };
}
