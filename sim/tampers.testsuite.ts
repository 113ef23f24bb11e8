// Bugs as they are made by hand: each changes what turns write, so that one of the checks has something to find.
import type { Writes } from '#runtime/store.ts';
import type { Tamper } from './shared-store.ts';

type Tables = Writes['outcome']['changed'];

function without(writes: Writes, changed: Partial<Tables>): Writes {
  return { ...writes, outcome: { ...writes.outcome, changed: { ...writes.outcome.changed, ...changed } } };
}

function hasCommand({ submissions }: Writes, type: string): boolean {
  return submissions.some(({ message }) => message.command.type === type);
}

function hasEntry({ outcome }: Writes, type: string): boolean {
  return outcome.entries.some((entry) => entry.type === `crossdock.${type}.v1`);
}

/** A cancelled order keeps its reservation: it is given back in the balance alone. */
export const keepsReservation: Tamper = (writes) =>
  hasCommand(writes, 'order.cancel') ? without(writes, { parts: new Set() }) : writes;

/** A lost update: of the balances that a turn changes, the second is not written. */
export const losesUpdate: Tamper = (writes) => {
  const [first, , ...rest] = writes.outcome.changed.balances;
  return first === undefined ? writes : without(writes, { balances: new Set([first, ...rest]) });
};

/** What is sealed is not what is kept. */
export const altersEntry: Tamper = (writes) => ({
  ...writes,
  sealed: writes.sealed.map((text) => text.replace('"quantity":3', '"quantity":4')),
});

export const losesOrder: Tamper = (writes) =>
  hasEntry(writes, 'order.accepted') ? without(writes, { orders: new Set(), orderNames: new Set() }) : writes;

/** Cases go on, and nothing wakes them. */
export const losesAlarm: Tamper = (writes) => ({
  ...writes,
  outcome: {
    ...writes.outcome,
    deadlines: new Map(
      [...writes.outcome.deadlines].filter(([id, deadline]) => deadline === null || !id.startsWith('order.wake')),
    ),
  },
});

export const losesExpiry: Tamper = (writes) => ({
  ...writes,
  outcome: {
    ...writes.outcome,
    deadlines: new Map([...writes.outcome.deadlines].filter(([id]) => !id.startsWith('reservation.expire'))),
  },
});

export const sendsTwice: Tamper = (writes) => ({ ...writes, deliveries: [...writes.deliveries, ...writes.deliveries] });

/** The first answer is forgotten, and another one kept. */
export const forgetsAnswer: Tamper = (writes) => ({
  ...writes,
  answers: writes.answers.map((kept) => ({ ...kept, answer: { status: 'done', result: null } })),
});

export const listsVoided: Tamper = (writes) =>
  hasEntry(writes, 'reservation.voided') ? without(writes, { reservations: new Set() }) : writes;
