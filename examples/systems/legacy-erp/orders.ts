// What Meridian makes of orders: it confirms what it has, whole cartons only, and keeps no back orders.
import type { Customer, Item } from './masters.ts';
import type { Order, OrderLine } from './order-file.ts';
import type { Acknowledgement, Issue } from './outgoing.ts';
import { reservedOf, type State } from './state.ts';

/** Cycles between the confirmation of a line and its goods issue. */
const issueCycles = 2;

export interface Masters {
  items: readonly Item[];
  customers: readonly Customer[];
}

export function takeOrders(state: State, masters: Masters, orders: readonly Order[]): Acknowledgement[] {
  return orders.flatMap((order) => {
    const customer = masters.customers.find(({ number }) => number === order.customer);
    const isKnown = Object.hasOwn(state.references, order.reference);
    const problem = isKnown ? '92' : customer === undefined ? '93' : customer.isLocked ? '96' : undefined;
    const number = problem === undefined ? state.nextOrder : 0;
    if (problem === undefined) {
      state.nextOrder += 1;
      state.references[order.reference] = number;
    }
    return order.lines.map((line) => {
      const { status, thousandths } =
        problem === undefined ? confirm(state, masters, { number, line }) : { status: problem, thousandths: 0 };
      return { ...line, reference: order.reference, order: number, thousandths, status };
    });
  });
}

function confirm(
  state: State,
  { items }: Masters,
  { number, line }: { number: number; line: OrderLine },
): { status: string; thousandths: number } {
  const item = items.find((known) => known.number === line.item);
  const unit = item?.units.find((known) => known.unit === line.unit);
  if (item === undefined) return { status: '90', thousandths: 0 };
  if (item.isLocked) return { status: '91', thousandths: 0 };
  if (unit === undefined) return { status: '94', thousandths: 0 };
  const isWhole = line.unit === 'M' || line.thousandths % 1000 === 0;
  if (!isWhole || line.thousandths === 0) return { status: '95', thousandths: 0 };
  const free = Math.max(0, (state.stock[item.number] ?? 0) - reservedOf(state, item.number));
  const most = line.unit === 'M' ? free : Math.floor(free / unit.factor) * 1000;
  const thousandths = Math.min(line.thousandths, most);
  if (thousandths > 0)
    state.open.push({
      order: number,
      line: Number(line.line),
      item: item.number,
      thousandths: (thousandths * unit.factor) / 1000,
      issueCycle: state.cycle + issueCycles,
    });
  return { status: thousandths === line.thousandths ? '00' : thousandths > 0 ? '10' : '20', thousandths };
}

/** Books out what is due. One delivery note for each order. */
export function issueGoods(state: State, { items }: Masters): Issue[] {
  const due = state.open.filter(({ issueCycle }) => issueCycle <= state.cycle);
  state.open = state.open.filter(({ issueCycle }) => issueCycle > state.cycle);
  const notes = new Map<number, number>();
  return due.map(({ order, line, item, thousandths }) => {
    const note = notes.get(order) ?? state.nextNote++;
    notes.set(order, note);
    state.stock[item] = (state.stock[item] ?? 0) - thousandths;
    return { order, line, item, thousandths, unit: items.find(({ number }) => number === item)?.unit ?? 'ST', note };
  });
}

/** Somebody buys at the counter: an order that no other system sent. */
export function sellAtCounter(state: State, { items }: Masters, seed: number): void {
  const item = items[(seed + state.cycle * 7) % items.length];
  if (item === undefined || (state.stock[item.number] ?? 0) - reservedOf(state, item.number) < 1000) return;
  state.open.push({
    order: state.nextOrder++,
    line: 1,
    item: item.number,
    thousandths: 1000,
    issueCycle: state.cycle + 1,
  });
}
