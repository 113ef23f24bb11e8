// The first half of a turn on PostgreSQL: locks and loads, in the one order that every turn keeps: orders → reservations →
// balances, each by its key in "C" collation, and then what answers are known. All of it goes out in one pipeline, or two when a
// document must be read first to know which stock it lies on.
import type pg from 'pg';
import { pipeline } from '#postgres/pipeline.ts';
import type { Ask, Row } from '#postgres/pipeline.ts';
import type { Answer } from '#processes/decide.ts';
import { emptyState } from '#processes/draft.ts';
import type { Intake, Reservation, TurnState } from '#processes/draft.ts';
import type { Order } from '#orders/model.ts';
import { orderOf } from '#orders/stored.ts';
import { byAge, partKey, splitStockKey, stockKey } from '#stock/model.ts';
import type { Absolute, Balance, Detail, Part, SumRequest, Supply } from '#stock/model.ts';
import { loadAwaited, loadQueues, promisedOrders } from './postgres-awaits.ts';
import { whole } from './postgres-rows.ts';
import type { OpenRequest } from './store.ts';
import { orderName } from '#processes/place-order.ts';

export interface Opened {
  readonly now: number;
  readonly epoch: number;
  readonly known: Map<string, { readonly digest: string; readonly answer: Answer }>;
  readonly state: TurnState;
  readonly locked: Locked;
}

/** What the write may rely on, because it was locked and loaded. */
export interface Locked {
  /** Where each row lies: it cannot move while it is locked, so the write needs no index. */
  readonly places: Record<'balances' | 'orders', Map<string, string>>;
  /** Lots, counts and supplies as they are stored: what the turn left alone is not written again. */
  readonly stored: WeakSet<object>;
  /** Orders as they were. */
  readonly orders: Map<string, Order>;
}

/** `names`: shared by turns that give names to orders and reservations, exclusive for one that relies on a name not being given. */
export async function openTransaction(
  client: pg.Client,
  request: OpenRequest,
  names: 'shared' | 'exclusive',
): Promise<Opened> {
  const { keys } = request;
  const state = emptyState();
  const locked: Locked = {
    places: { balances: new Map(), orders: new Map() },
    stored: new WeakSet(),
    orders: new Map(),
  };
  const derives = keys.holders.size + keys.holderNames.size + keys.promisedAt.size > 0;
  const lock = request.exclusive ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  const nameLock = names === 'exclusive' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  const { clock, answers, steps } = await pipeline(client, (ask) => {
    const begun = ask('begin', 'begin', []);
    const alone = ask(
      `${lock} ${names}`,
      `select ${lock}(hashtext('crossdock:' || current_schema())), ${nameLock}(hashtext('crossdock names:' || current_schema()))`,
      [],
    );
    const clock = ask(
      'clock',
      'select epoch, (extract(epoch from clock_timestamp()) * 1000)::bigint from catalog_epoch',
      [],
    );
    const documents = [
      loadOrders(ask, { ids: [...keys.orders], names: [...keys.orderNames] }, state, locked),
      loadReservations(ask, [...keys.reservations], state),
      loadIntakes(ask, request.intakes, state),
    ];
    const stock = derives ? [] : loadStock(ask, request, [], state, locked);
    const answers = derives ? null : readAnswers(ask, request);
    return {
      clock,
      answers,
      steps: [begun, alone, clock, ...documents, ...stock, ...(answers === null ? [] : [answers])],
    };
  });
  await settle(steps);
  const known = (await answers) ?? (await loadDerived(client, request, state, locked));
  await addBalances(client, request, state, locked);
  for (const order of state.orders.values()) locked.orders.set(order.id, order);
  const [time] = await clock;
  return { now: whole(time?.[1]), epoch: whole(time?.[0]), known, state, locked };
}

/** What only the documents tell: the stock that their parts lie on. Then what answers are known. */
async function loadDerived(
  client: pg.Client,
  request: OpenRequest,
  state: TurnState,
  locked: Locked,
): Promise<Opened['known']> {
  const { keys } = request;
  if (keys.promisedAt.size > 0) {
    const ids = await pipeline(client, (ask) => promisedOrders(ask, keys.promisedAt));
    for (const id of ids) keys.holders.add(id);
    await pipeline(client, (ask) => loadOrders(ask, { ids, names: [] }, state, locked));
  }
  const holders = holdersOf(request, state);
  for (const holder of holders) state.partsOf.set(holder, []);
  await pipeline(client, (ask) => loadPlacesOf(ask, holders, keys.balances));
  const { answers, stock } = await pipeline(client, (ask) => ({
    stock: loadStock(ask, request, holders, state, locked),
    answers: readAnswers(ask, request),
  }));
  await settle([...stock, answers]);
  return answers;
}

/** Every step of a failed pipeline fails; the first reason is the one that counts. */
export async function settle(steps: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(steps)) if (result.status === 'rejected') throw result.reason;
}

/** What was answered to messages that come again: asked for after the locks, so that it sees what was committed by whom they waited for. */
async function readAnswers(ask: Ask, { claims }: OpenRequest): Promise<Opened['known']> {
  const known: Opened['known'] = new Map();
  if (claims.length === 0) return known;
  const rows = await ask(
    'answered',
    `select i.source, i.id, i.digest, i.answer
     from unnest($1::text[], $2::text[]) as claim (source, id)
     join inbox i on i.source = claim.source and i.id = claim.id`,
    [claims.map(({ source }) => source), claims.map(({ id }) => id)],
  );
  for (const [source, id, digest, answer] of rows)
    known.set(`${String(source)}\t${String(id)}`, {
      digest: String(digest),
      answer: JSON.parse(String(answer)) as Answer, // Written by commit.
    });
  return known;
}

const orderColumns = `o.id, o.channel, o.external_id, o.customer, (extract(epoch from o.placed_at) * 1000)::bigint, o.document, o.ctid::text`;

async function loadOrders(
  ask: Ask,
  wanted: { readonly ids: readonly string[]; readonly names: readonly string[] },
  state: TurnState,
  { places }: Locked,
): Promise<void> {
  if (wanted.ids.length + wanted.names.length === 0) return;
  const channels: string[] = [];
  const externalIds: string[] = [];
  for (const name of wanted.names) {
    const tab = name.indexOf('\t');
    channels.push(name.slice(0, tab));
    externalIds.push(name.slice(tab + 1));
  }
  const byName =
    wanted.names.length === 0
      ? []
      : ask(
          'orders by name',
          `select ${orderColumns}
     from unnest($1::text[], $2::text[]) as name (channel, external_id)
     join orders o on o.channel = name.channel and o.external_id = name.external_id
     order by o.id
     for update of o`,
          [channels, externalIds],
        );
  const byId =
    wanted.ids.length === 0
      ? []
      : ask(
          'orders by id',
          `select ${orderColumns}
     from orders o
     where o.id = any ($1::text[])
     order by o.id
     for update`,
          [wanted.ids],
        );
  const rows = await Promise.all([byName, byId]);
  for (const [id, channel, externalId, customer, placedAt, document, place] of rows.flat()) {
    const order = orderOf(
      {
        id: String(id),
        channel: String(channel),
        externalId: String(externalId),
        customer: customer ?? null,
        placedAt: whole(placedAt),
      },
      String(document),
    );
    state.orders.set(order.id, order);
    places.orders.set(order.id, String(place));
    state.orderNames.set(orderName(order.channel, order.externalId), order.id);
  }
}

async function loadReservations(ask: Ask, ids: readonly string[], state: TurnState): Promise<void> {
  if (ids.length === 0) return;
  const rows = await ask(
    'reservations',
    `select document::text
     from reservations
     where id = any ($1::text[])
     order by id
     for update`,
    [ids],
  );
  for (const [document] of rows) {
    const reservation = JSON.parse(String(document)) as Reservation; // Written by commit.
    state.reservations.set(reservation.id, reservation);
  }
}

async function loadIntakes(ask: Ask, ids: readonly string[], state: TurnState): Promise<void> {
  if (ids.length === 0) return;
  const rows = await ask(
    'intakes',
    `select id, source, event_id, type, state, reason::text, (extract(epoch from held_at) * 1000)::bigint
     from intakes
     where id = any ($1::text[])
     order by id
     for update`,
    [ids],
  );
  for (const [id, source, eventId, type, stage, reason, heldAt] of rows) {
    state.intakes.set(String(id), {
      id: String(id),
      source: String(source),
      eventId: String(eventId),
      type: String(type),
      state: stage as Intake['state'],
      reason: JSON.parse(String(reason)) as Intake['reason'],
      heldAt: whole(heldAt),
    });
  }
}

function holdersOf(request: OpenRequest, state: TurnState): string[] {
  const holders = new Set(request.keys.holders);
  for (const name of request.keys.holderNames) {
    const id = state.orderNames.get(name);
    if (id !== undefined) holders.add(id);
  }
  return [...holders];
}

/** The stock that the holders' parts lie on must be locked too. Parts never change place, so reading before locking is safe. */
async function loadPlacesOf(ask: Ask, holders: readonly string[], balances: Set<string>): Promise<void> {
  const rows = await ask(
    'places of holders',
    `select distinct item, site from reservation_parts where holder = any ($1::text[])`,
    [holders],
  );
  for (const [item, site] of rows) balances.add(stockKey(String(item), String(site)));
}

function loadStock(
  ask: Ask,
  { keys }: OpenRequest,
  holders: readonly string[],
  state: TurnState,
  locked: Locked,
): Promise<void>[] {
  const all = new Set([...keys.balances, ...keys.details]);
  if (all.size === 0) return [];
  return [
    lockBalances(ask, all, state, locked),
    loadDetails(ask, keys.details, state, locked),
    loadParts(ask, holders, keys.details, state),
    loadSums(ask, keys.sums, state),
    loadAwaited(ask, { items: itemsAt(all), frees: keys.frees }, state),
    loadQueues(ask, keys.waiting, state),
  ];
}

/** Rows of places where nothing was ever booked. */
async function addBalances(client: pg.Client, { keys }: OpenRequest, state: TurnState, locked: Locked): Promise<void> {
  const absent = new Set<string>();
  for (const key of keys.balances) if (!state.balances.has(key)) absent.add(key);
  for (const key of keys.details) if (!state.balances.has(key)) absent.add(key);
  if (absent.size === 0) return;
  const made = split(absent);
  // Somebody may have made them and moved stock in between: then what hangs on them is read again under the lock.
  const detailed = new Set([...absent].filter((key) => keys.details.has(key)));
  await settle(
    await pipeline(client, (ask) => [
      ask(
        'new balances',
        `insert into balances (item, site)
         select item, site from unnest($1::text[], $2::text[]) as place (item, site)
         on conflict do nothing`,
        [made.items, made.sites],
      ),
      lockBalances(ask, absent, state, locked),
      loadDetails(ask, detailed, state, locked),
      loadParts(ask, [], detailed, state),
      loadSums(ask, keys.sums, state),
    ]),
  );
}

function itemsAt(places: ReadonlySet<string>): string[] {
  return [...new Set([...places].map((place) => splitStockKey(place).item))];
}

function split(keys: Iterable<string>): { items: string[]; sites: string[] } {
  const items: string[] = [];
  const sites: string[] = [];
  for (const key of [...keys].toSorted()) {
    const { item, site } = splitStockKey(key);
    items.push(item);
    sites.push(site);
  }
  return { items, sites };
}

async function lockBalances(ask: Ask, keys: ReadonlySet<string>, state: TurnState, locked: Locked): Promise<void> {
  const { items, sites } = split(keys);
  const rows = await ask(
    'balances',
    `select b.item, b.site, b.on_hand, b.sellable, b.reserved, b.short, b.unexplained, b.inbound, b.inbound_reserved, b.ctid::text
     from unnest($1::text[], $2::text[]) as place (item, site)
     join balances b on b.item = place.item and b.site = place.site
     order by b.item, b.site
     for update of b`,
    [items, sites],
  );
  for (const row of rows) {
    const balance: Balance = {
      item: String(row[0]),
      site: String(row[1]),
      onHand: whole(row[2]),
      sellable: whole(row[3]),
      reserved: whole(row[4]),
      short: whole(row[5]),
      unexplained: whole(row[6]),
      inbound: whole(row[7]),
      inboundReserved: whole(row[8]),
    };
    const key = stockKey(balance.item, balance.site);
    state.balances.set(key, balance);
    locked.places.balances.set(key, String(row[9]));
  }
}

async function loadDetails(ask: Ask, keys: ReadonlySet<string>, state: TurnState, { stored }: Locked): Promise<void> {
  if (keys.size === 0) return;
  const { items, sites } = split(keys);
  const from = `from unnest($1::text[], $2::text[]) as place (item, site)`;
  const [details, absolutes, supplies] = await Promise.all([
    ask(
      'details',
      `select d.item, d.site, d.lot, d.status, d.quantity, d.unexplained, d.expires_on::text
      ${from} join stock_details d on d.item = place.item and d.site = place.site order by d.lot, d.status`,
      [items, sites],
    ),
    ask(
      'absolutes',
      `select a.item, a.site, a.lot, a.status, a.source, (extract(epoch from a.as_of) * 1000)::bigint, a.sequence, a.quantity
      ${from} join stock_absolutes a on a.item = place.item and a.site = place.site order by a.lot, a.status`,
      [items, sites],
    ),
    ask(
      'supplies',
      `select s.item, s.site, s.id, s.expected_on::text, s.quantity, s.received, s.reserved, (extract(epoch from s.as_of) * 1000)::bigint, s.sequence
      ${from} join supplies s on s.item = place.item and s.site = place.site order by s.expected_on, s.id`,
      [items, sites],
    ),
  ]);
  for (const key of keys) {
    state.details.set(key, []);
    state.absolutes.set(key, []);
    state.supplies.set(key, []);
  }
  for (const row of details) {
    append<Detail>(stored, state.details, row, {
      lot: String(row[2]),
      status: row[3] as Detail['status'],
      quantity: whole(row[4]),
      unexplained: whole(row[5]),
      expiresOn: row[6] === null ? null : String(row[6]),
    });
  }
  for (const row of absolutes) {
    append<Absolute>(stored, state.absolutes, row, {
      lot: String(row[2]),
      status: row[3] as Absolute['status'],
      source: String(row[4]),
      asOf: { time: whole(row[5]), sequence: row[6] === null ? null : whole(row[6]) },
      quantity: whole(row[7]),
    });
  }
  for (const row of supplies) {
    append<Supply>(stored, state.supplies, row, {
      id: String(row[2]),
      expectedOn: String(row[3]),
      quantity: whole(row[4]),
      received: whole(row[5]),
      reserved: whole(row[6]),
      asOf: { time: whole(row[7]), sequence: row[8] === null ? null : whole(row[8]) },
    });
  }
}

function append<Value extends object>(
  stored: WeakSet<object>,
  into: Map<string, readonly Value[]>,
  row: Row,
  value: Value,
): void {
  stored.add(value);
  (into.get(stockKey(String(row[0]), String(row[1]))) as Value[] | undefined)?.push(value); // The lists were made by loadDetails.
}

async function loadParts(
  ask: Ask,
  holders: readonly string[],
  places: ReadonlySet<string>,
  state: TurnState,
): Promise<void> {
  const columns =
    'p.holder, p.part, p.line, p.item, p.site, p.quantity, p.inbound, p.supply, p.posted, p.state, p.reported::text';
  const { items, sites } = split(places);
  const [held, waiting] = await Promise.all([
    holders.length === 0
      ? []
      : ask(
          'parts of holders',
          `select ${columns} from reservation_parts p where p.holder = any ($1::text[]) order by p.holder, p.part`,
          [holders],
        ),
    items.length === 0
      ? []
      : ask(
          'parts waiting',
          `select ${columns} from unnest($1::text[], $2::text[]) as place (item, site)
      join reservation_parts p on p.item = place.item and p.site = place.site and p.inbound > 0`,
          [items, sites],
        ),
  ]);
  for (const key of places) state.waiting.set(key, []);
  for (const row of held) {
    const part = readPart(row);
    const key = partKey(part.holder, part.part);
    state.parts.set(key, part);
    (state.partsOf.get(part.holder) as string[] | undefined)?.push(key); // Made by loadDerived.
  }
  // Oldest promise first: holder ids are in order of time after their prefix.
  for (const part of waiting.map(readPart).toSorted(byAge)) {
    const key = partKey(part.holder, part.part);
    state.parts.set(key, part);
    const place = stockKey(part.item, part.site);
    (state.waiting.get(place) as string[] | undefined)?.push(key); // Made above.
  }
}

function readPart(row: Row): Part {
  return {
    holder: String(row[0]),
    part: whole(row[1]),
    line: whole(row[2]),
    item: String(row[3]),
    site: String(row[4]),
    quantity: whole(row[5]),
    inbound: whole(row[6]),
    supply: row[7] === null ? null : String(row[7]),
    posted: whole(row[8]),
    state: row[9] as Part['state'],
    reported: row[10] === null ? {} : (JSON.parse(String(row[10])) as Part['reported']),
  };
}

/** Sums of movements after a watermark; the same rule as stock/watermark.ts. */
async function loadSums(ask: Ask, sums: ReadonlyMap<string, SumRequest>, state: TurnState): Promise<void> {
  if (sums.size === 0) return;
  const requests = [...sums.entries()];
  const rows = await ask(
    'sums',
    `select wanted.key, coalesce((
       select sum(m.quantity)
       from movements m
       where m.item = wanted.item and m.site = wanted.site and m.lot = wanted.lot and m.status = wanted.status
         and case when m.source = wanted.source and m.sequence is not null and wanted.sequence is not null
               then m.sequence > wanted.sequence
               else m.occurred_at > to_timestamp(wanted.time / 1000.0) end
     ), 0)::bigint
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[])
       as wanted (key, item, site, lot, status, source, time, sequence)`,
    [
      requests.map(([key]) => key),
      requests.map(([, one]) => one.cell.item),
      requests.map(([, one]) => one.cell.site),
      requests.map(([, one]) => one.cell.lot),
      requests.map(([, one]) => one.cell.status),
      requests.map(([, one]) => one.source),
      requests.map(([, one]) => one.asOf.time),
      requests.map(([, one]) => one.asOf.sequence),
    ],
  );
  for (const [key, sum] of rows) state.sums.set(String(key), whole(sum));
}
