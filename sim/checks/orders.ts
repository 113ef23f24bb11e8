// No order that was taken is lost, under its id and under its name; its lines add up, and hold what its parts hold; what the
// journal says has become of it is what its row says.
import type { Check, Entry, LineRow, OrderRow, PartRow, Say, View } from './model.ts';

interface Known {
  readonly name: string;
  /** line → what was ordered, by the journal's latest word */
  readonly ordered: Map<number, number>;
  end: 'cancelled' | 'expired' | null;
  closed: boolean;
}

export function noOrderIsLost(say: Say): Check {
  const orders = new Map<string, Known>();
  const names = new Map<string, string>();
  /** holder → its parts, as they are met */
  const held = new Map<string, Set<string>>();

  function read({ type, subject, data }: Entry): void {
    switch (type) {
      case 'crossdock.order.accepted.v1': {
        const name = `${String(data['channel'])}\t${String(data['externalId'])}`;
        if (orders.has(subject)) say(`${subject} is accepted twice`);
        if (names.has(name)) say(`${subject} has the name ${name} of ${names.get(name)}`);
        names.set(name, subject);
        const ordered = new Map((data['lines'] as readonly LineRow[]).map((line) => [line.line, line.ordered]));
        orders.set(subject, { name, ordered, end: null, closed: false });
        return;
      }
      case 'crossdock.order.changed.v1': {
        const known = orders.get(subject);
        for (const { line, ordered } of (data['after'] ?? []) as readonly LineRow[]) known?.ordered.set(line, ordered);
        return;
      }
      case 'crossdock.order.cancelled.v1':
      case 'crossdock.order.expired.v1': {
        const known = orders.get(subject);
        const end = type === 'crossdock.order.cancelled.v1' ? 'cancelled' : 'expired';
        if (known === undefined) return say(`${subject} is ${end} and was never accepted`);
        if (known.end !== null && known.end !== end) say(`${subject} is ${end} and was ${known.end} before`);
        known.end = end;
        return;
      }
      case 'crossdock.order.closed.v1': {
        const known = orders.get(subject);
        if (known === undefined) return say(`${subject} is closed and was never accepted`);
        if (known.closed) say(`${subject} is closed twice`);
        known.closed = true;
        return;
      }
      default:
        return;
    }
  }

  function compare(id: string, view: View): void {
    const known = orders.get(id);
    const row = view.orders.get(id);
    if (known === undefined) return say(`${id} is stored, and the journal never took it`);
    if (row === undefined) return say(`${id} was taken and is not there`);
    if (view.orderNames.get(known.name) !== id)
      say(`${id} is not found by its name: there is ${view.orderNames.get(known.name)}`);
    // A case gives back bit by bit, as warehouses do, and is over with the last of it.
    const end = known.end ?? 'open';
    const isOnTheWay = row.fulfilment !== null && row.stage === 'open' && row.lines.some((line) => line.reserved > 0);
    if (row.stage !== end && !isOnTheWay) say(`${id} is ${row.stage}, the journal says ${end}`);
    if (known.closed !== (row.fulfilment?.ended ?? false) && known.end === null)
      say(`${id} is ${known.closed ? '' : 'not '}closed by the journal, and not by its case`);
    for (const line of row.lines) checkLine(row, line, known, view);
  }

  function checkLine(order: OrderRow, line: LineRow, known: Known, view: View): void {
    const of = `line ${line.line} of ${order.id}`;
    const { ordered, reserved, backordered, issued, cancelled } = line;
    if (ordered !== reserved + backordered + issued + cancelled)
      say(
        `${of}: ${ordered} ordered, ${reserved} reserved, ${backordered} awaited, ${issued} gone, ${cancelled} cancelled`,
      );
    if (Math.min(reserved, backordered, issued, cancelled) < 0)
      say(`${of}: less than nothing in ${JSON.stringify(line)}`);
    const said = known.ordered.get(line.line);
    // A line of which the journal says nothing is for goods that are sent instead of others.
    if (said === undefined ? line.substitutes === undefined : said !== ordered)
      say(`${of}: ${ordered} ordered, the journal says ${said}`);
    const portions = line.portions.reduce((sum, { quantity }) => sum + quantity, 0);
    if (portions !== reserved) say(`${of}: ${reserved} reserved in portions of ${portions}`);
    for (const { item, per } of line.components ?? [{ item: line.item, per: 1 }]) {
      const own = partsOf(order.id, view).filter((part) => part.line === line.line && part.item === item);
      const holds = own.reduce((sum, part) => sum + (part.state === 'pending' ? part.quantity : part.posted), 0);
      const promised = (reserved + issued) * per;
      // Of a kit, more of one component may have left than of the scarcest, which counts.
      if (holds < promised || (holds > promised && line.components === null))
        say(`${of}: ${promised} ${item} reserved or gone, and parts hold ${holds}`);
    }
  }

  function partsOf(holder: string, view: View): PartRow[] {
    return [...(held.get(holder) ?? [])].flatMap((key) => view.parts.get(key) ?? []);
  }

  return {
    name: 'no order is lost',
    turn: ({ facts, changed }, entries, view) => {
      const touched = new Set(changed.orders);
      for (const entry of entries) {
        read(entry);
        if (orders.has(entry.subject)) touched.add(entry.subject);
      }
      for (const fact of facts) {
        if (fact.fact !== 'reserved') continue;
        const { holder, part } = fact.part;
        held.set(holder, (held.get(holder) ?? new Set()).add(`${holder}\t${part}`));
      }
      for (const id of touched) compare(id, view);
    },
    heard: ({ message, command, status, answer }) => {
      if (command !== 'order.place' || status !== 'done') return;
      const id = String((answer as { readonly result?: { readonly id?: unknown } }).result?.id);
      if (!orders.has(id)) say(`${message} was told that ${id} is taken, and the journal knows nothing of it`);
    },
    all: (view) => {
      for (const id of new Set([...orders.keys(), ...view.orders.keys()])) compare(id, view);
      for (const [name, id] of view.orderNames) if (names.get(name) !== id) say(`${name} is the name of ${id}`);
    },
  };
}
