// What is due is fired by the nodes, as the loop over the table of deadlines does: late by a moment, by any node, sometimes by two
// at once, and again until the row is gone.
import { Fault } from '#kernel/fault.ts';
import { everything } from '#kernel/scope.ts';
import type { Deadline } from '#processes/draft.ts';
import type { Submission } from '#runtime/engine.ts';
import type { Agenda } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { Coverage } from './coverage.ts';
import type { Nodes } from './nodes.ts';
import type { Profile } from './profile.ts';

export interface AlarmOptions {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly nodes: Nodes;
  readonly profile: Profile;
  readonly coverage: Coverage;
  readonly rows: ReadonlyMap<string, Deadline>;
  readonly clock: () => number;
  readonly newMessageId: () => string;
  readonly onError: (error: unknown) => void;
}

const againMs = 30_000;

export class Alarms {
  readonly #options: AlarmOptions;

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  set({ id, dueAt }: Deadline): void {
    const { agenda, profile } = this.#options;
    // Where senders collect, nodes look less often too, so that what is due together is decided together.
    const everyMs = Math.max(200, profile.collectMs / 4);
    agenda.at(Math.ceil(dueAt / everyMs) * everyMs, () => this.#ring(id, dueAt));
  }

  #ring(id: string, dueAt: number): void {
    const { agenda, chance, rows, clock, coverage } = this.#options;
    const row = rows.get(id);
    if (row === undefined || row.dueAt !== dueAt) return;
    if (clock() >= dueAt) {
      this.#fire(row);
      if (chance.happens(0.05)) {
        coverage.fault('deadline: fired by two nodes');
        this.#fire(row);
      }
    }
    agenda.after(againMs, () => this.#ring(id, dueAt));
  }

  #fire(row: Deadline): void {
    const { nodes, newMessageId, onError } = this.#options;
    const node = nodes.any();
    if (node === undefined) return;
    // A refusal is seen by the row, which is still there; a fault likewise.
    node.submit('deadline', alarmOf(row, newMessageId())).catch((error: unknown) => {
      if (!(error instanceof Fault)) onError(error);
    });
  }
}

export function alarmOf({ id, dueAt, command, failingSince }: Deadline, messageId: string): Submission {
  return {
    message: {
      id: messageId,
      claim: null,
      digest: id,
      actor: 'system',
      scope: everything,
      occurredAt: dueAt,
      correlationId: id,
      causationId: null,
      command,
      ...(failingSince !== undefined && { failingSince }),
    },
  };
}
