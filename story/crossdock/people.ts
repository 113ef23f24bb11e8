// The people beside Crossdock. They act where it asks for somebody: an open hold, a promise at risk that no policy may decide, an
// exception, goods that nobody has ordered. Each costs a touch; what Crossdock does by itself costs none.
import { hourMs } from '../../counterparties/system/time.ts';
import type { CloudEvent } from '../../counterparties/system/message.ts';
import type { Alternative, RecoveryOption, Risk } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import { totalOf, wanted } from '#orders/total.ts';
import type { Command } from '#processes/message.ts';
import { nextRound } from '../calendar.ts';
import { people, startAt } from '../parameters.ts';
import { isWantedSoon, makeProcurement } from '../procurement.ts';
import type { Observer } from '../observer.ts';
import type { Send } from '../stage.ts';
import type { World } from '../world.ts';
import type { Product } from './product.ts';

export interface People {
  /** Crossdock says something that people see. */
  hear: (event: CloudEvent) => void;
  nextAt: () => number;
  /** What they decide in a round; procurement is called on the way. */
  round: (at: number, send: Send) => readonly Command[];
}

const reminders: ReadonlySet<string> = new Set(['hold_overdue', 'recovery_overdue', 'promise_overdue', 'no_date']);

export function makePeople(world: World, observer: Observer, product: Product): People {
  const procurement = makeProcurement(world, observer);
  const held = new Set<string>();
  const atRisk = new Set<string>();
  const raised = new Map<string, Set<string>>();
  let next = nextRound(startAt - hourMs);

  function releases(): Map<string, Command> {
    const found = new Map<string, Command>();
    for (const id of held)
      for (const { hold, state, ask } of product.order(id)?.fulfilment?.holds ?? []) {
        if (state !== 'open' || ask !== 'desk') continue;
        observer.touch('hold released');
        found.set(id, {
          type: 'order.act',
          id,
          act: 'release_hold',
          hold,
          decidesFor: ['desk'],
          option: null,
          reason: 'price agreed',
        });
      }
    return found;
  }

  /** What goes on by itself, or has just been let go on, needs nothing more. */
  function recoveries(released: ReadonlyMap<string, Command>): Map<string, Command> {
    const found = new Map<string, Command>();
    for (const id of atRisk) {
      const order = product.order(id);
      const risk = order?.fulfilment?.risk ?? null;
      if (order === undefined || risk === null || risk.chosen !== null) atRisk.delete(id);
      else if (!released.has(id) && !isOnItsWay(risk)) {
        atRisk.delete(id);
        observer.touch('recovery chosen');
        const option = choice(order, risk.alternatives);
        found.set(id, {
          type: 'order.act',
          id,
          act: 'recover',
          hold: null,
          decidesFor: ['desk'],
          option,
          reason: null,
        });
      }
    }
    return found;
  }

  /** What has ended before somebody came costs nobody anything. */
  function lookAtExceptions(): void {
    for (const [id, kinds] of raised)
      for (const { kind } of product.order(id)?.fulfilment?.exceptions ?? [])
        if (kinds.has(kind)) observer.touch(`exception ${kind}`);
    raised.clear();
  }

  return {
    hear: ({ type, data, subject = '' }) => {
      if (type === 'crossdock.order.held.v1') held.add(subject);
      if (type === 'crossdock.promise.at_risk.v1') atRisk.add(subject);
      if (type === 'crossdock.credit.requested.v1') observer.touch('credit asked');
      if (type === 'crossdock.exception.raised.v1' && isNews(data)) {
        const kinds = raised.get(subject) ?? new Set();
        raised.set(subject, kinds.add(String(data['kind'])));
      }
      if (type === 'crossdock.event.held.v1') observer.touch('event corrected');
    },
    nextAt: () => next,
    round: (at, send) => {
      next = nextRound(at);
      const released = releases();
      const recovered = recoveries(released);
      lookAtExceptions();
      held.clear();
      procurement.buy(send, at, waiting(product, at));
      return [...released.values(), ...recovered.values()];
    },
  };
}

/** The goods are there and nobody can say a better day than the next one, which needs no telling: it waits for finance or a wave. */
function isOnItsWay({ cause, expectedOn }: Risk): boolean {
  return expectedOn === null && (cause === 'held' || cause === 'warehouse_late');
}

/** Looked at once. Reminders of a decision that is counted when it is made cost nothing more. */
function isNews({ kind, times }: CloudEvent['data']): boolean {
  return times === 1 && !reminders.has(String(kind));
}

/** What is proposed, unless it is too dear for this order: then the customer is told the new date. */
function choice(order: Order, alternatives: readonly Alternative[]): RecoveryOption {
  const proposed = alternatives.find(({ recommended }) => recommended);
  const value = Number(totalOf(order, wanted)?.amount ?? 0);
  if (proposed === undefined || Number(proposed.cost?.amount ?? 0) > value * people.recoveryShareMax) return 'new_date';
  return proposed.option;
}

/** Units that orders soon want and have no supply for, by item on the shelf. */
function waiting({ store }: Product, at: number): Map<string, number> {
  const units = new Map<string, number>();
  for (const order of store.tables.orders.values()) {
    if (order.stage !== 'open' || !isWantedSoon(order.requestedFor?.date ?? '', at)) continue;
    for (const line of order.lines) {
      if (line.backordered === 0) continue;
      for (const { item, per } of line.components ?? [{ item: line.item, per: 1 }]) {
        const scale = store.tables.items.get(item)?.scale ?? 0;
        units.set(item, (units.get(item) ?? 0) + (line.backordered * per) / 10 ** scale);
      }
    }
  }
  return units;
}
