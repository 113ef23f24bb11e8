// What is promised is what was asked for: the lines of orders and of their changes, and reservations with parts of their quantity.
import { add, difference, itemsOfJournal } from './items.ts';
import type { Answered, Check, Entry, Fact, Say, Told, View } from './model.ts';

interface LineAsked {
  readonly line: number;
  readonly item: string;
  readonly quantity: number | string;
  readonly price?: { readonly amount: string };
}

interface OrderAsked {
  readonly externalId: string;
  readonly channel: string;
  readonly customer?: string;
  readonly lines: readonly LineAsked[];
  readonly allowBackorder?: boolean;
  readonly priority?: number;
}

interface ReservationAsked {
  readonly item: string;
  readonly quantity: number | string;
  readonly expiresInSeconds?: number;
}

interface LineTold {
  readonly line: number;
  readonly item: string;
  readonly ordered: number;
  readonly price?: { readonly amount: string } | null;
}

interface Held {
  readonly item: string;
  readonly quantity: number;
  posted: number;
}

export function promisesAreAsAsked(say: Say): Check {
  const items = itemsOfJournal();
  /** reservation → item → what one unit takes of it, as it was when it was made */
  const made = new Map<string, ReadonlyMap<string, number>>();
  /** reservation → number of the part */
  const held = new Map<string, Map<number, Held>>();

  function readFacts(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.fact === 'reserved' && fact.part.holder.startsWith('res_')) {
        const { holder, part, item, quantity } = fact.part;
        const parts = held.get(holder) ?? new Map<number, Held>();
        held.set(holder, parts.set(part, { item, quantity, posted: 0 }));
      } else if (fact.fact === 'posted') {
        const part = held.get(fact.holder)?.get(fact.part);
        if (part !== undefined) part.posted += fact.quantity;
      }
    }
  }

  function checkOrder({ message, asked, answer }: Answered, entries: readonly Entry[], view: View): void {
    const document = asked['document'] as OrderAsked;
    const id = idIn(answer);
    const row = view.orders.get(id);
    const of = `${message} orders ${document.externalId}, ${id}`;
    if (row?.externalId !== document.externalId || row.channel !== document.channel)
      return say(`${of}: the order is ${row?.channel} ${row?.externalId}`);
    const accepted = entries.find(({ type }) => type === 'crossdock.order.accepted.v1');
    if (accepted === undefined) return; // Said before.
    const { data } = accepted;
    for (const [name, wanted, told] of [
      ['the customer', document.customer ?? null, row.customer],
      ['the priority', document.priority ?? 5, data['priority']],
      ['allowBackorder', document.allowBackorder ?? false, data['allowBackorder']],
    ] as const)
      if (wanted !== told) say(`${of}: ${name} is ${String(told)}, asked ${String(wanted)}`);
    checkLines(of, document.lines, data['lines'] as readonly LineTold[], true);
    if (document.allowBackorder !== true && entries.some(({ type }) => type === 'crossdock.order.backordered.v1'))
      say(`${of}: something is awaited, and the customer does not wait`);
  }

  function checkLines(of: string, wanted: readonly LineAsked[], told: readonly LineTold[], isAll: boolean): void {
    const [asked, done] = [new Map<string, number>(), new Map<string, number>()];
    for (const { line, item, quantity } of wanted) asked.set(`line ${line} ${item}`, items.steps(item, quantity));
    for (const { line, item, ordered } of told)
      if (isAll || asked.has(`line ${line} ${item}`)) done.set(`line ${line} ${item}`, ordered);
    const wrong = difference(asked, done);
    if (wrong !== '') say(`${of}: ${wrong}`);
    if (!isAll) return;
    for (const { line, price } of wanted) {
      const known = told.find((one) => one.line === line)?.price?.amount;
      if (known !== price?.amount) say(`${of}: line ${line} has the price ${known}, asked ${price?.amount}`);
    }
  }

  function checkMade(answered: Answered, told: Told, view: View): void {
    const { message, asked } = answered;
    const id = String(asked['id']);
    const document = asked['document'] as ReservationAsked;
    const row = view.reservations.get(id);
    const of = `${message} reserves ${document.quantity} ${document.item}, ${id}`;
    const quantity = items.steps(document.item, document.quantity);
    if (row?.item !== document.item || row.quantity !== quantity)
      return say(`${of}: ${row?.quantity} ${row?.item} are reserved`);
    if (told.facts.some((fact) => fact.fact === 'reserved' && fact.part.holder === id)) {
      const { expiresInSeconds } = document;
      const expiresAt = expiresInSeconds === undefined ? null : told.now + expiresInSeconds * 1000;
      if (row.expiresAt !== expiresAt) say(`${of}: it lapses at ${row.expiresAt}, asked ${expiresAt}`);
    }
    compare(id, view);
  }

  function checkPosted({ message, asked, answer }: Answered, entries: readonly Entry[], view: View): void {
    const id = String(asked['id']);
    const quantity = asked['quantity'] as number | string | null;
    const row = view.reservations.get(id);
    const of = `${message} posts ${quantity ?? 'all'} of ${id}`;
    if (row?.state !== 'posted') return say(`${of}: it is ${row?.state}, answered ${JSON.stringify(answer)}`);
    const posted = entries.find(({ type }) => type === 'crossdock.reservation.posted.v1')?.data['quantity'];
    if (quantity === null && row.posted !== row.quantity) say(`${of}: ${row.posted} of ${row.quantity} are`);
    if (quantity !== null && posted !== undefined && posted !== items.steps(row.item, quantity))
      say(`${of}: ${JSON.stringify(posted)} are`);
  }

  /** Parts of each component, as many as the quantity takes; posted is what has left of all of them. */
  function compare(id: string, view: View): void {
    const row = view.reservations.get(id);
    if (row === undefined) return;
    const per = made.get(id);
    if (per === undefined) return say(`${id} is there, and the journal never made it`);
    const [asked, parts, left] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
    for (const [item, each] of per) add(asked, item, each * row.quantity);
    for (const { item, quantity, posted } of held.get(id)?.values() ?? []) {
      add(parts, item, quantity);
      add(left, item, posted);
    }
    const wrong = difference(asked, parts);
    if (wrong !== '') say(`the parts of ${id}, ${row.quantity} ${row.item}: ${wrong}`);
    const posted = Math.min(...[...per].map(([item, each]) => Math.floor((left.get(item) ?? 0) / each)));
    if (row.posted !== posted) say(`${id}: ${row.posted} are posted, its parts say ${posted}`);
  }

  /** What a reservation posts has left the shelf. */
  function checkLeft(facts: readonly Fact[]): void {
    const sums = new Map<string, number>();
    for (const fact of facts) {
      if (fact.fact === 'posted') {
        const item = held.get(fact.holder)?.get(fact.part)?.item;
        if (item !== undefined) add(sums, `${fact.holder} ${item}`, fact.quantity);
      } else if (fact.fact === 'moved' && fact.kind === 'issue' && fact.reference?.startsWith('res_') === true)
        add(sums, `${fact.reference} ${fact.cell.item}`, fact.quantity);
    }
    for (const [key, sum] of sums) if (sum > 0) say(`${key}: ${sum} are posted, and did not leave`);
  }

  return {
    name: 'what is promised was asked for',
    turn: (told, entries, view) => {
      readFacts(told.facts);
      checkLeft(told.facts);
      for (const entry of entries) {
        items.read(entry);
        if (entry.type !== 'crossdock.reservation.made.v1') continue;
        const item = view.reservations.get(entry.subject)?.item ?? '';
        made.set(entry.subject, new Map(items.components(item).map((part) => [part.item, part.per])));
      }
      const causes = Map.groupBy(entries, ({ causationId }) => causationId);
      for (const answered of told.answers) {
        if (answered.repeated || answered.status !== 'done') continue;
        const own = causes.get(answered.message) ?? [];
        const { command, message, asked } = answered;
        if (command === 'order.place') checkOrder(answered, own, view);
        else if (command === 'reservation.make') checkMade(answered, told, view);
        else if (command === 'reservation.post') checkPosted(answered, own, view);
        else if (command === 'order.change') {
          const { lines } = asked['change'] as { readonly lines?: readonly LineAsked[] };
          const changed = own.find(({ type }) => type === 'crossdock.order.changed.v1');
          if (lines !== undefined && changed !== undefined)
            checkLines(
              `${message} changes ${changed.subject}`,
              lines,
              changed.data['after'] as readonly LineTold[],
              false,
            );
        }
      }
      for (const id of told.changed.reservations) compare(id, view);
    },
    all: (view) => {
      for (const id of view.reservations.keys()) compare(id, view);
    },
  };
}

function idIn(answer: unknown): string {
  return String((answer as { readonly result?: { readonly id?: unknown } }).result?.id);
}
