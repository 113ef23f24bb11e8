-- The foundation: journal and turns, inbox, master data, orders, the stock ledger, deadlines, deliveries, intakes, keys.
-- Tables that every turn writes have no foreign keys: the turn holds the locks and the checks below hold the invariants.

create table journal_head (
  one boolean not null default true,
  position bigint not null,
  hash bytea not null,
  constraint journal_head_pkey primary key (one),
  constraint journal_head_one check (one)
);

insert into journal_head (position, hash) values (0, '\x0000000000000000000000000000000000000000000000000000000000000000');

-- One row a turn. position is gapless and in commit order; hash = sha256(previous hash || root).
create table turns (
  position bigint not null,
  id uuid not null,
  root bytea not null,
  hash bytea not null,
  at timestamptz not null,
  epoch bigint not null,
  -- the messages decided, as compressed JSON, so that the turn can be decided again
  messages bytea not null,
  constraint turns_pkey primary key (position),
  constraint turns_id_key unique (id)
);

-- UUIDv7 is in order of time, so a range of turn ids is a range of recorded time.
create table journal (
  turn_id uuid not null,
  ordinal integer not null,
  type text not null,
  subject text not null,
  -- JSON, exactly as it was sealed; text, because checking it again costs a third of the insert
  entry text not null,
  constraint journal_pkey primary key (turn_id, ordinal)
) partition by range (turn_id);

create table journal_default partition of journal default;

create index journal_subject_idx on journal (subject, turn_id, ordinal);

create table inbox (
  source text collate "C" not null,
  id text collate "C" not null,
  digest text not null,
  answer text not null,
  recorded_at timestamptz not null,
  constraint inbox_pkey primary key (source, id)
);

create index inbox_recorded_at_idx on inbox using brin (recorded_at);

-- One row: advanced by every change of master data, keys or connections. A turn that decides with master data holds a shared
-- advisory lock and compares; a turn that changes it holds the exclusive one.
create table catalog_epoch (
  one boolean not null default true,
  epoch bigint not null,
  constraint catalog_epoch_pkey primary key (one),
  constraint catalog_epoch_one check (one)
);

insert into catalog_epoch (epoch) values (0);

create table items (
  code text collate "C" not null,
  document json not null,
  active boolean not null,
  scale smallint not null,
  epoch bigint not null,
  changed_at timestamptz not null,
  constraint items_pkey primary key (code)
);

create index items_epoch_idx on items (epoch);

create table sites (
  code text collate "C" not null,
  company text collate "C" not null,
  document json not null,
  epoch bigint not null,
  changed_at timestamptz not null,
  constraint sites_pkey primary key (code)
);

create table partners (
  code text collate "C" not null,
  company text collate "C",
  document json not null,
  epoch bigint not null,
  changed_at timestamptz not null,
  constraint partners_pkey primary key (code)
);

-- Personal data, apart from everything else, so that it can be erased.
create table party_details (
  id text collate "C" not null,
  salt text not null,
  details json not null,
  recorded_at timestamptz not null,
  constraint party_details_pkey primary key (id)
);

create table api_keys (
  id text collate "C" not null,
  name text not null,
  role text not null,
  sites text[],
  companies text[],
  -- sources whose events it may send; null: of any
  sources text[],
  secret_hash bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz,
  constraint api_keys_pkey primary key (id),
  constraint api_keys_secret_hash_key unique (secret_hash),
  constraint api_keys_role check (
    role in ('reader', 'channel', 'carrier', 'warehouse', 'erp', 'finance', 'operator', 'administrator')
  )
);

create table orders (
  id text collate "C" not null,
  channel text collate "C" not null,
  external_id text collate "C" not null,
  customer text collate "C",
  status text not null,
  placed_at timestamptz not null,
  -- the document with its line facts, as orders/stored.ts writes it
  document text not null,
  constraint orders_pkey primary key (id),
  constraint orders_name_key unique (channel, external_id)
) with (fillfactor = 45);

create index orders_channel_idx on orders (channel, id desc);
create index orders_customer_idx on orders (customer, id desc) where customer is not null;

-- Which orders are to be served when goods come: items that orders with a process wait for.
create table order_awaits (
  item text collate "C" not null,
  order_id text collate "C" not null,
  -- how much of the item, and what the order's turn hangs on
  quantity bigint not null,
  placed_at timestamptz not null,
  precedence double precision not null,
  customer text,
  constraint order_awaits_pkey primary key (item, order_id)
);

-- Versions of processes and policies; cases stay with the version they started with.
create table definitions (
  kind text not null,
  name text collate "C" not null,
  version int not null,
  hash text not null,
  owner text not null,
  active boolean not null,
  content text not null,
  epoch bigint not null,
  changed_at timestamptz not null,
  constraint definitions_pkey primary key (kind, name, version),
  constraint definitions_kind check (kind in ('process', 'policy'))
);
create unique index definitions_active_idx on definitions (kind, name) where active;

-- Which orders concern which site, for lists by status and lists that are cut to the caller's sites.
create table order_sites (
  site text collate "C" not null,
  status text not null,
  order_id text collate "C" not null,
  constraint order_sites_pkey primary key (site, status, order_id)
);

-- What somebody has to look at: the exceptions of orders that are open.
create table order_exceptions (
  order_id text collate "C" not null,
  kind text collate "C" not null,
  owner text collate "C" not null,
  since timestamptz not null,
  times integer not null,
  constraint order_exceptions_pkey primary key (order_id, kind)
);

create index order_exceptions_since_idx on order_exceptions (since, order_id, kind);

create table balances (
  item text collate "C" not null,
  site text collate "C" not null,
  on_hand bigint not null default 0,
  sellable bigint not null default 0,
  reserved bigint not null default 0,
  short bigint not null default 0,
  unexplained bigint not null default 0,
  inbound bigint not null default 0,
  inbound_reserved bigint not null default 0,
  constraint balances_pkey primary key (item, site),
  constraint balances_not_negative check (
    on_hand >= 0 and sellable >= 0 and reserved >= 0 and short >= 0 and unexplained >= 0 and inbound >= 0 and inbound_reserved >= 0
  ),
  constraint balances_sellable_on_hand check (sellable <= on_hand),
  constraint balances_reserved_covered check (reserved <= sellable + short)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 1);

create index balances_short_idx on balances (site, item) where short > 0;

create table stock_details (
  item text collate "C" not null,
  site text collate "C" not null,
  lot text collate "C" not null,
  status text not null,
  quantity bigint not null,
  unexplained bigint not null,
  expires_on date,
  constraint stock_details_pkey primary key (item, site, lot, status),
  constraint stock_details_not_negative check (quantity >= 0 and unexplained >= 0),
  constraint stock_details_one_side check (quantity = 0 or unexplained = 0)
) with (fillfactor = 80);

create table stock_absolutes (
  item text collate "C" not null,
  site text collate "C" not null,
  lot text collate "C" not null,
  status text not null,
  source text not null,
  as_of timestamptz not null,
  sequence bigint,
  quantity bigint not null,
  constraint stock_absolutes_pkey primary key (item, site, lot, status)
);

create table movements (
  turn_id uuid not null,
  ordinal integer not null,
  item text collate "C" not null,
  site text collate "C" not null,
  lot text collate "C" not null,
  status text not null,
  quantity bigint not null,
  kind text not null,
  occurred_at timestamptz not null,
  source text not null,
  sequence bigint,
  reason text,
  reference text,
  expires_on date,
  constraint movements_pkey primary key (turn_id, ordinal)
) partition by range (turn_id);

create table movements_default partition of movements default;

create index movements_place_idx on movements (item, site, occurred_at, turn_id, ordinal);
create index movements_sequence_idx on movements (item, site, source, sequence) where sequence is not null;

create table supplies (
  item text collate "C" not null,
  site text collate "C" not null,
  id text collate "C" not null,
  expected_on date not null,
  quantity bigint not null,
  received bigint not null,
  reserved bigint not null,
  as_of timestamptz not null,
  sequence bigint,
  constraint supplies_pkey primary key (item, site, id),
  constraint supplies_not_negative check (quantity >= 0 and received >= 0 and reserved >= 0)
);

-- Reservations made by themselves; those of orders are parts whose holder is the order.
create table reservations (
  id text collate "C" not null,
  item text collate "C" not null,
  state text not null,
  expires_at timestamptz,
  document json not null,
  constraint reservations_pkey primary key (id)
);

create table reservation_parts (
  holder text collate "C" not null,
  part integer not null,
  line integer not null,
  item text collate "C" not null,
  site text collate "C" not null,
  quantity bigint not null,
  inbound bigint not null,
  supply text collate "C",
  posted bigint not null,
  state text not null,
  reported json,
  constraint reservation_parts_pkey primary key (holder, part),
  constraint reservation_parts_quantities check (quantity > 0 and inbound >= 0 and posted >= 0 and inbound + posted <= quantity),
  constraint reservation_parts_state check (state in ('pending', 'posted', 'voided', 'expired'))
) with (fillfactor = 50);

create index reservation_parts_waiting_idx on reservation_parts (item, site, holder, part) where inbound > 0;

create table deadlines (
  id text collate "C" not null,
  due_at timestamptz not null,
  command json not null,
  failing_since timestamptz,
  constraint deadlines_pkey primary key (id)
);

create index deadlines_due_at_idx on deadlines (due_at);

create index deadlines_failing_since_idx on deadlines (failing_since) where failing_since is not null;

-- What each source last spoke of, per site: the staleness bound of every availability answer.
create table stock_sources (
  source text collate "C" not null,
  site text collate "C" not null,
  as_of timestamptz not null,
  heard_at timestamptz not null,
  constraint stock_sources_pkey primary key (source, site)
);

-- Outside events that could not be applied, with the event as it came.
create table intakes (
  id text collate "C" not null,
  source text not null,
  event_id text not null,
  type text not null,
  state text not null,
  reason json not null,
  raw json not null,
  -- what the event says of itself, as far as it can be told: whose it is, and whose timeline it stands in
  site text collate "C",
  order_reference text collate "C",
  held_at timestamptz not null,
  replayed_at timestamptz,
  constraint intakes_pkey primary key (id),
  constraint intakes_state check (state in ('held', 'replayed'))
);

create index intakes_state_idx on intakes (state, id desc);
-- for the timeline of the order that an event names
create index intakes_order_idx on intakes (order_reference) where order_reference is not null;

-- Outbound messages, in lanes of one connection and business key. seq is taken under the lock of that key, so it is in order
-- within the lane.
create table deliveries (
  seq bigint generated always as identity,
  connection text collate "C" not null,
  lane text collate "C" not null,
  turn_id uuid not null,
  ordinal integer not null,
  type text not null,
  state text not null default 'queued',
  attempts integer not null default 0,
  -- not to be taken before; of a leased delivery the end of its lease
  available_at timestamptz not null,
  -- seen behind an earlier one of its lane: not looked at again until that one is settled
  parked boolean not null default false,
  leased_by text,
  last_error json,
  delivered_at timestamptz,
  -- who replayed or skipped it last
  handled_by text,
  constraint deliveries_pkey primary key (seq),
  constraint deliveries_state check (state in ('queued', 'leased', 'delivered', 'dead', 'skipped')),
  constraint deliveries_leased check ((state = 'leased') = (leased_by is not null)),
  constraint deliveries_parked check (not parked or state = 'queued')
) with (fillfactor = 80);

create index deliveries_open_lane_idx on deliveries (connection, lane, seq) where state in ('queued', 'leased', 'dead');
create index deliveries_due_idx on deliveries (connection, available_at, seq) where state in ('queued', 'leased') and not parked;
-- what became of an order or an item at a site in other systems
create index deliveries_lane_idx on deliveries (lane, seq);
create index deliveries_dead_idx on deliveries (connection, seq) where state = 'dead';

-- Configured instances of connectors. Secrets are encrypted before they come here.
create table connections (
  code text collate "C" not null,
  kind text not null,
  owner text not null,
  url text not null,
  types text[] not null,
  secret bytea not null,
  active boolean not null,
  -- why Crossdock itself switched it off
  problem json,
  epoch bigint not null,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint connections_pkey primary key (code),
  constraint connections_kind check (kind in ('webhook')),
  constraint connections_problem check (problem is null or not active)
);

-- Cursors of projections over the journal.
create table projections (
  name text not null,
  position bigint not null,
  updated_at timestamptz not null,
  constraint projections_pkey primary key (name)
);

-- Read model: how many entries of each type a day brought.
create table activity_days (
  day date not null,
  type text not null,
  entries bigint not null,
  constraint activity_days_pkey primary key (day, type)
);
