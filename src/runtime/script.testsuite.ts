// Random scripts of everything that can happen to stock, orders and reservations, over two sites, three items and a kit. Numbers
// are small, so that messages meet: orders and reservations are made twice, changed, cancelled, issued and confirmed.
import fc from 'fast-check';
import type { Command } from '#processes/message.ts';
import {
  cancel,
  event,
  expected,
  item,
  kit,
  partner,
  place,
  post,
  reserve,
  site,
  unreserve,
} from './commands.testsuite.ts';
import type { SaidBy } from './spec.ts';
import { noon } from './spec.ts';

export const sites = ['S1', 'S2'] as const;
export const kitParts = { A: 1, B: 2 } as const;
export const expiryOf = { x: '2026-03-12', y: '2026-03-20' } as const;
export const orderDue = noon + 20 * 86_400_000;
export const reservationSeconds = 600;

export const masterData: readonly Command[] = [
  site('S1', { rank: 1 }),
  site('S2', { rank: 2 }),
  item('A'),
  item('B'),
  item('L', { lots: true }),
  kit('K', kitParts),
  partner('C'),
];

export type Step = ReturnType<typeof oneStep> extends fc.Arbitrary<infer Value> ? Value : never;
type Cell = { readonly item: string; readonly lot?: 'x' | 'y' };

const cell = fc.constantFrom<Cell>(
  { item: 'A' },
  { item: 'A' },
  { item: 'A' },
  { item: 'B' },
  { item: 'L', lot: 'x' },
  { item: 'L', lot: 'y' },
);
const at = fc.constantFrom(...sites, 'S1' as const, 'S1' as const);
const number = fc.integer({ min: 1, max: 4 });
const told = { at, source: fc.constantFrom('wms', 'erp'), late: fc.integer({ min: 0, max: 4 }) };
const holder = fc.option(fc.tuple(fc.constantFrom('ord', 'res'), number), { nil: null, freq: 4 });
const wanted = fc.option(fc.constantFrom('2026-03-10', '2026-03-12', '2026-03-13', '2026-03-25'), { nil: null });
const line = fc.tuple(fc.constantFrom('A', 'A', 'B', 'L', 'K'), fc.integer({ min: 1, max: 5 }));
const reference = fc.constantFrom('p', 'q');

function oneStep() {
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        step: fc.constant('receive' as const),
        cell,
        quantity: fc.integer({ min: 1, max: 8 }),
        supply: fc.option(reference, { nil: null }),
        ...told,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        step: fc.constant('issue' as const),
        cell,
        quantity: fc.integer({ min: 1, max: 5 }),
        holder,
        ...told,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        step: fc.constant('adjust' as const),
        cell,
        quantity: fc.constantFrom(-3, -1, 1, 2),
        ...told,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        step: fc.constant('count' as const),
        cell,
        quantity: fc.integer({ min: 0, max: 8 }),
        ...told,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        step: fc.constant('move' as const),
        cell,
        quantity: fc.integer({ min: 1, max: 3 }),
        hold: fc.boolean(),
        ...told,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        step: fc.constant('expect' as const),
        item: fc.constantFrom('A', 'A', 'B'),
        reference,
        quantity: fc.integer({ min: 0, max: 6 }),
        day: fc.integer({ min: 11, max: 14 }),
        ...told,
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        step: fc.constant('order' as const),
        number,
        lines: fc.array(line, { minLength: 1, maxLength: 3 }),
        only: fc.option(at, { nil: null, freq: 4 }),
        wanted,
        backorder: fc.boolean(),
        lapses: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('change' as const), number, quantity: fc.integer({ min: 1, max: 6 }) }),
    },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('cancel' as const), number }) },
    {
      weight: 1,
      arbitrary: fc.record({
        step: fc.constant('lapse' as const),
        what: fc.constantFrom('order' as const, 'reservation' as const),
        number,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        step: fc.constant('reserve' as const),
        number,
        item: fc.constantFrom('A', 'L', 'L', 'K'),
        quantity: fc.integer({ min: 1, max: 4 }),
        wanted,
        lapses: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        step: fc.constant('post' as const),
        number,
        quantity: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('void' as const), number }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('wrong' as const), ...told }) },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('day' as const), date: fc.constantFrom(...Object.values(expiryOf)) }),
    },
  );
}

export function script(lengthMax: number): fc.Arbitrary<Step[]> {
  return fc.array(oneStep(), { minLength: 1, maxLength: lengthMax, size: 'max' });
}

/** When the step's event happened, by its sender: no two at the same moment, and none at a moment of the store's clock. */
export function momentOf(base: number, index: number, late: number): number {
  return base + (index - late) * 1_000 - 1 - index;
}

export function sequenceOf(source: string, moment: number): number | null {
  return source === 'wms' ? moment - noon + 100_000 : null;
}

/** The messages of one step: one, but for a day, which begins at each site. `base` is noon of the day on which it happens. */
export function messagesOf(
  step: Step,
  index: number,
  base: number,
  reservationDue: (id: string) => number,
): (readonly [Command, SaidBy])[] {
  const moment = 'late' in step ? momentOf(base, index, step.late) : base + index * 1_000;
  const by: SaidBy = { at: moment };
  const head = (): { source: string; sequence?: number } => {
    const source = 'source' in step ? step.source : 'wms';
    const sequence = sequenceOf(source, moment);
    return { source, ...(sequence !== null && { sequence }) };
  };
  const lotOf = ({ lot }: Cell): { lot?: string; expiresOn?: string } =>
    lot === undefined ? {} : { lot, expiresOn: expiryOf[lot] };
  switch (step.step) {
    case 'receive':
      return [
        [
          event('received', step.cell.item, step.at, step.quantity, {
            ...head(),
            ...lotOf(step.cell),
            ...(step.supply !== null && { supply: `erp#${step.supply}` }),
          }),
          by,
        ],
      ];
    case 'issue': {
      const { lot } = step.cell;
      const told = {
        ...head(),
        ...(lot !== undefined && { lot }),
        ...(step.holder !== null && { reference: step.holder.join('_') }),
      };
      return [[event('issued', step.cell.item, step.at, step.quantity, told), by]];
    }
    case 'wrong':
      return [[event('received', 'X', step.at, 1, head()), by]];
    case 'adjust':
      return [[event('adjusted', step.cell.item, step.at, step.quantity, { ...head(), ...lotOf(step.cell) }), by]];
    case 'count':
      return [[event('counted', step.cell.item, step.at, step.quantity, { ...head(), ...lotOf(step.cell) }), by]];
    case 'move': {
      const target = step.hold ? { toStatus: 'quality_hold' as const } : { toSite: step.at === 'S1' ? 'S2' : 'S1' };
      return [
        [event('moved', step.cell.item, step.at, step.quantity, { ...head(), ...lotOf(step.cell), ...target }), by],
      ];
    }
    case 'expect': {
      const sequence = sequenceOf('wms', moment);
      return [
        [
          expected(
            step.reference,
            step.item,
            step.at,
            step.quantity,
            `2026-03-${step.day}`,
            sequence === null ? {} : { sequence },
          ),
          by,
        ],
      ];
    }
    case 'order': {
      const more = {
        allowBackorder: step.backorder,
        customer: 'C',
        ...(step.only !== null && { site: step.only }),
        ...(step.wanted !== null && { requestedFor: step.wanted }),
        ...(step.lapses && { expiresAt: new Date(orderDue).toISOString() }),
      };
      return [[place(String(step.number), step.lines, more), by]];
    }
    case 'change':
      return [
        [
          {
            type: 'order.change',
            id: `ord_${step.number}`,
            change: { lines: [{ line: 1, item: 'A', quantity: step.quantity }] },
          },
          by,
        ],
      ];
    case 'cancel':
      return [[cancel(String(step.number)), by]];
    case 'lapse': {
      const order = step.what === 'order';
      const id = `${order ? 'ord' : 'res'}_${step.number}`;
      return [
        [
          order
            ? { type: 'order.expire', id, dueAt: orderDue }
            : { type: 'reservation.expire', id, dueAt: reservationDue(id) },
          by,
        ],
      ];
    }
    case 'reserve': {
      const more = {
        ...(step.wanted !== null && { requestedFor: step.wanted }),
        ...(step.lapses && { expiresInSeconds: reservationSeconds }),
      };
      return [[reserve(String(step.number), step.item, step.quantity, more), by]];
    }
    case 'post':
      return [[post(String(step.number), step.quantity), by]];
    case 'void':
      return [[unreserve(String(step.number)), by]];
    case 'day':
      return sites.map((code) => [{ type: 'stock.expire', item: 'L', site: code, date: step.date }, by] as const);
  }
}
