// What the warehouses' files bring to the ERP every quarter of an hour: what was accepted, picked, sent and given back.
import { minus } from '../../counterparties/system/amount.ts';
import type { CloudEvent } from '../../counterparties/system/message.ts';
import { list, text, whole } from '../../counterparties/system/read.ts';
import { shelvedOf } from '../world.ts';
import type { World } from '../world.ts';
import { setUp } from './parameters.ts';
import { giveBack } from './state.ts';
import type { OldOrder, OldRelease, OldState } from './state.ts';

export function readFile(
  { world, state }: Readonly<{ world: World; state: OldState }>,
  { type, data }: CloudEvent,
  now: number,
): void {
  const order = state.orders.get(text(data, 'order'));
  if (order === undefined) throw new Error(`bug: the ERP has no order ${text(data, 'order')}`);
  const release = order.releases.find(({ id }) => id === data['release']);
  switch (type) {
    case 'crossdock.release.refused.v1':
    case 'crossdock.release.cancelled.v1': {
      if (release === undefined || release.stage === 'cancelled' || release.stage === 'refused') return;
      release.stage = type === 'crossdock.release.refused.v1' ? 'refused' : 'cancelled';
      for (const { line, quantity } of release.lines) giveBack(order, line, quantity);
      return;
    }
    case 'crossdock.release.cancel_refused.v1':
      if (release?.stage === 'recalled') release.stage = 'live';
      return;
    case 'crossdock.shipment.picked.v1':
      return readPicked({ world, state }, order, release, data, now);
    case 'crossdock.shipment.shipped.v1': {
      const known = state.shipments.get(text(data, 'shipment'));
      if (known !== undefined) known.hasLeft = true;
      if (release !== undefined && data['complete'] === true) release.stage = 'done';
      return;
    }
    default:
      return;
  }
}

function readPicked(
  { world, state }: Readonly<{ world: World; state: OldState }>,
  order: OldOrder,
  release: OldRelease | undefined,
  data: CloudEvent['data'],
  now: number,
): void {
  const noted = new Map<number, number>();
  const picked = new Map<number, number>();
  for (const entry of list(data, 'lines')) {
    const [line, item, quantity] = [whole(entry, 'line'), text(entry, 'item'), Number(entry['quantity'])];
    const short = Number(entry['short'] ?? 0);
    noted.set(line, (noted.get(line) ?? 0) + quantity + short);
    picked.set(line, (picked.get(line) ?? 0) + quantity);
    if (short === 0) continue;
    giveBack(order, line, short);
    const asked = release?.lines.find((known) => known.line === line);
    if (asked !== undefined) asked.quantity = minus(asked.quantity, short);
    for (const part of shelvedOf(world.market, item))
      state.blocked.set(`${part.item}@${text(data, 'site')}`, now + setUp.blockedAfterShortMs);
  }
  const entries = (of: Map<number, number>): { line: number; quantity: number }[] =>
    [...of].map(([line, quantity]) => ({ line, quantity }));
  const shipment = text(data, 'shipment');
  if ([...picked.values()].every((quantity) => quantity === 0)) {
    // Nothing was found: no shipment will come of it.
    if (release !== undefined && release.lines.every(({ quantity }) => quantity <= 0)) release.stage = 'done';
    return;
  }
  state.shipments.set(shipment, {
    shipment,
    order,
    noted: entries(noted),
    picked: entries(picked),
    hasLeft: false,
    billing: 'open',
  });
}
