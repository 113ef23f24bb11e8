// Given, when, then for decisions: the real turn over the store in memory, on a clock that stands still until it is moved.
import assert from 'node:assert/strict';
import type { Answer } from '#processes/decide.ts';
import type { Claim, Command, Message } from '#processes/message.ts';
import type { RejectionCode } from '#kernel/rejections.ts';
import type { Scope } from '#kernel/scope.ts';
import type { Rejection } from '#kernel/rejection.ts';
import type { Reply, Submission } from './engine.ts';
import { MemoryStore } from './memory-store.ts';
import { runTurn } from './turn.ts';
import type { TurnOptions } from './turn.ts';
import { wideItems } from './wide.ts';

export const noon = Date.parse('2026-03-10T12:00:00Z');

export interface SaidBy {
  readonly claim?: Claim;
  readonly digest?: string;
  readonly scope?: Scope;
  readonly at?: number;
  readonly actor?: string;
}

export class Spec {
  now = noon;
  readonly store = new MemoryStore({ clock: () => this.now });
  readonly bugs: Error[] = [];
  readonly turn: TurnOptions = {
    store: this.store,
    wide: wideItems(),
    onBug: (error) => this.bugs.push(error),
    newTurnId: () => numbered('turn', ++this.#turns),
  };
  #messages = 0;
  #turns = 0;

  /** The command as a submission; numbered, so that the same script makes the same messages. */
  message(command: Command, by: SaidBy = {}): Submission & { readonly message: Message } {
    const id = numbered('msg', ++this.#messages);
    const { claim = null, digest = JSON.stringify(command), scope = {}, at = this.now, actor = 'system' } = by;
    return {
      message: { id, claim, digest, actor, scope, occurredAt: at, correlationId: id, causationId: null, command },
    };
  }

  /** Decides the submissions in one turn, or as few as they need. */
  async decide(...submissions: readonly Submission[]): Promise<Reply[]> {
    const replies: Reply[] = [];
    for (let left: readonly Submission[] = submissions; left.length > 0;) {
      const result = await runTurn(this.turn, left);
      replies.push(...result.replies);
      left = result.left;
    }
    return replies;
  }

  async given(...commands: readonly Command[]): Promise<void> {
    for (const command of commands) done(await this.when(command));
  }

  async when(command: Command, by?: SaidBy): Promise<Answer> {
    const [reply] = await this.decide(this.message(command, by));
    assert(reply !== undefined, 'a message is answered');
    return reply.answer;
  }
}

export function done(answer: Answer): Readonly<Record<string, unknown>> {
  assert.equal(answer.status, 'done', JSON.stringify(answer));
  return { ...(answer.status === 'done' ? answer.result : {}) };
}

export function refused(answer: Answer, code: RejectionCode): Rejection {
  assert.equal(answer.status, 'refused', JSON.stringify(answer));
  assert(answer.status === 'refused');
  assert.equal(answer.rejection.rejected, code, answer.rejection.detail);
  return answer.rejection;
}

function numbered(prefix: string, number: number): string {
  return prefix === 'turn'
    ? `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`
    : `${prefix}_${String(number).padStart(8, '0')}`;
}
