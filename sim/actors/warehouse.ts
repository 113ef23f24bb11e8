// Warehouses: take releases or not, find everything or not, pack, send, give back, answer late, twice, or not before they are
// reminded. What they send is what is on their shelves.
import type { Entry } from '#processes/entry.ts';
import type { PickedLine, ShippedLine } from '#processes/order-event-data.ts';
import { kit } from '../network.ts';
import { goodsOf } from './shelves.ts';
import type { Shelves } from './shelves.ts';
import { dayMs, hourMs, minuteMs } from './stage.ts';
import type { Actor, Stage } from './stage.ts';

interface Wanted {
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly substitutes?: readonly string[];
}

interface Release {
  readonly id: string;
  readonly order: string;
  readonly site: string;
  readonly lines: readonly Wanted[];
  stage: 'silent' | 'taken' | 'picked' | 'packed' | 'left' | 'refused' | 'cancelled';
  shipments: number;
}

export function warehouse(stage: Stage, shelves: Shelves): Actor {
  const { chance } = stage;
  const releases = new Map<string, Release>();

  function take(entry: Entry): void {
    const data = entry.data as { order: string; release: string; site: string; lines: readonly Wanted[] };
    if (releases.has(data.release)) return; // A delivery that came twice.
    const release: Release = { ...data, id: data.release, stage: 'silent', shipments: 0 };
    releases.set(release.id, release);
    if (stage.mishap(0.3)) return; // Until it is reminded, or for ever.
    stage.after(minuteMs, stage.mishap() ? 6 * hourMs : 30 * minuteMs, () => answer(release));
  }

  function answer(release: Release): void {
    const { order, id, site } = release;
    if (release.stage === 'cancelled') return;
    if (release.stage === 'refused' || (release.stage === 'silent' && stage.mishap(0.3))) {
      release.stage = 'refused';
      return stage.tell(site, 'release.refused', { order, release: id, site, reason: 'no room' });
    }
    stage.tell(site, 'release.accepted', { order, release: id, site });
    if (stage.mishap(0.1)) confuse(release);
    if (release.stage !== 'silent') return;
    release.stage = 'taken';
    stage.after(10 * minuteMs, stage.mishap() ? dayMs : 4 * hourMs, () => pick(release));
  }

  /** Reports about what does not exist, or elsewhere: kept with the reason. */
  function confuse({ order, id, site }: Release): void {
    const what = chance.whole(1, 4);
    if (what === 1) stage.tell(site, 'release.accepted', { order: 'ord_unknown', release: id, site });
    if (what === 2) stage.tell(site, 'release.accepted', { order, release: `${order}-R99`, site });
    if (what === 3) stage.tell(site, 'release.accepted', { order, release: id, site: site === 'GDN' ? 'HAM' : 'GDN' });
    if (what === 4) stage.tell('erp', 'issue.posted', { order, shipment: 'unknown', document: 'GI' });
  }

  function pick(release: Release): void {
    if (release.stage !== 'taken') return;
    release.stage = 'picked';
    release.shipments += 1;
    const shipment = `${release.id} S${release.shipments}`;
    const { order, id, site } = release;
    const found = release.lines.map((line) => find(line, site));
    const leaving = found.flatMap(({ shipped }) => shipped);
    stage.tell(site, 'shipment.picked', {
      order,
      release: id,
      site,
      shipment,
      lines: found.flatMap(({ picked }) => picked),
    });
    if (leaving.length === 0) {
      release.stage = 'left';
      return;
    }
    stage.after(5 * minuteMs, 2 * hourMs, () => pack(release, shipment, leaving));
  }

  function find(line: Wanted, site: string): { picked: PickedLine[]; shipped: ShippedLine[] } {
    const { line: number, item } = line;
    const wanted = stage.mishap(0.5) ? chance.whole(0, Math.floor(line.quantity)) : line.quantity;
    const taken = takeOf(item, site, wanted);
    const quantity = taken.reduce((sum, one) => sum + one.quantity, 0);
    const short = Math.round((line.quantity - quantity) * 100) / 100;
    const other = line.substitutes?.[0] ?? (stage.mishap(0.1) ? 'BULB' : undefined);
    const instead = short > 0 && other !== undefined && item !== other ? takeOf(other, site, Math.ceil(short)) : [];
    const replaced = instead.reduce((sum, one) => sum + one.quantity, 0);
    const more = {
      ...(short > 0 && { short }),
      ...(other !== undefined && replaced > 0 && { substitute: { item: other, quantity: replaced } }),
    };
    const picked = (taken.length === 0 ? [{ lot: '', quantity: 0 }] : taken).map((one, index) => ({
      line: number,
      item,
      quantity: one.quantity,
      ...(one.lot !== '' && { lot: one.lot }),
      ...(index === 0 && more),
    }));
    const shipped = [
      ...taken.map((one) => ({ line: number, item, quantity: one.quantity, ...(one.lot !== '' && { lot: one.lot }) })),
      ...(other !== undefined && replaced > 0 ? [{ line: number, item: other, quantity: replaced }] : []),
    ];
    return { picked, shipped };
  }

  /** In units of the item. Of a kit as many as all its parts are there. */
  function takeOf(item: string, site: string, quantity: number): { lot: string; quantity: number }[] {
    if (item !== kit.code) {
      const { unit } = goodsOf(item);
      return shelves
        .take(item, site, Math.round(quantity * unit))
        .map((one) => ({ lot: one.lot, quantity: one.quantity / unit }));
    }
    const parts = Object.entries(kit.parts);
    const whole = Math.min(quantity, ...parts.map(([part, per]) => Math.floor(shelves.all(part, site) / per)));
    if (whole <= 0) return [];
    for (const [part, per] of parts) shelves.take(part, site, whole * per);
    return [{ lot: '', quantity: whole }];
  }

  function pack(release: Release, shipment: string, leaving: readonly ShippedLine[]): void {
    if (release.stage === 'cancelled') return putBack(release.site, leaving);
    release.stage = 'packed';
    const { order, id, site } = release;
    if (!stage.mishap(0.2)) stage.tell(site, 'shipment.packed', { order, release: id, site, shipment });
    stage.after(30 * minuteMs, stage.mishap(0.5) ? dayMs : 5 * hourMs, () => send(release, shipment, leaving));
  }

  function send(release: Release, shipment: string, leaving: readonly ShippedLine[]): void {
    const { order, id, site } = release;
    release.stage = 'left';
    const [first, ...rest] = leaving;
    const isSplit = first !== undefined && rest.length > 0 && stage.mishap(0.3);
    const ship = (number: string, lines: readonly ShippedLine[], complete: boolean): void => {
      stage.tell(site, 'shipment.shipped', { order, release: id, site, shipment: number, lines, complete });
      // Some also book what left, with the order as the reference.
      if (stage.mishap(0.2)) for (const line of lines) issueToo(site, order, line);
    };
    if (isSplit) {
      ship(shipment, [first], false);
      release.shipments += 1;
      const second = `${id} S${release.shipments}`;
      stage.after(minuteMs, dayMs, () => ship(second, rest, true));
    } else ship(shipment, leaving, !stage.mishap(0.1));
  }

  function issueToo(site: string, reference: string, { item, quantity, lot }: ShippedLine): void {
    if (item === kit.code) return;
    const id = `${site} issue ${stage.number()}`;
    stage.report(site, {
      type: 'stock.event',
      kind: 'issued',
      event: { source: site, id, type: 'crossdock.stock.issued.v1' },
      data: { item, site, quantity, reference, ...(lot !== undefined && { lot }) },
    });
  }

  function putBack(site: string, lines: readonly ShippedLine[]): void {
    for (const { item, quantity, lot } of lines) {
      const parts = item === kit.code ? Object.entries(kit.parts) : [[item, goodsOf(item).unit] as const];
      for (const [part, per] of parts) shelves.put(part, site, lot ?? '', Math.round(Number(quantity) * per));
    }
  }

  function giveBack({ data }: Entry): void {
    const release = releases.get(String(data['release']));
    if (release === undefined || release.stage === 'cancelled') return;
    const { order, id, site } = release;
    stage.after(minuteMs, stage.mishap() ? 8 * hourMs : hourMs, () => {
      if (release.stage === 'packed' || release.stage === 'left')
        return stage.tell(site, 'release.cancel_refused', { order, release: id, site, reason: 'packed' });
      release.stage = 'cancelled';
      stage.tell(site, 'release.cancelled', { order, release: id, site });
    });
  }

  /** Half a day to a day and a half on the road; told with the order as the reference, so that its goods are known. */
  function transfer({ data }: Entry): void {
    const { order, from, to, lines } = data as { order: string; from: string; to: string; lines: readonly Wanted[] };
    stage.after(12 * hourMs, 36 * hourMs, () => {
      for (const { item, quantity } of lines)
        for (const [part, per] of item === kit.code ? Object.entries(kit.parts) : [[item, 1] as const])
          for (const taken of takeOf(part, from, quantity * per)) move(part, from, to, taken, order);
    });
  }

  function move(
    item: string,
    site: string,
    toSite: string,
    taken: { lot: string; quantity: number },
    reference: string,
  ): void {
    shelves.put(item, toSite, taken.lot, Math.round(taken.quantity * goodsOf(item).unit));
    const more = { reason: 'transfer', reference, toSite, ...(taken.lot !== '' && { lot: taken.lot }) };
    stage.report(site, {
      type: 'stock.event',
      kind: 'moved',
      event: { source: site, id: `${site} move ${stage.number()}`, type: 'crossdock.stock.moved.v1' },
      data: { item, site, quantity: taken.quantity, ...more },
    });
  }

  return {
    name: 'warehouse',
    hear: (entry) => {
      switch (entry.type) {
        case 'crossdock.release.requested.v1':
          return take(entry);
        case 'crossdock.release.reminded.v1': {
          const release = releases.get(String(entry.data['release']));
          if (release !== undefined && !stage.mishap(0.5)) stage.after(minuteMs, hourMs, () => answer(release));
          return;
        }
        case 'crossdock.release.cancel_requested.v1':
          return giveBack(entry);
        case 'crossdock.transfer.requested.v1':
          return transfer(entry);
        default:
          return;
      }
    },
  };
}
