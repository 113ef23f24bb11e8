// Records of 80 columns. A layout names its fields in their order; what is left at the end is blank.
export const width = 80;

interface Field {
  length: number;
  /** Text is blank-filled at the right, digits are zero-filled at the left. Decimals are never written. */
  kind: 'text' | 'digits';
}
export type Layout = Record<string, Field>;
type Values<L extends Layout> = Record<keyof L, string>;

const text = (length: number): Field => ({ length, kind: 'text' });
const digits = (length: number): Field => ({ length, kind: 'digits' });

const header = {
  type: text(1),
  system: text(10),
  document: text(6),
  sequence: digits(6),
  day: digits(7),
  time: digits(6),
  company: digits(3),
  /** F full, D only what changed. */
  extent: text(1),
};

export const layouts = {
  header,
  item: {
    type: text(2),
    item: digits(18),
    description: text(30),
    unit: text(3),
    status: text(1),
    weight: digits(9),
    price: digits(9),
    changed: digits(7),
  },
  itemUnit: { type: text(2), item: digits(18), unit: text(3), factor: digits(7), ean: text(13) },
  customer: {
    type: text(2),
    customer: digits(10),
    name: text(35),
    postcode: text(8),
    city: text(24),
    status: text(1),
  },
  acknowledgement: {
    type: text(1),
    reference: text(20),
    order: digits(10),
    line: digits(4),
    item: digits(18),
    quantity: digits(11),
    unit: text(3),
    promised: digits(7),
    status: digits(2),
  },
  issue: {
    type: text(1),
    order: digits(10),
    line: digits(4),
    item: digits(18),
    quantity: digits(11),
    unit: text(3),
    day: digits(7),
    time: digits(6),
    note: digits(10),
  },
  /** The trailer of what Meridian writes: number of records between, and the control total of its document. */
  trailer: { type: text(1), count: digits(7), total: digits(15) },
  order: {
    type: text(1),
    reference: text(20),
    customer: digits(10),
    ordered: digits(7),
    requested: digits(7),
    mode: text(2),
    remark: text(30),
  },
  orderLine: {
    type: text(1),
    reference: text(20),
    line: digits(4),
    item: digits(18),
    quantity: digits(11),
    unit: text(3),
    price: digits(9),
  },
  orderTrailer: { type: text(1), orders: digits(7), lines: digits(7), total: digits(15) },
} satisfies Record<string, Layout>;

export function write<L extends Layout>(layout: L, values: { [K in keyof L]: string | number }): string {
  const line = Object.entries(layout)
    .map(([name, { length, kind }]) => {
      const value = String(values[name as keyof L]);
      return kind === 'digits' ? value.padStart(length, '0').slice(-length) : value.padEnd(length).slice(0, length);
    })
    .join('');
  return line.padEnd(width);
}

/** The fields of a line, or the name of the first that isn't what it has to be. */
export function read<L extends Layout>(layout: L, line: string): { values: Values<L> } | { wrong: string } {
  const values: Record<string, string> = {};
  let from = 0;
  for (const [name, { length, kind }] of Object.entries(layout)) {
    const value = line.slice(from, from + length);
    from += length;
    if (kind === 'digits' && !/^\d+$/.test(value)) return { wrong: `${name}, columns ${from - length + 1}-${from}` };
    values[name] = kind === 'text' ? value.trimEnd() : value;
  }
  return line.slice(from).trim() === '' ? { values: values as Values<L> } : { wrong: `filler from column ${from + 1}` };
}
