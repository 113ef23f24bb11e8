// The files Meridian writes. Each has a header with its number and a trailer with its count and control total.
import { commaOf, csv, dayOf, timeOf } from './fields.ts';
import type { Customer, Item } from './masters.ts';
import { layouts, write } from './records.ts';
import { reservedOf, type Kind, type Outgoing, type State } from './state.ts';

const warehouse = 'H01';

function framed(input: {
  kind: Kind;
  sequence: number;
  now: number;
  extent: string;
  records: string[];
  total: number;
}): Outgoing {
  const { kind, sequence, now, extent, records, total } = input;
  const top = write(layouts.header, {
    type: 'H',
    system: 'MERIDIAN4',
    document: kind,
    sequence,
    day: dayOf(now),
    time: timeOf(now),
    company: 1,
    extent,
  });
  const end = write(layouts.trailer, { type: 'T', count: records.length, total: total % 1e15 });
  return { kind, sequence, text: [top, ...records, end].map((record) => `${record}\r\n`).join('') };
}

function next(state: State, kind: Kind): number {
  state.sequences[kind] += 1;
  return state.sequences[kind];
}

/** The control total is the sum of the item numbers of all D records. */
export function itemFile(
  state: State,
  items: readonly Item[],
  { now, extent }: { now: number; extent: 'F' | 'D' },
): Outgoing {
  const changed = dayOf(now);
  const records = items.flatMap((item) => [
    write(layouts.item, {
      type: 'D1',
      item: item.number,
      description: item.description,
      unit: item.unit,
      status: item.isLocked ? 'L' : '',
      weight: item.weight,
      price: state.prices[item.number] ?? item.cents,
      changed,
    }),
    ...item.units.map((unit) => write(layouts.itemUnit, { type: 'D2', item: item.number, ...unit })),
  ]);
  const total = items.reduce((sum, item) => sum + Number(item.number) * (1 + item.units.length), 0);
  return framed({ kind: 'ITM', sequence: next(state, 'ITM'), now, extent, records, total });
}

export function customerFile(state: State, customers: readonly Customer[], now: number): Outgoing {
  const records = customers.map((customer) =>
    write(layouts.customer, {
      type: 'D1',
      customer: customer.number,
      name: customer.name,
      postcode: customer.postcode,
      city: customer.city,
      status: customer.isLocked ? 'L' : '',
    }),
  );
  const total = customers.reduce((sum, { number }) => sum + Number(number), 0);
  return framed({ kind: 'CUS', sequence: next(state, 'CUS'), now, extent: 'F', records, total });
}

export interface Acknowledgement {
  reference: string;
  order: number;
  line: string;
  item: string;
  thousandths: number;
  unit: string;
  status: string;
}

/** The control total is the sum of the confirmed quantities as they stand. */
export function acknowledgementFile(state: State, lines: readonly Acknowledgement[], now: number): Outgoing {
  const promised = dayOf(now + 86_400_000);
  const records = lines.map((line) =>
    write(layouts.acknowledgement, {
      type: 'A',
      reference: line.reference,
      order: line.order,
      line: line.line,
      item: line.item,
      quantity: line.thousandths,
      unit: line.unit,
      promised: line.thousandths > 0 ? promised : 0,
      status: line.status,
    }),
  );
  const total = lines.reduce((sum, { thousandths }) => sum + thousandths, 0);
  return framed({ kind: 'OAK', sequence: next(state, 'OAK'), now, extent: 'D', records, total });
}

export interface Issue {
  order: number;
  line: number;
  item: string;
  thousandths: number;
  unit: string;
  note: number;
}

/** In base units, and by Meridian's order number alone: the customer's is in the acknowledgement. */
export function issueFile(state: State, issues: readonly Issue[], now: number): Outgoing {
  const [day, time] = [dayOf(now), timeOf(now)];
  const records = issues.map(({ thousandths, ...issue }) =>
    write(layouts.issue, { type: 'G', ...issue, quantity: thousandths, day, time }),
  );
  const total = issues.reduce((sum, { thousandths }) => sum + thousandths, 0);
  return framed({ kind: 'GIS', sequence: next(state, 'GIS'), now, extent: 'D', records, total });
}

export function stockFile(state: State, items: readonly Item[], now: number): Outgoing {
  const sequence = next(state, 'BST');
  const day = new Date(now).toISOString().slice(0, 10).split('-').toReversed().join('.');
  const number = String(sequence).padStart(6, '0');
  const rows = items.map((item) =>
    [
      'P',
      item.number,
      csv(item.description),
      warehouse,
      item.unit,
      commaOf(state.stock[item.number] ?? 0),
      commaOf(reservedOf(state, item.number)),
    ].join(';'),
  );
  const sum = items.reduce((total, { number: item }) => total + (state.stock[item] ?? 0), 0);
  const lines = [`K;BESTAND;${number};${day};${timeOf(now)};001`, ...rows, `E;${rows.length};${commaOf(sum)}`];
  return { kind: 'BST', sequence, text: lines.map((line) => `${line}\r\n`).join('') };
}
