// Billing: each evening invoices are made from the delivery notes of what has left, as the ERP has them from before the
// picking; on the next working morning a clerk lays them beside the goods issues and corrects by hand what differs.
import { money } from '../../counterparties/system/amount.ts';
import type { Observer } from '../observer.ts';
import type { Send } from '../stage.ts';
import type { World } from '../world.ts';
import type { Say } from './messages.ts';
import type { OldShipment, OldState } from './state.ts';

interface Books {
  readonly world: World;
  readonly state: OldState;
  readonly observer: Observer;
  readonly say: Say;
  readonly send: Send;
}

export function billingRun({ world, state, observer, say, send }: Books): void {
  for (const shipment of state.shipments.values()) {
    if (shipment.billing !== 'open' || !shipment.hasLeft) continue;
    const issue = world.erp.read(({ issues }) => issues.get(shipment.shipment));
    if (issue === undefined || issue.document === null) {
      // It waits for the next run; of a posting that was refused somebody asks why.
      if (issue?.stage === 'refused') observer.touch('issue refused');
      continue;
    }
    shipment.billing = 'asked';
    const { order, noted } = shipment;
    const lines = noted.flatMap(({ line: number, quantity }) => {
      const line = order.lines.find((known) => known.line === number);
      if (line === undefined) return [];
      return [{ line: number, item: line.item, quantity, unit: line.unit, price: money(line.priceCents) }];
    });
    const cents = lines.reduce((sum, line) => sum + Math.round(Number(line.price.amount) * 100 * line.quantity), 0);
    send(
      'finance',
      say('invoice.requested', order.id, {
        order: order.id,
        shipment: shipment.shipment,
        issue: issue.document,
        customer: order.customer,
        amount: money(cents),
        lines,
      }),
    );
  }
}

export function matchByHand({ state, observer }: Books): void {
  let isAny = false;
  for (const shipment of state.shipments.values()) {
    if (shipment.billing !== 'asked') continue;
    isAny = true;
    shipment.billing = 'matched';
    if (!differs(shipment)) continue;
    observer.touch('invoice corrected');
    observer.credit(shipment.shipment);
  }
  if (isAny) observer.touch('daily matching');
}

function differs({ noted, picked }: OldShipment): boolean {
  return noted.some(({ line, quantity }) => picked.find((entry) => entry.line === line)?.quantity !== quantity);
}
