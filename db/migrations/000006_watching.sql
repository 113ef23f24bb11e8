-- Watching connections and working on what did not arrive.

-- Who paused it, when and why: nothing is sent or fetched, and deliveries are written all the same. Null: it is not paused.
alter table connections add column pause json;

-- By name of a credential: who replaced it, when, and until when the one before it is good too.
alter table connections add column rotations json;

-- Who put a value in the place of what the mapping makes, and when. Stays when the value is forgotten.
alter table deliveries add column edited_by text;

alter table deliveries add column edited_at timestamptz;

-- What a node knows of a receiver that fails: each node finds out for itself, and tells the others here.
create table connection_breakers (
  connection text collate "C" not null,
  node text not null,
  -- failures since the last answer that was not one
  failures integer not null,
  since timestamptz not null,
  -- nothing is asked before; then one attempt is made
  until timestamptz not null,
  noted_at timestamptz not null,
  error json not null,
  constraint connection_breakers_pkey primary key (connection, node)
);

-- What attempts came to, by minute. By node, so that nodes never wait for each other's row.
create table connection_minutes (
  connection text collate "C" not null,
  minute timestamptz not null,
  node text not null,
  delivered integer not null,
  failed integer not null,
  dead integer not null,
  constraint connection_minutes_pkey primary key (connection, minute, node)
) with (fillfactor = 70);

-- How many attempts the rate of a connection lets begin, for all nodes together.
create table connection_rates (
  connection text collate "C" not null,
  tokens double precision not null,
  at timestamptz not null,
  constraint connection_rates_pkey primary key (connection)
) with (fillfactor = 50);

-- What people wrote into deliveries is found again when it has to be forgotten.
create index deliveries_edited_idx on deliveries (lane, seq) where edited is not null;
