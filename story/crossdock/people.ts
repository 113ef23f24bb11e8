// The people beside Crossdock. They act where it asks for somebody: an open hold, a promise at risk that no policy may decide, an
// exception, goods that nobody has ordered. Each costs a touch; what Crossdock does by itself costs none.
import { hourMs } from '../../counterparties/system/time.ts';
import type { CloudEvent } from '../../counterparties/system/message.ts';
import type { Alternative, RecoveryOption } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import { totalOf, wanted } from '#orders/total.ts';
import type { Command } from '#processes/message.ts';
import { nextRound } from '../calendar.ts';
import { people, startAt } from '../parameters.ts';
import { isWantedSoon, makeProcurement } from '../procurement.ts';
import type { Record } from '../record.ts';
import type { Send } from '../stage.ts';
import type { World } from '../world.ts';
import type { Node } from './node.ts';

export interface People {
  /** Crossdock says something that people see. */
  hear: (event: CloudEvent) => void;
  nextAt: () => number;
  /** What they decide in a round; procurement is called on the way. */
  round: (at: number, send: Send) => readonly Command[];
}

export function makePeople(world: World, record: Record, node: Node): People {
  const procurement = makeProcurement(world, record);
  const held = new Set<string>();
  const atRisk = new Set<string>();
  let next = nextRound(startAt - hourMs);

  function releases(): Command[] {
    return [...held].flatMap((id) =>
      (node.order(id)?.fulfilment?.holds ?? [])
        .filter((hold) => hold.state === 'open' && hold.ask === 'desk')
        .map((hold): Command => {
          record.touch('hold released');
          return { type: 'order.act', id, act: 'release_hold', hold: hold.hold, option: null, reason: 'price agreed' };
        }),
    );
  }

  function recoveries(): Command[] {
    return [...atRisk].flatMap((id): Command[] => {
      const order = node.order(id);
      const risk = order?.fulfilment?.risk ?? null;
      if (order === undefined || risk === null || risk.chosen !== null) return [];
      const option = choice(order, risk.alternatives);
      record.touch('recovery chosen');
      return [{ type: 'order.act', id, act: 'recover', hold: null, option, reason: null }];
    });
  }

  return {
    hear: ({ type, data, subject = '' }) => {
      if (type === 'crossdock.order.held.v1') held.add(subject);
      if (type === 'crossdock.promise.at_risk.v1') atRisk.add(subject);
      if (type === 'crossdock.credit.requested.v1') record.touch('credit asked');
      if (type === 'crossdock.exception.raised.v1' && isNews(data)) record.touch(`exception ${String(data['kind'])}`);
      if (type === 'crossdock.event.held.v1') record.touch('event corrected');
    },
    nextAt: () => next,
    round: (at, send) => {
      next = nextRound(at);
      const commands = [...releases(), ...recoveries()];
      held.clear();
      atRisk.clear();
      procurement.buy(send, at, waiting(node, at));
      return commands;
    },
  };
}

/** Reminders of what is counted where it is done, and of what somebody has looked at already, cost nothing more. */
function isNews({ kind, times }: CloudEvent['data']): boolean {
  return times === 1 && kind !== 'hold_overdue' && kind !== 'recovery_overdue';
}

/** What is proposed, unless it is too dear for this order: then the customer is told the new date. */
function choice(order: Order, alternatives: readonly Alternative[]): RecoveryOption {
  const proposed = alternatives.find(({ recommended }) => recommended);
  const value = Number(totalOf(order, wanted)?.amount ?? 0);
  if (proposed === undefined || Number(proposed.cost?.amount ?? 0) > value * people.recoveryShareMax) return 'new_date';
  return proposed.option;
}

/** Units that orders soon want and have no supply for, by item on the shelf. */
function waiting({ store }: Node, at: number): Map<string, number> {
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
