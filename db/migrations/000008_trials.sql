-- What other systems call our orders, releases and shipments: said by the messages that name both. Deliveries in several steps.

alter table identifiers drop constraint identifiers_kind;

alter table identifiers add constraint identifiers_kind check (kind in ('item', 'unit', 'partner', 'site', 'order', 'release', 'shipment'));

alter table identifiers drop constraint identifiers_origin;

alter table identifiers add constraint identifiers_origin check (origin in ('set', 'import', 'suggestion', 'message'));

alter table identifiers_unmatched drop constraint identifiers_unmatched_kind;

alter table identifiers_unmatched add constraint identifiers_unmatched_kind check (kind in ('item', 'unit', 'partner', 'site', 'order', 'release', 'shipment'));

-- Of a delivery that goes through several operations, or that was sent before: what came first. Null: nothing did.
alter table deliveries add column history json;

-- The number of the file, or of whatever else several deliveries are sent as together. Null: it goes out by itself, or has none yet.
alter table deliveries add column bundle bigint;

create index deliveries_bundle_idx on deliveries (connection, operation, seq) where bundle is not null and state in ('queued', 'leased');

-- Of each operation that bundles: the last number. Rises by one from one to the next.
create table bundles (
  connection text collate "C" not null,
  operation text collate "C" not null,
  number bigint not null,
  constraint bundles_pkey primary key (connection, operation)
);

-- Somebody let a stream begin anew.
alter table connection_changes drop constraint connection_changes_what;

alter table connection_changes add constraint connection_changes_what check (
  what in ('defined', 'changed', 'paused', 'resumed', 'switched_off', 'credential_replaced', 'credential_expired', 'cursor_set')
);
