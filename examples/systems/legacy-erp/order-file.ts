// A file of sales orders, checked whole before anything of it counts: one wrong record and all of it goes back.
import { isDay } from './fields.ts';
import { layouts, read, width, type Layout } from './records.ts';

export interface Refusal {
  /** Counted from 1; 0 is about the file. */
  line: number;
  code: string;
  reason: string;
}

export interface OrderLine {
  line: string;
  item: string;
  thousandths: number;
  unit: string;
}

export interface Order {
  reference: string;
  customer: string;
  requested: string;
  lines: OrderLine[];
}

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/** The lines of a file that ends with a line end. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

export function readOrders(text: string): { sequence: number; orders: Order[] } | Refusal {
  try {
    return parse(linesOf(text));
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

function parse(lines: readonly string[]): { sequence: number; orders: Order[] } {
  const refuse = (index: number, code: string, reason: string): never => {
    throw new Refused({ line: index + 1, code, reason });
  };
  const fields = <L extends Layout>(layout: L, index: number): Record<keyof L, string> => {
    const result = read(layout, lines[index] ?? '');
    return 'wrong' in result ? refuse(index, 'M405', `field ${result.wrong} is not valid`) : result.values;
  };
  const day = (text: string, index: number): void => {
    if (!isDay(text)) refuse(index, 'M406', `${text} is not a day as CYYMMDD`);
  };

  for (const [index, line] of lines.entries())
    if (line.length !== width) refuse(index, 'M404', `record has ${line.length} columns, not ${width}`);
  if (lines[0]?.[0] !== 'H') refuse(0, 'M402', 'the first record is no header');
  const header = fields(layouts.header, 0);
  if (header.document !== 'ORDERS') refuse(0, 'M402', `document ${header.document} is not ORDERS`);
  day(header.day, 0);

  const orders: Order[] = [];
  let sum = 0;
  let count = 0;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || index === lines.length - 1) continue;
    const order = orders.at(-1);
    if (line.startsWith('K')) {
      if (order?.lines.length === 0) refuse(index - 1, 'M403', 'order without lines');
      const { reference, customer, ordered, requested } = fields(layouts.order, index);
      day(ordered, index);
      day(requested, index);
      if (reference === '') refuse(index, 'M405', 'the reference is blank');
      orders.push({ reference, customer, requested, lines: [] });
    } else if (line.startsWith('P')) {
      const row = fields(layouts.orderLine, index);
      if (order === undefined || order.reference !== row.reference)
        return refuse(index, 'M403', `line of order ${row.reference} does not stand behind its order`);
      order.lines.push({ line: row.line, item: row.item, thousandths: Number(row.quantity), unit: row.unit });
      sum += Number(row.quantity);
      count += 1;
    } else refuse(index, 'M402', `record type ${line[0]} is unknown or stands in a wrong place`);
  }

  const last = lines.length - 1;
  if (last === 0 || lines[last]?.[0] !== 'T') refuse(last, 'M402', 'the last record is no trailer');
  const trailer = fields(layouts.orderTrailer, last);
  if (orders.at(-1)?.lines.length === 0) refuse(last - 1, 'M403', 'order without lines');
  if (Number(trailer.orders) !== orders.length)
    refuse(last, 'M407', `trailer says ${Number(trailer.orders)} orders, file has ${orders.length}`);
  if (Number(trailer.lines) !== count)
    refuse(last, 'M407', `trailer says ${Number(trailer.lines)} lines, file has ${count}`);
  if (Number(trailer.total) !== sum) refuse(last, 'M408', `control total is ${Number(trailer.total)}, file has ${sum}`);
  return { sequence: Number(header.sequence), orders };
}
