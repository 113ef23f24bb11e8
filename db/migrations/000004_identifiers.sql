-- What other systems call our items, units, partners and sites, who said so, and which of their ids nobody has said anything about.

-- One row: advanced by every change of identifiers or systems. Taken for update by whoever changes, so epochs are in the order of
-- commits; nodes forget by it what they remember.
create table identifier_epoch (
  one boolean not null default true,
  epoch bigint not null,
  constraint identifier_epoch_pkey primary key (one),
  constraint identifier_epoch_one check (one)
);

insert into identifier_epoch (epoch) values (0);

create table identifier_systems (
  system text collate "C" not null,
  owner text not null,
  -- kinds whose codes are ours
  same_codes text[] not null,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint identifier_systems_pkey primary key (system)
);

create table identifiers (
  system text collate "C" not null,
  kind text collate "C" not null,
  id text collate "C" not null,
  code text collate "C",
  -- the one of several that the system is told
  preferred boolean not null,
  -- why it is none of ours
  not_ours text,
  -- what the decision rests on
  because text,
  origin text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint identifiers_pkey primary key (system, kind, id),
  constraint identifiers_kind check (kind in ('item', 'unit', 'partner', 'site')),
  constraint identifiers_one_meaning check ((code is null) <> (not_ours is null)),
  constraint identifiers_preferred check (not preferred or code is not null),
  constraint identifiers_origin check (origin in ('set', 'import', 'suggestion'))
);

create unique index identifiers_preferred_idx on identifiers (system, kind, code) where preferred;

create index identifiers_code_idx on identifiers (kind, code, system) where code is not null;

-- the same id in other systems
create index identifiers_id_idx on identifiers (kind, id);

-- Append-only.
create table identifier_changes (
  epoch bigint not null,
  ordinal integer not null,
  system text collate "C" not null,
  -- of an identifier, or 'system'
  kind text collate "C" not null,
  id text collate "C" not null,
  -- null: there was none, there is none
  before json,
  after json,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint identifier_changes_pkey primary key (epoch, ordinal)
);

create index identifier_changes_id_idx on identifier_changes (system, kind, id, epoch);

-- Ids that came in without a meaning (in), and codes of ours that were to go out without a name there (out).
create table identifiers_unmatched (
  system text collate "C" not null,
  kind text collate "C" not null,
  direction text collate "C" not null,
  id text collate "C" not null,
  times bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- what the document that named it last says besides
  name text,
  numbers text[] not null,
  constraint identifiers_unmatched_pkey primary key (system, kind, direction, id),
  constraint identifiers_unmatched_kind check (kind in ('item', 'unit', 'partner', 'site')),
  constraint identifiers_unmatched_direction check (direction in ('in', 'out'))
);

-- By these master data is found that an unknown id may mean: connections/identifiers/candidates.ts asks in the same words.
create index items_spelling_idx on items (ltrim(translate(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ -_./\:#', 'abcdefghijklmnopqrstuvwxyz'), '0'));

create index items_gtin_idx on items (lpad(document ->> 'gtin', 14, '0')) where document ->> 'gtin' is not null;

create index items_words_idx on items using gin (to_tsvector('simple', document ->> 'name'));

create index partners_spelling_idx on partners (ltrim(translate(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ -_./\:#', 'abcdefghijklmnopqrstuvwxyz'), '0'));

create index partners_words_idx on partners using gin (to_tsvector('simple', document ->> 'name'));
