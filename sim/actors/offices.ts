// ERP, carrier and finance: they do what they are asked, refuse it, do it late, twice or otherwise.
import type { Entry } from '#processes/entry.ts';
import { dayMs, hourMs, minuteMs } from './stage.ts';
import type { Actor, Stage } from './stage.ts';

interface Asked {
  readonly order: string;
  readonly shipment: string;
  readonly request: string;
  readonly amount: { readonly amount: string; readonly currency: string } | null;
}

/** What the entry of a request says, as its contract has it. */
function askedIn(entry: Entry): Asked {
  return entry.data as unknown as Asked;
}

function soon(stage: Stage, call: () => void): void {
  if (stage.mishap(0.15)) return; // Silent.
  stage.after(minuteMs, stage.mishap() ? dayMs : hourMs, call);
}

export function erp(stage: Stage): Actor {
  return {
    name: 'erp',
    hear: (entry) => {
      const { order, shipment } = askedIn(entry);
      soon(stage, () => {
        if (stage.mishap(0.3)) stage.tell('erp', 'issue.refused', { order, shipment, reason: 'period closed' });
        else stage.tell('erp', 'issue.posted', { order, shipment, document: `GI ${shipment}` });
      });
    },
  };
}

export function carrier(stage: Stage): Actor {
  const { chance } = stage;

  function book(entry: Entry): void {
    const { order, shipment } = askedIn(entry);
    soon(stage, () => {
      if (stage.mishap(0.3)) return stage.tell('carrier', 'transport.refused', { order, shipment, reason: 'no truck' });
      const expectedOn = stage.date(chance.whole(1, 3));
      const cost = { amount: `${chance.whole(4, 20)}.00`, currency: 'EUR' };
      stage.tell('carrier', 'transport.booked', {
        order,
        shipment,
        carrier: 'DHL',
        tracking: shipment,
        expectedOn,
        cost,
      });
    });
  }

  function deliver(entry: Entry): void {
    const { order, shipment } = askedIn(entry);
    if (stage.mishap(0.4)) {
      const expectedOn = stage.date(chance.whole(3, 9));
      stage.after(hourMs, dayMs, () =>
        stage.tell('carrier', 'shipment.delayed', { order, shipment, expectedOn, reason: 'snow' }),
      );
    }
    stage.after(12 * hourMs, 3 * dayMs, () => stage.tell('carrier', 'shipment.delivered', { order, shipment }));
  }

  return {
    name: 'carrier',
    hear: (entry) => (entry.type === 'crossdock.transport.requested.v1' ? book(entry) : deliver(entry)),
  };
}

export function finance(stage: Stage): Actor {
  const { chance } = stage;

  function decideCredit(entry: Entry): void {
    const { order, request } = askedIn(entry);
    soon(stage, () => {
      if (chance.happens(0.3)) return stage.tell('finance', 'credit.refused', { order, request, reason: 'limit' });
      const limit = chance.happens(0.3) ? { limit: { amount: `${chance.whole(20, 400)}.00`, currency: 'EUR' } } : {};
      stage.tell('finance', 'credit.approved', { order, request, ...limit });
    });
  }

  function bill(entry: Entry): void {
    const { order, shipment, amount } = askedIn(entry);
    soon(stage, () => {
      if (stage.mishap(0.3)) return stage.tell('finance', 'invoice.refused', { order, shipment, reason: 'no address' });
      const billed = amount !== null && stage.mishap(0.2) ? { ...amount, amount: '1.23' } : amount;
      const invoice = `INV ${shipment} ${stage.number()}`;
      stage.tell('finance', 'invoice.issued', { order, shipment, invoice, ...(billed !== null && { amount: billed }) });
    });
  }

  return {
    name: 'finance',
    hear: (entry) => (entry.type === 'crossdock.credit.requested.v1' ? decideCredit(entry) : bill(entry)),
  };
}
