-- Connections of every kind: settings as their connector has them, what comes in kept as it came, operations of deliveries.

alter table connections add column document json;

update connections set document = json_build_object('settings', json_build_object('url', url));

alter table connections alter column document set not null;

alter table connections drop column url;

alter table connections rename column secret to credentials;

alter table connections alter column credentials drop not null;

alter table connections drop constraint connections_kind;

-- Where each stream of a connection is, and which node fetches it.
create table connection_streams (
  connection text collate "C" not null,
  stream text collate "C" not null,
  -- where to go on; null: from the beginning
  cursor text,
  leased_by text,
  leased_until timestamptz not null,
  -- it is asked again no sooner
  due_at timestamptz not null,
  -- when the other system last said all that it had, and when it last had something
  caught_up_at timestamptz,
  received_at timestamptz,
  -- faults since it last worked, and the last one
  failures integer not null default 0,
  problem json,
  constraint connection_streams_pkey primary key (connection, stream)
);

-- What came in, as it came. Apart from the journal, and not kept for ever: it may hold personal data.
create table raw_messages (
  seq bigint not null generated always as identity,
  id text collate "C" not null,
  connection text collate "C" not null,
  stream text collate "C" not null,
  -- under it the message is known in its stream
  key text collate "C" not null,
  media_type text not null,
  about json not null,
  body bytea not null,
  -- what somebody put in its place
  corrected bytea,
  state text not null default 'waiting',
  attempts integer not null default 0,
  available_at timestamptz not null,
  -- what became of each of its documents
  result json,
  received_at timestamptz not null,
  settled_at timestamptz,
  -- who corrected, replayed or skipped it last
  handled_by text,
  constraint raw_messages_pkey primary key (seq),
  constraint raw_messages_id_key unique (id),
  constraint raw_messages_key_key unique (connection, stream, key),
  constraint raw_messages_state check (state in ('waiting', 'applied', 'failed', 'skipped'))
);

create index raw_messages_waiting_idx on raw_messages (connection, stream, seq) where state = 'waiting';

create index raw_messages_failed_idx on raw_messages (connection, seq) where state = 'failed';

create index raw_messages_received_idx on raw_messages (received_at);

create index intakes_held_idx on intakes (source, event_id) where state = 'held';

-- Null: the event itself.
alter table deliveries add column operation text;

-- What somebody put in the place of what the mapping makes.
alter table deliveries add column edited json;
