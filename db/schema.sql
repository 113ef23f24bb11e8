-- The whole schema after all migrations. Made by `npm run db:schema`; change db/migrations instead.

create table activity_days (
  day date not null,
  type text not null,
  entries bigint not null,
  constraint activity_days_pkey PRIMARY KEY (day, type)
);

create table agreement_changes (
  epoch bigint not null,
  agreement text collate "C" not null,
  before json,
  after json,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint agreement_changes_pkey PRIMARY KEY (epoch)
);
CREATE INDEX agreement_changes_agreement_idx ON agreement_changes USING btree (agreement, epoch);

create table agreement_epoch (
  one boolean not null default true,
  epoch bigint not null,
  constraint agreement_epoch_pkey PRIMARY KEY (one),
  constraint agreement_epoch_one CHECK (one)
);

create table agreements (
  code text collate "C" not null,
  owner text not null,
  partner text not null,
  active boolean not null,
  standard text not null,
  ours text not null,
  theirs text not null,
  indicator text not null,
  document json not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint agreements_pkey PRIMARY KEY (code),
  constraint agreements_indicator CHECK (indicator = ANY (ARRAY['production'::text, 'test'::text])),
  constraint agreements_standard CHECK (standard = ANY (ARRAY['x12'::text, 'edifact'::text]))
);
CREATE UNIQUE INDEX agreements_ids ON agreements USING btree (standard, ours, theirs, indicator) WHERE active;

create table api_keys (
  id text collate "C" not null,
  name text not null,
  role text not null,
  sites text[],
  companies text[],
  sources text[],
  secret_hash bytea not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_secret_hash_key UNIQUE (secret_hash),
  constraint api_keys_role CHECK (role = ANY (ARRAY['reader'::text, 'channel'::text, 'carrier'::text, 'warehouse'::text, 'erp'::text, 'finance'::text, 'operator'::text, 'administrator'::text]))
);

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
  constraint balances_pkey PRIMARY KEY (item, site),
  constraint balances_not_negative CHECK (on_hand >= 0 AND sellable >= 0 AND reserved >= 0 AND short >= 0 AND unexplained >= 0 AND inbound >= 0 AND inbound_reserved >= 0),
  constraint balances_reserved_covered CHECK (reserved <= (sellable + short)),
  constraint balances_sellable_on_hand CHECK (sellable <= on_hand)
)
with (autovacuum_vacuum_cost_delay=1, autovacuum_vacuum_scale_factor=0.02, fillfactor=60);
CREATE INDEX balances_short_idx ON balances USING btree (site, item) WHERE short > 0;

create table bundles (
  connection text collate "C" not null,
  operation text collate "C" not null,
  number bigint not null,
  constraint bundles_pkey PRIMARY KEY (connection, operation)
);

create table catalog_epoch (
  one boolean not null default true,
  epoch bigint not null,
  constraint catalog_epoch_pkey PRIMARY KEY (one),
  constraint catalog_epoch_one CHECK (one)
);

create table connection_breakers (
  connection text collate "C" not null,
  node text not null,
  failures integer not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  noted_at timestamp with time zone not null,
  error json not null,
  constraint connection_breakers_pkey PRIMARY KEY (connection, node)
);

create table connection_changes (
  seq bigint not null generated always as identity,
  connection text collate "C" not null,
  at timestamp with time zone not null,
  by text not null,
  what text not null,
  details json not null,
  constraint connection_changes_pkey PRIMARY KEY (seq),
  constraint connection_changes_what CHECK (what = ANY (ARRAY['defined'::text, 'changed'::text, 'paused'::text, 'resumed'::text, 'switched_off'::text, 'credential_replaced'::text, 'credential_expired'::text, 'cursor_set'::text]))
);
CREATE INDEX connection_changes_connection_idx ON connection_changes USING btree (connection, seq);

create table connection_minutes (
  connection text collate "C" not null,
  minute timestamp with time zone not null,
  node text not null,
  delivered integer not null,
  failed integer not null,
  dead integer not null,
  constraint connection_minutes_pkey PRIMARY KEY (connection, minute, node)
)
with (fillfactor=70);

create table connection_rates (
  connection text collate "C" not null,
  tokens double precision not null,
  at timestamp with time zone not null,
  constraint connection_rates_pkey PRIMARY KEY (connection)
)
with (fillfactor=50);

create table connection_streams (
  connection text collate "C" not null,
  stream text collate "C" not null,
  cursor text,
  leased_by text,
  leased_until timestamp with time zone not null,
  due_at timestamp with time zone not null,
  caught_up_at timestamp with time zone,
  received_at timestamp with time zone,
  failures integer not null default 0,
  problem json,
  constraint connection_streams_pkey PRIMARY KEY (connection, stream)
);

create table connections (
  code text collate "C" not null,
  kind text not null,
  owner text not null,
  types text[] not null,
  credentials bytea,
  active boolean not null,
  problem json,
  epoch bigint not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  document json not null,
  pause json,
  rotations json,
  constraint connections_pkey PRIMARY KEY (code),
  constraint connections_problem CHECK (problem IS NULL OR NOT active)
);

create table control_numbers (
  agreement text collate "C" not null,
  direction text not null,
  what text not null,
  number bigint not null,
  constraint control_numbers_pkey PRIMARY KEY (agreement, direction, what),
  constraint control_numbers_direction CHECK (direction = ANY (ARRAY['in'::text, 'out'::text])),
  constraint control_numbers_what CHECK (what = ANY (ARRAY['interchange'::text, 'group'::text]))
);

create table control_numbers_missing (
  agreement text collate "C" not null,
  what text not null,
  number bigint not null,
  message text not null,
  connection text not null,
  noticed_at timestamp with time zone not null,
  constraint control_numbers_missing_pkey PRIMARY KEY (agreement, what, number),
  constraint control_numbers_missing_what CHECK (what = ANY (ARRAY['interchange'::text, 'group'::text]))
);
CREATE INDEX control_numbers_missing_noticed_idx ON control_numbers_missing USING btree (noticed_at);

create table deadlines (
  id text collate "C" not null,
  due_at timestamp with time zone not null,
  command json not null,
  failing_since timestamp with time zone,
  constraint deadlines_pkey PRIMARY KEY (id)
);
CREATE INDEX deadlines_due_at_idx ON deadlines USING btree (due_at);
CREATE INDEX deadlines_failing_since_idx ON deadlines USING btree (failing_since) WHERE failing_since IS NOT NULL;

create table definitions (
  kind text not null,
  name text collate "C" not null,
  version integer not null,
  hash text not null,
  owner text not null,
  active boolean not null,
  content text not null,
  epoch bigint not null,
  changed_at timestamp with time zone not null,
  constraint definitions_pkey PRIMARY KEY (kind, name, version),
  constraint definitions_kind CHECK (kind = ANY (ARRAY['process'::text, 'policy'::text, 'mapping'::text]))
);
CREATE UNIQUE INDEX definitions_active_idx ON definitions USING btree (kind, name) WHERE active;

create table deliveries (
  seq bigint not null generated always as identity,
  connection text collate "C" not null,
  lane text collate "C" not null,
  turn_id uuid not null,
  ordinal integer not null,
  type text not null,
  state text not null default 'queued'::text,
  attempts integer not null default 0,
  available_at timestamp with time zone not null,
  parked boolean not null default false,
  leased_by text,
  last_error json,
  delivered_at timestamp with time zone,
  handled_by text,
  operation text,
  edited json,
  edited_by text,
  edited_at timestamp with time zone,
  forget boolean not null default false,
  history json,
  bundle bigint,
  constraint deliveries_pkey PRIMARY KEY (seq),
  constraint deliveries_leased CHECK ((state = 'leased'::text) = (leased_by IS NOT NULL)),
  constraint deliveries_parked CHECK (NOT parked OR state = 'queued'::text),
  constraint deliveries_state CHECK (state = ANY (ARRAY['queued'::text, 'leased'::text, 'delivered'::text, 'dead'::text, 'skipped'::text]))
)
with (fillfactor=80);
CREATE INDEX deliveries_bundle_idx ON deliveries USING btree (connection, operation, seq) WHERE bundle IS NOT NULL AND (state = ANY (ARRAY['queued'::text, 'leased'::text]));
CREATE INDEX deliveries_dead_causes_idx ON deliveries USING btree (connection, COALESCE(operation, ''::text), type, COALESCE(last_error ->> 'code'::text, ''::text), "left"(COALESCE(last_error ->> 'cause'::text, ''::text), 200), seq) WHERE state = 'dead'::text;
CREATE INDEX deliveries_dead_idx ON deliveries USING btree (connection, seq) WHERE state = 'dead'::text;
CREATE INDEX deliveries_due_idx ON deliveries USING btree (connection, available_at, seq) WHERE (state = ANY (ARRAY['queued'::text, 'leased'::text])) AND NOT parked;
CREATE INDEX deliveries_edited_idx ON deliveries USING btree (lane, seq) WHERE edited IS NOT NULL;
CREATE INDEX deliveries_forget_idx ON deliveries USING btree (seq) WHERE forget;
CREATE INDEX deliveries_lane_idx ON deliveries USING btree (lane, seq);
CREATE INDEX deliveries_open_lane_idx ON deliveries USING btree (connection, lane, seq) WHERE state = ANY (ARRAY['queued'::text, 'leased'::text, 'dead'::text]);

create table epcis_captures (
  seq bigint not null generated always as identity,
  id text collate "C" not null,
  captured_by text not null,
  behaviour text not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  success boolean not null,
  events integer not null,
  captured integer not null,
  known integer not null,
  errors json not null,
  constraint epcis_captures_pkey PRIMARY KEY (seq),
  constraint epcis_captures_id_key UNIQUE (id),
  constraint epcis_captures_behaviour CHECK (behaviour = ANY (ARRAY['rollback'::text, 'proceed'::text]))
);
CREATE INDEX epcis_captures_by_idx ON epcis_captures USING btree (captured_by, seq);
CREATE INDEX epcis_captures_created_idx ON epcis_captures USING btree (created_at);

create table epcis_events (
  seq bigint not null,
  event_id text collate "C" not null,
  declared text collate "C" not null,
  hash text collate "C" not null,
  event_time timestamp with time zone not null,
  record_time timestamp with time zone not null,
  terms text[] collate "C" not null,
  document text not null,
  bytes integer not null,
  captured_by text not null,
  capture text collate "C",
  constraint epcis_events_pkey PRIMARY KEY (seq),
  constraint epcis_events_id_key UNIQUE (event_id, declared)
);
CREATE INDEX epcis_events_event_time_idx ON epcis_events USING btree (event_time, seq);
CREATE INDEX epcis_events_record_time_idx ON epcis_events USING btree (record_time);
CREATE INDEX epcis_events_terms_idx ON epcis_events USING gin (terms);

create table epcis_head (
  one boolean not null default true,
  seq bigint not null,
  constraint epcis_head_pkey PRIMARY KEY (one),
  constraint epcis_head_one CHECK (one)
);

create table epcis_words (
  kind text collate "C" not null,
  word text collate "C" not null,
  gln text collate "C" not null,
  constraint epcis_words_pkey PRIMARY KEY (kind, word, gln)
);

create table identifier_changes (
  epoch bigint not null,
  ordinal integer not null,
  system text collate "C" not null,
  kind text collate "C" not null,
  id text collate "C" not null,
  before json,
  after json,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint identifier_changes_pkey PRIMARY KEY (epoch, ordinal)
);
CREATE INDEX identifier_changes_id_idx ON identifier_changes USING btree (system, kind, id, epoch);

create table identifier_epoch (
  one boolean not null default true,
  epoch bigint not null,
  constraint identifier_epoch_pkey PRIMARY KEY (one),
  constraint identifier_epoch_one CHECK (one)
);

create table identifier_systems (
  system text collate "C" not null,
  owner text not null,
  same_codes text[] not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint identifier_systems_pkey PRIMARY KEY (system)
);

create table identifiers (
  system text collate "C" not null,
  kind text collate "C" not null,
  id text collate "C" not null,
  code text collate "C",
  preferred boolean not null,
  not_ours text,
  because text,
  origin text not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint identifiers_pkey PRIMARY KEY (system, kind, id),
  constraint identifiers_kind CHECK (kind = ANY (ARRAY['item'::text, 'unit'::text, 'partner'::text, 'site'::text, 'order'::text, 'release'::text, 'shipment'::text])),
  constraint identifiers_one_meaning CHECK ((code IS NULL) <> (not_ours IS NULL)),
  constraint identifiers_origin CHECK (origin = ANY (ARRAY['set'::text, 'import'::text, 'suggestion'::text, 'message'::text])),
  constraint identifiers_preferred CHECK (NOT preferred OR code IS NOT NULL)
);
CREATE INDEX identifiers_code_idx ON identifiers USING btree (kind, code, system) WHERE code IS NOT NULL;
CREATE INDEX identifiers_id_idx ON identifiers USING btree (kind, id);
CREATE UNIQUE INDEX identifiers_preferred_idx ON identifiers USING btree (system, kind, code) WHERE preferred;

create table identifiers_unmatched (
  system text collate "C" not null,
  kind text collate "C" not null,
  direction text collate "C" not null,
  id text collate "C" not null,
  times bigint not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  name text,
  numbers text[] not null,
  constraint identifiers_unmatched_pkey PRIMARY KEY (system, kind, direction, id),
  constraint identifiers_unmatched_direction CHECK (direction = ANY (ARRAY['in'::text, 'out'::text])),
  constraint identifiers_unmatched_kind CHECK (kind = ANY (ARRAY['item'::text, 'unit'::text, 'partner'::text, 'site'::text, 'order'::text, 'release'::text, 'shipment'::text]))
);

create table inbox (
  source text collate "C" not null,
  id text collate "C" not null,
  digest text not null,
  answer text not null,
  recorded_at timestamp with time zone not null,
  constraint inbox_pkey PRIMARY KEY (source, id)
);
CREATE INDEX inbox_recorded_at_idx ON inbox USING brin (recorded_at);

create table intakes (
  id text collate "C" not null,
  source text not null,
  event_id text not null,
  type text not null,
  state text not null,
  reason json not null,
  raw json not null,
  site text collate "C",
  order_reference text collate "C",
  held_at timestamp with time zone not null,
  replayed_at timestamp with time zone,
  constraint intakes_pkey PRIMARY KEY (id),
  constraint intakes_state CHECK (state = ANY (ARRAY['held'::text, 'replayed'::text]))
);
CREATE INDEX intakes_held_idx ON intakes USING btree (source, event_id) WHERE state = 'held'::text;
CREATE INDEX intakes_order_idx ON intakes USING btree (order_reference) WHERE order_reference IS NOT NULL;
CREATE INDEX intakes_state_idx ON intakes USING btree (state, id DESC);

create table interchange_answers (
  message text not null,
  ordinal integer not null,
  agreement text collate "C" not null,
  kind text not null,
  control text not null,
  number bigint,
  said text not null,
  notes json not null,
  effect text not null,
  answered_at timestamp with time zone not null,
  constraint interchange_answers_pkey PRIMARY KEY (message, ordinal),
  constraint interchange_answers_effect CHECK (effect = ANY (ARRAY['settled'::text, 'received'::text, 'again'::text, 'late'::text, 'contradicts'::text, 'unknown'::text]))
);
CREATE INDEX interchange_answers_of_idx ON interchange_answers USING btree (agreement, number);
CREATE INDEX interchange_answers_old_idx ON interchange_answers USING btree (answered_at);

create table interchanges_received (
  message text not null,
  ordinal integer not null,
  agreement text collate "C" not null,
  connection text not null,
  stream text not null,
  control text not null,
  groups text[] not null,
  is_duplicate boolean not null,
  verdict text not null,
  messages integer not null,
  refused integer not null,
  notes json,
  received_at timestamp with time zone not null,
  told boolean not null default false,
  constraint interchanges_received_pkey PRIMARY KEY (message, ordinal),
  constraint interchanges_received_verdict CHECK (verdict = ANY (ARRAY['accepted'::text, 'noted'::text, 'partly'::text, 'refused'::text]))
);
CREATE UNIQUE INDEX interchanges_received_control ON interchanges_received USING btree (agreement, control) WHERE NOT is_duplicate AND verdict <> 'refused'::text;
CREATE INDEX interchanges_received_listed_idx ON interchanges_received USING btree (agreement, received_at);
CREATE INDEX interchanges_received_old_idx ON interchanges_received USING btree (received_at);

create table interchanges_sent (
  agreement text collate "C" not null,
  number bigint not null,
  key text not null,
  connection text not null,
  operation text not null,
  deliveries bigint[] not null,
  lanes text[] not null,
  first_group bigint,
  last_group bigint,
  contents json not null,
  awaits text,
  within_minutes double precision,
  state text not null,
  prepared_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  due_at timestamp with time zone,
  overdue_at timestamp with time zone,
  answered_at timestamp with time zone,
  constraint interchanges_sent_pkey PRIMARY KEY (agreement, number),
  constraint interchanges_sent_key UNIQUE (key),
  constraint interchanges_sent_awaits CHECK (awaits = ANY (ARRAY['interchange'::text, 'messages'::text])),
  constraint interchanges_sent_state CHECK (state = ANY (ARRAY['prepared'::text, 'sent'::text, 'received'::text, 'accepted'::text, 'noted'::text, 'partly'::text, 'refused'::text, 'overdue'::text, 'given_up'::text]))
);
CREATE INDEX interchanges_sent_due_idx ON interchanges_sent USING btree (due_at) WHERE (state = ANY (ARRAY['sent'::text, 'received'::text])) AND awaits IS NOT NULL;
CREATE INDEX interchanges_sent_groups_idx ON interchanges_sent USING btree (agreement, last_group);
CREATE INDEX interchanges_sent_old_idx ON interchanges_sent USING btree (prepared_at);
CREATE INDEX interchanges_sent_open_idx ON interchanges_sent USING btree (connection) WHERE state = 'overdue'::text;
CREATE INDEX interchanges_sent_prepared_idx ON interchanges_sent USING btree (prepared_at) WHERE state = 'prepared'::text;

create table items (
  code text collate "C" not null,
  document json not null,
  active boolean not null,
  scale smallint not null,
  epoch bigint not null,
  changed_at timestamp with time zone not null,
  constraint items_pkey PRIMARY KEY (code)
);
CREATE INDEX items_epoch_idx ON items USING btree (epoch);
CREATE INDEX items_gtin_idx ON items USING btree (lpad(document ->> 'gtin'::text, 14, '0'::text)) WHERE (document ->> 'gtin'::text) IS NOT NULL;
CREATE INDEX items_spelling_idx ON items USING btree (ltrim(translate(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ -_./\:#'::text, 'abcdefghijklmnopqrstuvwxyz'::text), '0'::text));
CREATE INDEX items_words_idx ON items USING gin (to_tsvector('simple'::regconfig, document ->> 'name'::text));

create table journal (
  turn_id uuid not null,
  ordinal integer not null,
  type text not null,
  subject text not null,
  entry text not null,
  constraint journal_pkey PRIMARY KEY (turn_id, ordinal)
) partition by range (turn_id);
CREATE INDEX journal_subject_idx ON journal USING btree (subject, turn_id, ordinal);

create table journal_default partition of journal DEFAULT;

create table journal_head (
  one boolean not null default true,
  "position" bigint not null,
  hash bytea not null,
  constraint journal_head_pkey PRIMARY KEY (one),
  constraint journal_head_one CHECK (one)
);

create table master_data_words (
  kind text not null,
  code text collate "C" not null,
  source text not null,
  message text not null,
  seq bigint not null,
  received_at timestamp with time zone not null,
  as_of timestamp with time zone,
  sequence bigint,
  noted_at timestamp with time zone not null,
  constraint master_data_words_pkey PRIMARY KEY (kind, code, source),
  constraint master_data_words_kind CHECK (kind = ANY (ARRAY['item'::text, 'site'::text, 'partner'::text]))
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
  occurred_at timestamp with time zone not null,
  source text not null,
  sequence bigint,
  reason text,
  reference text,
  expires_on date,
  constraint movements_pkey PRIMARY KEY (turn_id, ordinal)
) partition by range (turn_id);
CREATE INDEX movements_place_idx ON movements USING btree (item, site, occurred_at, turn_id, ordinal);
CREATE INDEX movements_sequence_idx ON movements USING btree (item, site, source, sequence) WHERE sequence IS NOT NULL;

create table movements_default partition of movements DEFAULT;

create table order_awaits (
  item text collate "C" not null,
  order_id text collate "C" not null,
  quantity bigint not null,
  placed_at timestamp with time zone not null,
  precedence double precision not null,
  customer text,
  constraint order_awaits_pkey PRIMARY KEY (item, order_id)
);

create table order_exceptions (
  order_id text collate "C" not null,
  kind text collate "C" not null,
  owner text collate "C" not null,
  since timestamp with time zone not null,
  times integer not null,
  constraint order_exceptions_pkey PRIMARY KEY (order_id, kind)
);
CREATE INDEX order_exceptions_since_idx ON order_exceptions USING btree (since, order_id, kind);

create table order_sites (
  site text collate "C" not null,
  status text not null,
  order_id text collate "C" not null,
  constraint order_sites_pkey PRIMARY KEY (site, status, order_id)
);

create table orders (
  id text collate "C" not null,
  channel text collate "C" not null,
  external_id text collate "C" not null,
  customer text collate "C",
  status text not null,
  placed_at timestamp with time zone not null,
  document text not null,
  constraint orders_pkey PRIMARY KEY (id),
  constraint orders_name_key UNIQUE (channel, external_id)
)
with (fillfactor=45);
CREATE INDEX orders_channel_idx ON orders USING btree (channel, id DESC);
CREATE INDEX orders_customer_idx ON orders USING btree (customer, id DESC) WHERE customer IS NOT NULL;

create table partners (
  code text collate "C" not null,
  company text collate "C",
  document json not null,
  epoch bigint not null,
  changed_at timestamp with time zone not null,
  constraint partners_pkey PRIMARY KEY (code)
);
CREATE INDEX partners_spelling_idx ON partners USING btree (ltrim(translate(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ -_./\:#'::text, 'abcdefghijklmnopqrstuvwxyz'::text), '0'::text));
CREATE INDEX partners_words_idx ON partners USING gin (to_tsvector('simple'::regconfig, document ->> 'name'::text));

create table party_details (
  id text collate "C" not null,
  salt text not null,
  details json not null,
  recorded_at timestamp with time zone not null,
  constraint party_details_pkey PRIMARY KEY (id)
);

create table projections (
  name text not null,
  "position" bigint not null,
  updated_at timestamp with time zone not null,
  constraint projections_pkey PRIMARY KEY (name)
);

create table raw_messages (
  seq bigint not null generated always as identity,
  id text collate "C" not null,
  connection text collate "C" not null,
  stream text collate "C" not null,
  key text collate "C" not null,
  media_type text not null,
  about json not null,
  body bytea not null,
  corrected bytea,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  available_at timestamp with time zone not null,
  result json,
  received_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  handled_by text,
  forget boolean not null default false,
  even_if_older boolean not null default false,
  asked_turn uuid,
  asked_ordinal integer,
  constraint raw_messages_pkey PRIMARY KEY (seq),
  constraint raw_messages_id_key UNIQUE (id),
  constraint raw_messages_key_key UNIQUE (connection, stream, key),
  constraint raw_messages_state CHECK (state = ANY (ARRAY['waiting'::text, 'applied'::text, 'failed'::text, 'skipped'::text]))
);
CREATE INDEX raw_messages_failed_idx ON raw_messages USING btree (connection, seq) WHERE state = 'failed'::text;
CREATE INDEX raw_messages_forget_idx ON raw_messages USING btree (seq) WHERE forget;
CREATE INDEX raw_messages_listed_idx ON raw_messages USING btree (connection, stream, state, seq);
CREATE INDEX raw_messages_received_idx ON raw_messages USING btree (received_at);
CREATE INDEX raw_messages_waiting_idx ON raw_messages USING btree (connection, stream, seq) WHERE state = 'waiting'::text;

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
  constraint reservation_parts_pkey PRIMARY KEY (holder, part),
  constraint reservation_parts_quantities CHECK (quantity > 0 AND inbound >= 0 AND posted >= 0 AND (inbound + posted) <= quantity),
  constraint reservation_parts_state CHECK (state = ANY (ARRAY['pending'::text, 'posted'::text, 'voided'::text, 'expired'::text]))
)
with (fillfactor=50);
CREATE INDEX reservation_parts_waiting_idx ON reservation_parts USING btree (item, site, holder, part) WHERE inbound > 0;

create table reservations (
  id text collate "C" not null,
  item text collate "C" not null,
  state text not null,
  expires_at timestamp with time zone,
  document json not null,
  constraint reservations_pkey PRIMARY KEY (id)
);

create table sites (
  code text collate "C" not null,
  company text collate "C" not null,
  document json not null,
  epoch bigint not null,
  changed_at timestamp with time zone not null,
  constraint sites_pkey PRIMARY KEY (code)
);

create table stock_absolutes (
  item text collate "C" not null,
  site text collate "C" not null,
  lot text collate "C" not null,
  status text not null,
  source text not null,
  as_of timestamp with time zone not null,
  sequence bigint,
  quantity bigint not null,
  constraint stock_absolutes_pkey PRIMARY KEY (item, site, lot, status)
);

create table stock_details (
  item text collate "C" not null,
  site text collate "C" not null,
  lot text collate "C" not null,
  status text not null,
  quantity bigint not null,
  unexplained bigint not null,
  expires_on date,
  constraint stock_details_pkey PRIMARY KEY (item, site, lot, status),
  constraint stock_details_not_negative CHECK (quantity >= 0 AND unexplained >= 0),
  constraint stock_details_one_side CHECK (quantity = 0 OR unexplained = 0)
)
with (fillfactor=80);

create table stock_sources (
  source text collate "C" not null,
  site text collate "C" not null,
  as_of timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  constraint stock_sources_pkey PRIMARY KEY (source, site)
);

create table supplies (
  item text collate "C" not null,
  site text collate "C" not null,
  id text collate "C" not null,
  expected_on date not null,
  quantity bigint not null,
  received bigint not null,
  reserved bigint not null,
  as_of timestamp with time zone not null,
  sequence bigint,
  constraint supplies_pkey PRIMARY KEY (item, site, id),
  constraint supplies_not_negative CHECK (quantity >= 0 AND received >= 0 AND reserved >= 0)
);

create table turns (
  "position" bigint not null,
  id uuid not null,
  root bytea not null,
  hash bytea not null,
  at timestamp with time zone not null,
  epoch bigint not null,
  messages bytea not null,
  constraint turns_pkey PRIMARY KEY ("position"),
  constraint turns_id_key UNIQUE (id)
);

create table verification_findings (
  pass text collate "C" not null,
  check_name text collate "C" not null,
  subject text collate "C" not null,
  after text not null,
  upto text,
  expected text not null,
  found text not null,
  rows json,
  "position" bigint not null,
  since timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  times bigint not null,
  closed_at timestamp with time zone,
  constraint verification_findings_pkey PRIMARY KEY (pass, check_name, subject)
);
CREATE INDEX verification_findings_open_idx ON verification_findings USING btree (since) WHERE closed_at IS NULL;

create table verification_passes (
  name text collate "C" not null,
  after text not null,
  cycles bigint not null,
  began_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  first_at timestamp with time zone not null,
  rows_looked_at bigint not null,
  busy_ms double precision not null,
  slice integer not null,
  next_at timestamp with time zone not null,
  pause_until timestamp with time zone not null,
  constraint verification_passes_pkey PRIMARY KEY (name)
);
