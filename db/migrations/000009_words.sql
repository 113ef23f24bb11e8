-- What connections said last of master data, so that an older message does not put old data back; lists that stay quick.

-- What was said last of a document. By source: each has an order of its own.
create table master_data_words (
  kind text not null,
  code text collate "C" not null,
  source text not null,
  -- the raw message, and its place among those of the network
  message text not null,
  seq bigint not null,
  received_at timestamptz not null,
  -- what the source says of when it was so, and of its own numbering
  as_of timestamptz,
  sequence bigint,
  -- a document that was changed since was changed by somebody else
  noted_at timestamptz not null,
  constraint master_data_words_pkey primary key (kind, code, source),
  constraint master_data_words_kind check (kind in ('item', 'site', 'partner'))
);

-- Somebody replayed it knowing that there is newer master data.
alter table raw_messages add column even_if_older boolean not null default false;

-- Lists of every kind, by few probes for each stream.
create index raw_messages_listed_idx on raw_messages (connection, stream, state, seq);

-- Dead letters by their cause, oldest first: groups are walked, and what is in one is found. Causes are cut, for an index holds no long ones.
create index deliveries_dead_causes_idx on deliveries (
  connection, coalesce(operation, ''), type, coalesce(last_error ->> 'code', ''), left(coalesce(last_error ->> 'cause', ''), 200), seq
) where state = 'dead';
