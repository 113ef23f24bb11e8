// Everything that happens is told to the real engine and to a naive oracle; after every step both know the same stock and answer
// every availability question alike, and what was promised is what the oracle would have promised.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { draftOver } from '#processes/draft.ts';
import { candidateSites, demandOf, planSites } from '#processes/promise.ts';
import type { RejectionCode } from '#kernel/rejections.ts';
import { localDate } from '#kernel/time.ts';
import { plan } from '#stock/plan.ts';
import type { Plan } from '#stock/plan-model.ts';
import { Oracle } from '#stock/testing/oracle.ts';
import type { Line, Promised, Wish } from '#stock/testing/oracle.ts';
import type { Answer } from '#processes/decide.ts';
import { Spec, noon } from './spec.ts';
import {
  expiryOf,
  kitParts,
  masterData,
  messagesOf,
  momentOf,
  orderDue,
  reservationSeconds,
  script,
  sequenceOf,
  sites,
} from './script.testsuite.ts';
import type { Step } from './script.testsuite.ts';

type Lines = readonly {
  readonly line: number;
  readonly item: string;
  readonly ordered: number;
  readonly cancelled: number;
}[];

/** What the oracle's side knows of orders and reservations. */
interface Known {
  readonly digest: string;
  lines: Lines;
  readonly only: string | null;
  readonly wanted: string | null;
  readonly backorder: boolean;
  readonly dueAt: number | null;
  state: string;
  posting?: { readonly all: boolean; readonly quantity: number };
}

type Expected = { readonly refused: RejectionCode } | { readonly promised: Promised } | 'done';

class Story {
  readonly spec = new Spec();
  readonly oracle = new Oracle();
  readonly known = new Map<string, Known>();
  base = noon;

  today(): string {
    return localDate(this.spec.now, 'UTC');
  }

  async tell(step: Step, index: number): Promise<void> {
    if (step.step === 'day' && step.date > this.today()) this.base = Date.parse(`${step.date}T12:00:00Z`);
    this.spec.now = this.base + index * 1_000;
    const due = (id: string): number => this.known.get(id)?.dueAt ?? 0;
    for (const [number, [command, by]] of messagesOf(step, index, this.base, due).entries()) {
      const expectation = number === 0 ? this.expect(step, index, JSON.stringify(command)) : 'done';
      check(await this.spec.when(command, by), expectation);
    }
    assert.deepEqual(this.spec.bugs, []);
  }

  expect(step: Step, index: number, digest: string): Expected {
    const { oracle, spec } = this;
    const stamp = (source: string, late: number): { source: string; time: number; sequence: number | null } => {
      const time = momentOf(this.base, index, late);
      return { source, time, sequence: sequenceOf(source, time) };
    };
    const own = { source: 'crossdock', sequence: null, time: spec.now };
    switch (step.step) {
      case 'receive':
      case 'adjust':
      case 'count':
      case 'issue':
      case 'move': {
        const { item, lot } = step.cell;
        const told = { item, site: step.at, lot: lot ?? '', status: 'available' };
        const expiresOn = lot === undefined ? undefined : expiryOf[lot];
        const when = stamp(step.source, step.late);
        const day = step.step === 'count' ? new Date(when.time).toISOString().slice(0, 10) : this.today();
        const lotEnds = step.step === 'move' || step.step === 'issue' ? oracle.expiryOf(told) : expiresOn;
        const cell = oracle.spoken(told, day, lotEnds);
        if (step.step === 'receive')
          oracle.received(cell, step.quantity, when, {
            expiresOn,
            supply: step.supply === null ? undefined : `erp#${step.supply}`,
          });
        else if (step.step === 'count') oracle.counted(cell, step.quantity, when, expiresOn);
        else if (step.step === 'issue') this.issue(cell, step, when);
        else if (step.step === 'adjust') {
          oracle.moved(cell, step.quantity, when, expiresOn);
          oracle.bindOverdue(cell);
        } else {
          const target = step.hold
            ? { ...told, status: 'quality_hold' }
            : { ...told, site: step.at === 'S1' ? 'S2' : 'S1' };
          const to = oracle.spoken(target, day, expiresOn);
          oracle.moved(cell, -step.quantity, when);
          oracle.moved(to, step.quantity, when, expiresOn);
          oracle.bindOverdue(to);
        }
        return 'done';
      }
      case 'wrong':
        return { refused: 'item_unknown' };
      case 'expect':
        oracle.expected(
          `erp#${step.reference}`,
          { item: step.item, site: step.at },
          step.quantity,
          `2026-03-${step.day}`,
          stamp('wms', step.late),
        );
        return 'done';
      case 'day':
        oracle.expired('L', sites, this.today());
        return 'done';
      case 'order': {
        const lines = step.lines.map(([item, ordered], at) => ({ line: at + 1, item, ordered, cancelled: 0 }));
        return this.place(`ord_${step.number}`, {
          digest,
          lines,
          only: step.only,
          wanted: step.wanted,
          backorder: step.backorder,
          dueAt: step.lapses ? orderDue : null,
          state: 'open',
        });
      }
      case 'reserve': {
        const lines = [{ line: 1, item: step.item, ordered: step.quantity, cancelled: 0 }];
        const dueAt = step.lapses ? spec.now + reservationSeconds * 1_000 : null;
        return this.place(`res_${step.number}`, {
          digest,
          lines,
          only: null,
          wanted: step.wanted,
          backorder: false,
          dueAt,
          state: 'pending',
        });
      }
      case 'change':
        return this.change(`ord_${step.number}`, step.quantity);
      case 'cancel': {
        const known = this.known.get(`ord_${step.number}`);
        if (known === undefined) return { refused: 'order_unknown' };
        if (known.state === 'cancelled') return 'done';
        return this.takeBack(`ord_${step.number}`, known, 'cancelled') ? 'done' : { refused: 'order_not_open' };
      }
      case 'lapse': {
        const id = `${step.what === 'order' ? 'ord' : 'res'}_${step.number}`;
        const known = this.known.get(id);
        if (known?.dueAt !== null && known !== undefined) this.takeBack(id, known, 'expired');
        return 'done';
      }
      case 'post': {
        const id = `res_${step.number}`;
        const known = this.known.get(id);
        const [line] = known?.lines ?? [];
        if (known === undefined || line === undefined) return { refused: 'reservation_unknown' };
        const asked = known.posting;
        if (asked !== undefined && (step.quantity === null ? asked.all : step.quantity === asked.quantity))
          return 'done';
        if (known.state !== 'pending') return { refused: settledCode(known.state) };
        if (known.dueAt !== null && spec.now >= known.dueAt) return { refused: 'reservation_expired' };
        const gone = oracle.gone(id, lineOf(line, 0));
        const quantity = step.quantity ?? line.ordered - gone;
        if (quantity > line.ordered - gone) return { refused: 'post_exceeds_reservation' };
        if (oracle.waits(id)) return { refused: 'reservation_waits_for_supply' };
        if (!oracle.lotsHold(id, lineOf(line, 0), gone + quantity)) return { refused: 'insufficient_stock' };
        oracle.post(id, lineOf(line, 0), gone + quantity, own);
        known.state = 'posted';
        known.posting = { all: step.quantity === null, quantity };
        return 'done';
      }
      case 'void': {
        const id = `res_${step.number}`;
        const known = this.known.get(id);
        if (known === undefined) return { refused: 'reservation_unknown' };
        if (known.state === 'voided') return 'done';
        return this.takeBack(id, known, 'voided') ? 'done' : { refused: settledCode(known.state) };
      }
    }
  }

  issue(
    cell: Parameters<Oracle['issued']>[0],
    step: Extract<Step, { step: 'issue' }>,
    stamp: Parameters<Oracle['issued']>[2],
  ): void {
    const id = step.holder?.join('_') ?? null;
    const known = id === null ? undefined : this.known.get(id);
    this.oracle.issued(cell, step.quantity, stamp, known === undefined ? null : id);
    if (id !== null && known?.state === 'pending' && !this.oracle.hasLive(id)) known.state = 'posted';
  }

  place(id: string, wish: Known): Expected {
    const known = this.known.get(id);
    const kind = id.startsWith('ord') ? 'order' : 'reservation';
    if (known !== undefined)
      return known.digest === wish.digest ? 'done' : { refused: `${kind}_exists_with_different_body` };
    if (wish.wanted !== null && wish.wanted < this.today()) return { refused: 'requested_for_past' };
    const promised = this.oracle.reserve(
      id,
      wish.lines.map((line) => lineOf(line, line.ordered)),
      this.wish(wish),
    );
    if (promised === null) return { refused: 'insufficient_stock' };
    this.known.set(id, wish);
    return { promised };
  }

  change(id: string, quantity: number): Expected {
    const known = this.known.get(id);
    if (known === undefined) return { refused: 'order_unknown' };
    if (!this.isOpen(id, known)) return { refused: 'order_not_open' };
    const [first] = known.lines;
    if (first?.item !== 'A') return { refused: 'order_line_item_changed' };
    const gone = (line: Lines[number]): number => this.oracle.gone(id, lineOf(line, 0));
    if (quantity < gone(first)) return { refused: 'order_partly_shipped' };
    const open = known.lines.filter((line) => line.ordered - line.cancelled > gone(line));
    if (open.some((line) => this.oracle.isBroken(id, lineOf(line, 0)))) return { refused: 'order_partly_shipped' };
    if (known.wanted !== null && known.wanted < this.today()) return { refused: 'requested_for_past' };
    const lines = known.lines.map((line) =>
      line === first ? { ...line, ordered: quantity, cancelled: 0 } : { ...line, cancelled: line.ordered - gone(line) },
    );
    const promised = this.oracle.change(
      id,
      quantity > gone(first) ? [lineOf(first, quantity - gone(first))] : [],
      this.wish(known),
    );
    if (promised === null) return { refused: 'insufficient_stock' };
    known.lines = lines;
    return 'done';
  }

  isOpen(id: string, known: Known): boolean {
    if (known.state === 'pending') return true;
    return (
      known.state === 'open' &&
      known.lines.some((line) => line.ordered - line.cancelled > this.oracle.gone(id, lineOf(line, 0)))
    );
  }

  takeBack(id: string, known: Known, state: string): boolean {
    if (!this.isOpen(id, known)) return false;
    this.oracle.release(id);
    known.lines = known.lines.map((line) => ({
      ...line,
      cancelled: line.ordered - this.oracle.gone(id, lineOf(line, 0)),
    }));
    known.state = state;
    return true;
  }

  wish({ only, wanted, backorder }: Pick<Known, 'only' | 'wanted' | 'backorder'>): Wish {
    return { sites: only === null ? sites : [only], today: this.today(), wanted, backorder };
  }

  compare(): void {
    for (const item of ['A', 'B', 'L']) {
      for (const site of sites) {
        const {
          item: code,
          site: at,
          ...balance
        } = this.spec.store.tables.balances.get(`${item}\t${site}`) ?? { item, site };
        if (Object.keys(balance).length > 0)
          assert.deepEqual(balance, this.oracle.figures({ item: code, site: at }), `${item} at ${site}`);
      }
    }
    for (const [item, quantity] of [
      ['A', 4],
      ['B', 2],
      ['L', 3],
      ['K', 2],
    ] as const) {
      for (const wanted of [null, '2026-03-13']) {
        const wish = { only: null, wanted, backorder: wanted === null };
        const answer = this.available(item, quantity, wish);
        assert.deepEqual(
          answer,
          this.oracle.available(
            [lineOf({ line: 1, item, ordered: quantity, cancelled: 0 }, quantity)],
            this.wish(wish),
          ),
          `${quantity} ${item}`,
        );
      }
    }
  }

  /** The availability question, over the same plan as a reservation. */
  available(
    code: string,
    quantity: number,
    { only, wanted, backorder }: Pick<Known, 'only' | 'wanted' | 'backorder'>,
  ): Omit<Plan, 'pieces'> {
    const { catalog, tables } = this.spec.store;
    const item = catalog.item(code);
    assert(item !== undefined);
    const planned = plan(draftOver(tables, []), [demandOf(item, 1, quantity, catalog)], {
      sites: planSites(candidateSites(catalog, {}, only), this.spec.now),
      requestedFor: wanted,
      allowBackorder: backorder,
    });
    return { portions: planned.portions, open: planned.open };
  }
}

function lineOf(line: Lines[number], quantity: number): Line {
  return { line: line.line, quantity, components: line.item === 'K' ? kitParts : { [line.item]: 1 }, lots: ['L'] };
}

function settledCode(state: string): RejectionCode {
  return state === 'posted'
    ? 'reservation_already_posted'
    : state === 'voided'
      ? 'reservation_already_voided'
      : 'reservation_expired';
}

function check(answer: Answer, expected: Expected): void {
  const refusal = answer.status === 'refused' ? answer.rejection.rejected : null;
  assert.equal(refusal, expected !== 'done' && 'refused' in expected ? expected.refused : null, JSON.stringify(answer));
  if (answer.status !== 'done' || expected === 'done' || 'refused' in expected) return;
  const { lines = [], sites: portions } = (answer.result ?? {}) as {
    lines?: readonly { line: number; sites: readonly object[] }[];
    sites?: readonly object[];
  };
  const given =
    portions === undefined
      ? lines.flatMap((line) => line.sites.map((portion) => ({ line: line.line, ...portion })))
      : portions.map((portion) => ({ line: 1, ...portion }));
  assert.deepEqual(
    given,
    expected.promised.portions.toSorted((one, other) => one.line - other.line),
  );
}

test('stock and every availability answer equal those of the oracle', async () => {
  await fc.assert(
    fc.asyncProperty(script(40), async (steps) => {
      const story = new Story();
      await story.spec.given(...masterData);
      for (const [index, step] of steps.entries()) {
        await story.tell(step, index);
        story.compare();
      }
    }),
    { seed: 2026, numRuns: Number(process.env['CROSSDOCK_PROPERTY_RUNS'] ?? 120) },
  );
});
