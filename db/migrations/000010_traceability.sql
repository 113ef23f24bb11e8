-- Events of traceability (EPCIS): what partners and people captured, and what Crossdock tells of itself.

-- One row: taken by whoever writes events, so their numbers are in the order of commits and have no gap.
create table epcis_head (
  one boolean not null default true,
  seq bigint not null,
  constraint epcis_head_pkey primary key (one),
  constraint epcis_head_one check (one)
);

insert into epcis_head (seq) values (0);

-- What became of each document that somebody sent.
create table epcis_captures (
  seq bigint not null generated always as identity,
  id text collate "C" not null,
  captured_by text not null,
  behaviour text not null,
  created_at timestamptz not null,
  finished_at timestamptz not null,
  success boolean not null,
  -- in the document, kept now, kept before
  events integer not null,
  captured integer not null,
  known integer not null,
  errors json not null,
  constraint epcis_captures_pkey primary key (seq),
  constraint epcis_captures_id_key unique (id),
  constraint epcis_captures_behaviour check (behaviour in ('rollback', 'proceed'))
);

create index epcis_captures_by_idx on epcis_captures (captured_by, seq);

create index epcis_captures_created_idx on epcis_captures (created_at);

-- Append-only; forgotten as a whole when they are old.
create table epcis_events (
  seq bigint not null,
  -- the one it has, or its hash
  event_id text collate "C" not null,
  -- when the error was declared that it declares; empty: it declares none
  declared text collate "C" not null,
  hash text collate "C" not null,
  event_time timestamptz not null,
  record_time timestamptz not null,
  -- by which it is found: name=value
  terms text[] collate "C" not null,
  -- the event as JSON
  document text not null,
  bytes integer not null,
  captured_by text not null,
  -- null: Crossdock tells it of itself
  capture text collate "C",
  constraint epcis_events_pkey primary key (seq),
  constraint epcis_events_id_key unique (event_id, declared)
);

create index epcis_events_terms_idx on epcis_events using gin (terms);

create index epcis_events_event_time_idx on epcis_events (event_time, seq);

create index epcis_events_record_time_idx on epcis_events (record_time);

-- Event types, business steps, dispositions, read points and business locations that occur, by the GLN of those who may see them; empty: of
-- events without a place.
create table epcis_words (
  kind text collate "C" not null,
  word text collate "C" not null,
  gln text collate "C" not null,
  constraint epcis_words_pkey primary key (kind, word, gln)
);
