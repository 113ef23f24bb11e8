-- Who changed connections, and what has to be forgotten once it is settled.

-- What was done to a connection and by whom, written in the commit that does it. Secrets stand here by their names alone.
create table connection_changes (
  seq bigint not null generated always as identity,
  connection text collate "C" not null,
  at timestamptz not null,
  by text not null,
  what text not null,
  -- where its definition differs, names of credentials, the reason of a pause
  details json not null,
  constraint connection_changes_pkey primary key (seq),
  constraint connection_changes_what check (
    what in ('defined', 'changed', 'paused', 'resumed', 'switched_off', 'credential_replaced', 'credential_expired')
  )
);

create index connection_changes_connection_idx on connection_changes (connection, seq);

-- It is about an order whose personal data was erased while somebody had yet to look at it: forgotten when it is settled.
alter table raw_messages add column forget boolean not null default false;

-- The same of an attempt that was under way then: what the other system says of it is not kept.
alter table deliveries add column forget boolean not null default false;

create index raw_messages_forget_idx on raw_messages (seq) where forget;

create index deliveries_forget_idx on deliveries (seq) where forget;
