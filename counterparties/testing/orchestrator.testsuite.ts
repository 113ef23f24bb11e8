// The least that can stand in Crossdock's place in a test of the systems together: it asks for the next step when the last was
// reported, and knows nothing of stock, promises or disturbances.
import type { CloudEvent } from '../system/message.ts';
import type { Crossdock } from './drive.testsuite.ts';
import { webhook } from './network.testsuite.ts';

interface Line {
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: { readonly amount: string; readonly currency: string };
}

interface Placed {
  readonly externalId: string;
  readonly customer: string;
  readonly lines: readonly Line[];
  /** By shipment. */
  readonly invoiced: Map<string, string>;
  readonly delivered: Set<string>;
}

export function orchestrator(): Crossdock & { readonly orders: ReadonlyMap<string, Placed> } {
  const orders = new Map<string, Placed>();
  let turn = 0;
  const say = (
    order: string,
    type: string,
    to: string,
    data: Readonly<Record<string, unknown>>,
  ): { to: string; event: CloudEvent } => {
    turn += 1;
    return {
      to,
      event: webhook(type, { order, ...data }, { id: `turn-${turn}`, subject: order, correlationid: order }),
    };
  };
  return {
    orders,
    receive: (output) => {
      if (output.kind === 'order') {
        const { externalId, customer, lines } = output.body as unknown as Omit<Placed, 'invoiced' | 'delivered'>; // As the shop writes it.
        if ([...orders.values()].some((order) => order.externalId === externalId)) return { sends: [] };
        const id = `ord_019b76da-a800-7000-8000-${String(orders.size + 1).padStart(12, '0')}`;
        orders.set(id, { externalId, customer, lines, invoiced: new Map(), delivered: new Set() });
        const body = { id, lines: lines.map((line) => ({ ...line, promisedFor: '2026-03-05' })) };
        return {
          answer: { kind: 'answer', id: output.id, status: 201, body },
          sends: [say(id, 'credit.requested', 'finance', { request: `${id}-C1`, customer, amount: amountOf(lines) })],
        };
      }
      return { sends: output.kind === 'event' ? follow(output.body) : [] };
    },
  };

  function follow({ type, data }: CloudEvent): { to: string; event: CloudEvent }[] {
    const id = typeof data['order'] === 'string' ? data['order'] : '';
    const order = orders.get(id);
    if (order === undefined) return [];
    const { customer } = order;
    const [shipment, site] = [String(data['shipment']), data['site']];
    const release = `${id}-R1`;
    switch (type) {
      case 'crossdock.credit.approved.v1': {
        const about = {
          release,
          site: 'HAM',
          priority: 5,
          promisedFor: '2026-03-05',
          requestedFor: null,
          expedite: false,
        };
        return [say(id, 'release.requested', 'wms', { ...about, lines: order.lines })];
      }
      case 'crossdock.shipment.packed.v1':
        return [
          say(id, 'transport.requested', 'carrier', { release, shipment, site, customer, promisedFor: '2026-03-05' }),
        ];
      case 'crossdock.shipment.shipped.v1':
        return [say(id, 'issue.requested', 'erp', { shipment, site, lines: data['lines'] })];
      case 'crossdock.issue.posted.v1': {
        const { lines } = order;
        const bill = { issue: data['document'], customer, amount: amountOf(lines), lines };
        return [say(id, 'invoice.requested', 'finance', { shipment, ...bill })];
      }
      case 'crossdock.invoice.issued.v1':
        order.invoiced.set(shipment, String(data['invoice']));
        return [];
      case 'crossdock.shipment.delivered.v1':
        order.delivered.add(shipment);
        return [];
      default:
        return [];
    }
  }
}

function amountOf(lines: readonly Line[]): { amount: string; currency: string } {
  const cents = lines.reduce((sum, { quantity, price }) => sum + Math.round(quantity * Number(price.amount) * 100), 0);
  return { amount: (cents / 100).toFixed(2), currency: 'EUR' };
}
