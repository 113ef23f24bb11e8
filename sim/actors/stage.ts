// What every actor of a world has in common: the time, chance, a way to say something, and a clock of its own that may be off.
import type { Entry } from '#processes/entry.ts';
import type { Answer } from '#processes/decide.ts';
import type { Command, OrderEvent } from '#processes/message.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';
import type { Input } from '#runtime/engine.ts';
import type { Agenda } from '../agenda.ts';
import type { Chance } from '../chance.ts';
import type { Coverage } from '../coverage.ts';
import type { Profile } from '../profile.ts';
import type { Letter } from '../post.ts';
import { customers, sites } from '../network.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export interface StageOptions {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly profile: Profile;
  readonly coverage: Coverage;
  readonly send: (letter: Letter) => void;
  readonly isQuiet: () => boolean;
  readonly lastOrderAt: number;
}

/** Hears the journal entries that it subscribed to, each at least once. */
export interface Actor {
  readonly name: string;
  begin?(): void;
  hear(entry: Entry): void;
}

/** What callers of the API ask, on behalf of a key. */
export interface Asked {
  readonly command: Command | ((attempt: number) => Command);
  /** Without a key, a repetition is known by what it names, or is harmless. */
  readonly key: string | null;
  readonly heard?: (answer: Answer) => void;
  readonly digest?: string;
  readonly input?: Input;
}

export class Stage {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly profile: Profile;
  readonly coverage: Coverage;
  readonly lastOrderAt: number;
  readonly isQuiet: () => boolean;
  readonly #send: (letter: Letter) => void;
  readonly #drift = new Map<string, number>();
  #numbers = 0;
  #reports = 0;

  constructor({ agenda, chance, profile, coverage, send, isQuiet, lastOrderAt }: StageOptions) {
    this.agenda = agenda;
    this.chance = chance;
    this.profile = profile;
    this.coverage = coverage;
    this.lastOrderAt = lastOrderAt;
    this.isQuiet = isQuiet;
    this.#send = send;
  }

  number(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  /** Numbers that sort as they were given, as ids do. */
  id(prefix: string): string {
    return `${prefix}_${String(this.number()).padStart(8, '0')}`;
  }

  /** Something goes otherwise than it should; never once the world is to become quiet. */
  mishap(factor = 1): boolean {
    return !this.isQuiet() && this.chance.happens(this.profile.mishaps * factor);
  }

  after(minMs: number, maxMs: number, call: () => void): void {
    this.agenda.after(this.chance.whole(minMs, maxMs), call);
  }

  /** The moment on the clock of a source. */
  clockOf(source: string): number {
    const known = this.#drift.get(source) ?? this.#startDrift(source);
    return this.agenda.now + (this.isQuiet() ? 0 : known);
  }

  /** The day at which the clock of the world stands, moved by some. */
  date(days: number): string {
    return new Date(this.agenda.now + days * dayMs).toISOString().slice(0, 10);
  }

  ask(actor: string, { command, key, heard, digest, input = 'api' }: Asked): void {
    const commandOf = typeof command === 'function' ? command : (): Command => command;
    this.#send({
      input,
      actor: `key:${actor}`,
      claim: key === null ? null : { source: `key:${actor}`, id: key },
      command: commandOf,
      digest: digest ?? JSON.stringify(commandOf(1)),
      occurredAt: null,
      ...(heard !== undefined && { heard }),
    });
  }

  /** An event of a source: its id is the key. Of a correction, it is which holding it corrects. */
  report(
    source: string,
    command: Extract<Command, { event: unknown }>,
    correcting?: { readonly intake: string; readonly held: string },
  ): void {
    this.#send({
      input: 'intake',
      actor: `source:${source}`,
      claim:
        correcting === undefined
          ? { source, id: command.event.id }
          : { source: `intake:${correcting.intake}`, id: correcting.held },
      command: () => command,
      digest: JSON.stringify(command),
      // Some sources leave the time out now and then.
      occurredAt: ++this.#reports % 16 === 0 ? null : this.clockOf(source),
      ...(correcting !== undefined && { replaying: correcting.intake }),
    });
  }

  tell<Kind extends OrderEventKind>(source: string, kind: Kind, data: OrderEventDataOf[Kind]): void {
    const event = { source, id: `${source} ${this.number()}`, type: `crossdock.${kind}.v1` };
    const command = { type: 'order.event', kind, event, data } as unknown as OrderEvent; // The data of its kind, as the parameters say.
    this.report(source, command);
    // The same fact as another event, as systems send it that restart.
    if (this.mishap(0.2))
      this.after(0, 2 * hourMs, () =>
        this.report(source, { ...command, event: { ...event, id: `${event.id} again` } }),
      );
  }

  site(): (typeof sites)[number] {
    return this.chance.oneOf(sites);
  }

  customer(): (typeof customers)[number] {
    return this.chance.oneOf(customers);
  }

  #startDrift(source: string): number {
    const { driftMs } = this.profile;
    const drift = driftMs === 0 ? 0 : this.chance.whole(-driftMs, driftMs);
    if (drift !== 0) this.coverage.fault(drift > 0 ? 'clock: source ahead' : 'clock: source behind');
    this.#drift.set(source, drift);
    return drift;
  }
}
