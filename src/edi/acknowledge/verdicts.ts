// What is answered to an interchange: of each message, group and the whole, whether it is taken, and why not. Pure.
import type { EdiItem, EdiMessage, Group, Interchange } from '../envelope/model.ts';
import { refusing } from '../faults.ts';
import type { Fault, Mode } from '../faults.ts';

/** `noted`: taken, with faults that the mode lives with. */
export type Verdict = 'accepted' | 'noted' | 'refused';

export interface MessageVerdict {
  readonly type: string;
  readonly version: string;
  readonly convention: string;
  readonly control: string;
  /** Of its header in the file. */
  readonly firstSegment: number;
  readonly faults: readonly Fault[];
  readonly verdict: Verdict;
}

export interface GroupVerdict {
  /** Null: messages that stand in none. */
  readonly group: Group | null;
  /** All, or only those with faults. */
  readonly messages: readonly MessageVerdict[];
  readonly declared: number | null;
  readonly received: number;
  readonly accepted: number;
  readonly faults: readonly Fault[];
  readonly verdict: Verdict;
}

export interface InterchangeVerdict {
  readonly interchange: Interchange;
  readonly groups: readonly GroupVerdict[];
  readonly faults: readonly Fault[];
  readonly verdict: Verdict;
}

interface Collected {
  readonly messages: MessageVerdict[];
  received: number;
  accepted: number;
}

/** Takes the items of a reading in their order; answers when an interchange has come to its end. */
export class Verdicts {
  readonly #mode: Mode;
  readonly #modeOf: (type: string) => Mode;
  readonly #keep: 'all' | 'faulty';
  #groups: GroupVerdict[] = [];
  #open: Collected = { messages: [], received: 0, accepted: 0 };

  /** `keep`: of which messages the answer tells one by one. `modeOf`: of messages of a type; left out: `mode`. */
  constructor({
    mode,
    keep,
    modeOf = () => mode,
  }: {
    readonly mode: Mode;
    readonly keep: 'all' | 'faulty';
    readonly modeOf?: (type: string) => Mode;
  }) {
    this.#mode = mode;
    this.#modeOf = modeOf;
    this.#keep = keep;
  }

  take(item: EdiItem): InterchangeVerdict | null {
    switch (item.kind) {
      case 'message':
        this.#message(item.message);
        return null;
      case 'group':
        this.#close(null, null, []);
        return null;
      case 'group_end':
        this.#close(item.group, item.declared, item.faults);
        return null;
      case 'interchange_end': {
        this.#close(null, null, []);
        const groups = this.#groups.splice(0);
        return { interchange: item.interchange, groups, faults: item.faults, verdict: this.#verdict(item.faults) };
      }
      case 'interchange':
      case 'acknowledgement':
      case 'refused':
        return null;
    }
  }

  #message({ type, version, convention, control, segments, faults }: EdiMessage): void {
    const verdict = this.#verdict(faults, this.#modeOf(type));
    this.#open.received += 1;
    if (verdict !== 'refused') this.#open.accepted += 1;
    if (this.#keep === 'faulty' && faults.length === 0) return;
    const firstSegment = segments[0]?.number ?? 0;
    this.#open.messages.push({ type, version, convention, control, firstSegment, faults, verdict });
  }

  #close(group: Group | null, declared: number | null, faults: readonly Fault[]): void {
    const { messages, received, accepted } = this.#open;
    this.#open = { messages: [], received: 0, accepted: 0 };
    if (group === null && received === 0) return;
    const verdict = this.#verdict(faults);
    // What stands in a group that is refused is refused with it.
    this.#groups.push({
      group,
      messages,
      declared,
      received,
      accepted: verdict === 'refused' ? 0 : accepted,
      faults,
      verdict,
    });
  }

  #verdict(faults: readonly Fault[], mode = this.#mode): Verdict {
    if (faults.length === 0) return 'accepted';
    return refusing(faults, mode).length > 0 ? 'refused' : 'noted';
  }
}
