// The warehouse management of all sites: takes releases, plans waves, picks what it finds, packs, and lets go what a carrier
// collects. Stubborn: a wave waits for the half hour, a shipment for its booking, and what is packed stays packed.
import type { Behaviour } from '../system/tools.ts';
import type { Faults } from '../system/faults.ts';
import { createSystem } from '../system/system.ts';
import type { Settings, SystemOf } from '../system/system.ts';
import { cancelRelease, linesPerHour, remind, takeRelease, wave } from './releases.ts';
import { booked, count, lose, night, nextNight, onShelf, openingShelves, putAway, reportToErp } from './shelves.ts';
import { collect, leave, pack, pick } from './shipments.ts';
import type { WmsTools, WmsOptions, WmsState, WmsTimer } from './state.ts';
import { arrive, callOffTransfer, depart, takeTransfer } from './transfers.ts';

export interface Wms extends SystemOf<WmsState> {
  /** What really lies there, which the warehouse itself does not know. */
  onShelf: (item: string, site: string) => number;
  booked: (item: string, site: string) => number;
}

const everySite = { description: 'Code of the site; empty: every site.', default: '' };

const faults: Faults = {
  short_picks: {
    description:
      'Pickers do not find all that is there. The goods stay on the shelf; the count afterwards finds nothing wrong.',
    parameters: { rate: { description: 'Share of the lines.', default: 0.3, min: 0, max: 1 } },
  },
  congestion: {
    description: 'A site picks fewer lines in each wave; the others wait for the next.',
    parameters: {
      site: everySite,
      capacity: { description: 'Share of its usual capacity; 0: nobody works.', default: 0.1, min: 0, max: 1 },
    },
  },
  stock_lost: {
    description:
      'Goods are gone from the shelf when it is switched on. The book does not know until somebody picks or counts.',
    parameters: {
      item: { description: 'Code of the item; empty: every item.', default: '' },
      site: everySite,
      share: { description: 'Share of what lies there.', default: 1, min: 0, max: 1 },
    },
  },
  substitutes_unasked: {
    description: 'Pickers who find too little take the next size without being allowed to.',
    parameters: { rate: { description: 'Share of the lines that come up short.', default: 1, min: 0, max: 1 } },
  },
};

export const usualWms: WmsOptions = { linesPerHour: {}, countsPerNight: 4, wrongBooks: 0.03, shrinkPerDay: 0.15 };

export function createWms(settings: Settings, given: Partial<WmsOptions> = {}): Wms {
  const options = { ...usualWms, ...given };
  const behaviour: Behaviour<WmsState, WmsTimer> = {
    name: 'wms',
    faults,
    listensTo: [
      'crossdock.release.requested.v1',
      'crossdock.release.reminded.v1',
      'crossdock.release.cancel_requested.v1',
      'crossdock.transfer.requested.v1',
      'crossdock.transfer.cancel_requested.v1',
    ],
    start: (tools) => {
      tools.schedule({ kind: 'night' }, nextNight(tools.now));
      return {
        shelves: openingShelves(tools, options.wrongBooks),
        committed: new Map(),
        releases: new Map(),
        shipments: new Map(),
        transfers: new Map(),
        parts: new Map(),
        queues: new Map(),
        unreported: new Map(),
        unwanted: new Map(),
      };
    },
    event: (tools, state, event) => {
      if (event.type === 'crossdock.release.requested.v1') takeRelease(tools, state, event);
      if (event.type === 'crossdock.release.reminded.v1') remind(tools, state, event);
      if (event.type === 'crossdock.release.cancel_requested.v1') cancelRelease(tools, state, event);
      if (event.type === 'crossdock.transfer.requested.v1') takeTransfer(tools, state, event);
      if (event.type === 'crossdock.transfer.cancel_requested.v1') callOffTransfer(tools, state, event);
    },
    notice: (tools, state, notice) => {
      if (notice.kind === 'goods_arrived') putAway(tools, state, notice);
      if (notice.kind === 'collection') collect(tools, state, notice);
    },
    fire: (tools, state, timer) => fire(tools, state, timer, options),
    switched: (tools, state, fault, on) => {
      if (on && fault === 'stock_lost') loseSwitched(tools, state);
    },
    tables: (state, tools) => ({
      stock: () =>
        [...state.shelves].flatMap(([place, lots]) =>
          lots.map((lot) => ({ place, ...lot, committed: state.committed.get(place) ?? 0 })),
        ),
      releases: () => [...state.releases.values()],
      shipments: () => [...state.shipments.values()],
      transfers: () => [...state.transfers.values()],
      queues: () =>
        [...tools.market.sites.keys()].map((site) => ({
          site,
          linesPerHour: linesPerHour(tools, site, options),
          waiting: state.queues.get(site) ?? [],
        })),
    }),
  };
  const system = createSystem(behaviour, settings);
  return {
    ...system,
    onShelf: (item, site) => system.read((state) => onShelf(state, item, site)),
    booked: (item, site) => system.read((state) => booked(state, item, site)),
  };
}

function fire(tools: WmsTools, state: WmsState, timer: WmsTimer, options: WmsOptions): void {
  switch (timer.kind) {
    case 'wave':
      return wave(tools, state, timer.site, options);
    case 'pick':
      return pick(tools, state, timer.shipment);
    case 'pack':
      return pack(tools, state, timer.shipment);
    case 'leave':
      return leave(tools, state, timer.shipment);
    case 'depart':
      return depart(tools, state, timer.transfer);
    case 'arrive':
      return arrive(tools, state, timer.transfer);
    case 'count':
      return count(tools, state, timer.item, timer.site);
    case 'report':
      return reportToErp(tools, state, timer.site);
    case 'night':
      return night(tools, state, options);
  }
}

function loseSwitched(tools: WmsTools, state: WmsState): void {
  const [item, site] = [tools.word('stock_lost', 'item'), tools.word('stock_lost', 'site')];
  const share = tools.setting('stock_lost', 'share');
  for (const code of item === '' ? tools.market.items.keys() : [item])
    for (const place of site === '' ? tools.market.sites.keys() : [site])
      lose(tools, state, { item: code, site: place, share });
}
