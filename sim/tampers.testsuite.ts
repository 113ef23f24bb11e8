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

type Command = Writes['submissions'][number]['message']['command'];

/** What was decided is for another command than the one that was sent: booked otherwise, and consistently so. */
function asked(writes: Writes, change: (command: Command) => Command): Writes {
  return {
    ...writes,
    submissions: writes.submissions.map((submission) => ({
      ...submission,
      message: { ...submission.message, command: change(submission.message.command) },
    })),
  };
}

/** Of everything that is told so one is booked too few. */
export const booksLess =
  (kind: 'received' | 'moved' | 'counted'): Tamper =>
  (writes) =>
    asked(writes, (command) =>
      command.type === 'stock.event' && command.kind === kind
        ? { ...command, data: { ...command.data, quantity: Number(command.data.quantity) + 1 } }
        : command,
    );

export const shipsLess: Tamper = (writes) =>
  asked(writes, (command) => {
    if (command.type !== 'order.event' || command.kind !== 'shipment.shipped') return command;
    const lines = command.data.lines.map((line) => ({ ...line, quantity: Number(line.quantity) + 1 }));
    return { ...command, data: { ...command.data, lines } };
  });

/** An order for three is accepted as one for two. */
export const takesLess: Tamper = (writes) =>
  asked(writes, (command) => {
    if (command.type !== 'order.place') return command;
    const lines = command.document.lines.map((line) => ({ ...line, quantity: Number(line.quantity) + 1 }));
    return { ...command, document: { ...command.document, lines } };
  });

export const reservesLess: Tamper = (writes) =>
  asked(writes, (command) =>
    command.type === 'reservation.make'
      ? { ...command, document: { ...command.document, quantity: Number(command.document.quantity) + 1 } }
      : command,
  );

/** A reservation is answered as done, and nothing is held for it. */
export const holdsNothing: Tamper = (writes) => ({
  ...writes,
  outcome: {
    ...writes.outcome,
    facts: writes.outcome.facts.filter((fact) => fact.fact !== 'reserved' || !fact.part.holder.startsWith('res_')),
  },
});

/** Of the entries of a type another text is kept. */
function told(writes: Writes, type: string, change: (text: string) => readonly string[]): Writes {
  return {
    ...writes,
    sealed: writes.sealed.flatMap((text) =>
      text.startsWith(`{"type":"crossdock.${type}.v1"`) ? change(text) : [text],
    ),
  };
}

export const billsMore: Tamper = (writes) =>
  told(writes, 'invoice.requested', (text) => [text.replace(/"amount":\{"amount":"/, '"amount":{"amount":"1')]);

/** What is asked for is asked for twice in one turn. */
export const asksTwice =
  (type: string): Tamper =>
  (writes) =>
    told(writes, type, (text) => [text, text]);

/** Somebody has the books tried again, and each system is asked twice for it. */
export const retriesTwice: Tamper = (writes) =>
  hasEntry(writes, 'order.books_retried')
    ? ['issue.requested', 'invoice.requested'].reduce(
        (twice, type) => told(twice, type, (text) => [text, text]),
        writes,
      )
    : writes;

/** A shipment that is delivered is listed as on its way for ever. */
export const listsUndelivered: Tamper = (writes) => ({
  ...writes,
  state: {
    ...writes.state,
    orders: new Map(
      [...writes.state.orders].map(([id, order]) => [
        id,
        order.fulfilment === null
          ? order
          : {
              ...order,
              fulfilment: {
                ...order.fulfilment,
                shipments: order.fulfilment.shipments.map((shipment) =>
                  shipment.state === 'delivered' ? { ...shipment, state: 'shipped' as const } : shipment,
                ),
              },
            },
      ]),
    ),
  },
});

export const losesException: Tamper = (writes) => ({
  ...writes,
  state: {
    ...writes.state,
    orders: new Map(
      [...writes.state.orders].map(([id, order]) => [
        id,
        order.fulfilment === null ? order : { ...order, fulfilment: { ...order.fulfilment, exceptions: [] } },
      ]),
    ),
  },
});
