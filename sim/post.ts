// The way of messages from those who send them to the nodes and of answers back: lost, late, twice and out of order. Who is not
// answered asks again, with the same key and another number, of another node, as long as it takes.
import { Fault } from '#kernel/fault.ts';
import { everything } from '#kernel/scope.ts';
import type { Answer } from '#processes/decide.ts';
import type { Claim, Command, Submitted } from '#processes/message.ts';
import type { Input, Reply, Submission } from '#runtime/engine.ts';
import type { Agenda } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { Coverage } from './coverage.ts';
import type { Nodes } from './nodes.ts';
import type { Profile } from './profile.ts';

export interface Letter {
  readonly input: Input;
  readonly actor: string;
  readonly claim: Claim | null;
  /** Each attempt has an id of its own for what it would make. */
  readonly command: (attempt: number) => Command;
  /** What a repetition has in common with the first. */
  readonly digest: string;
  /** By the clock of the sender; null: it does not say. */
  readonly occurredAt: number | null;
  /** The first answer that arrives. */
  readonly heard?: (answer: Answer) => void;
  /** The event that could not be applied, which this one corrects. */
  readonly replaying?: string;
}

export interface PostOptions {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly nodes: Nodes;
  readonly profile: Profile;
  readonly coverage: Coverage;
  readonly isQuiet: () => boolean;
  /** Something else than a fault came out of a node: a bug. */
  readonly onError: (error: unknown) => void;
  /** An answer has reached its sender. */
  readonly onHeard: (submission: Submission, reply: Reply) => void;
}

const minuteMs = 60_000;
const attemptsMax = 40;

export class Post {
  readonly #options: PostOptions;
  /** Letters that have not been answered, and since when they try. */
  readonly #open = new Map<Letter, number>();
  #messages = 0;

  constructor(options: PostOptions) {
    this.#options = options;
  }

  send(letter: Letter): void {
    const { agenda, chance, profile, coverage, isQuiet } = this.#options;
    let delayMs = 0;
    if (!isQuiet() && chance.happens(profile.late)) {
      coverage.fault('message: late');
      delayMs = chance.oneOf([1_000, 10 * minuteMs, 5 * 60 * minuteMs, 30 * 60 * minuteMs]);
    }
    const state = { isHeard: false };
    this.#open.set(letter, agenda.now + delayMs);
    this.#attemptAt(this.#collected(delayMs), letter, 1, state);
    if (!isQuiet() && chance.happens(profile.repeated)) {
      coverage.fault('message: repeated');
      agenda.after(chance.oneOf([0, 0, 1_000, 60 * minuteMs, 26 * 60 * minuteMs]), () =>
        this.#attempt(letter, attemptsMax, state),
      );
    }
  }

  /** Who has tried since then and not been answered. */
  unanswered(since: number): Letter[] {
    return [...this.#open].filter(([, at]) => at < since).map(([letter]) => letter);
  }

  /** For messages that come another way. */
  nextMessageId(): string {
    this.#messages += 1;
    return `msg_${String(this.#messages).padStart(8, '0')}`;
  }

  /** Senders that collect send at the next round moment. */
  #collected(delayMs: number): number {
    const { agenda, profile } = this.#options;
    const at = agenda.now + delayMs;
    return profile.collectMs === 0 ? at : Math.ceil(at / profile.collectMs) * profile.collectMs;
  }

  #attemptAt(at: number, letter: Letter, attempt: number, state: { isHeard: boolean }): void {
    this.#options.agenda.at(at, () => this.#attempt(letter, attempt, state));
  }

  #attempt(letter: Letter, attempt: number, state: { isHeard: boolean }): void {
    const { agenda, chance, profile, coverage, nodes, isQuiet } = this.#options;
    if (state.isHeard && attempt < attemptsMax) return;
    let isAnswered = false;
    const again = (): void => {
      if (attempt >= attemptsMax || isAnswered) return;
      isAnswered = true; // Given up: what comes now is not listened to.
      this.#attempt(letter, attempt + 1, state);
    };
    // Waits longer from one attempt to the next, as clients do.
    const giveUp = agenda.after(Math.min(30_000 * attempt, 10 * minuteMs), again);
    if (!isQuiet() && chance.happens(profile.lost)) return coverage.fault('message: lost');
    const node = nodes.any();
    if (node === undefined) return;
    const { replaying } = letter;
    const submission = { message: this.#message(letter, attempt), ...(replaying !== undefined && { replaying }) };
    node.submit(letter.input, submission).then(
      (reply) => {
        if (!isQuiet() && chance.happens(profile.lost)) return coverage.fault('message: answer lost');
        if (isAnswered) return;
        isAnswered = true;
        giveUp();
        this.#options.onHeard(submission, reply);
        if (state.isHeard) return;
        state.isHeard = true;
        this.#open.delete(letter);
        letter.heard?.(reply.answer);
      },
      (error: unknown) => {
        if (!(error instanceof Fault)) this.#options.onError(error);
      },
    );
  }

  #message({ actor, claim, command, digest, occurredAt }: Letter, attempt: number): Submitted {
    const id = this.nextMessageId();
    return {
      id,
      claim,
      digest,
      actor,
      scope: everything,
      occurredAt,
      correlationId: id,
      causationId: null,
      command: command(attempt),
    };
  }
}
