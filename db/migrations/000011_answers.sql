-- Of an answer to a delivery: the journal entry that was sent. It stood in `about` as text, which is what others say.
alter table raw_messages add column asked_turn uuid;

alter table raw_messages add column asked_ordinal integer;

-- Answers that may still be worked on.
update raw_messages
set asked_turn = left(about ->> 'delivery', 36)::uuid, asked_ordinal = substring(about ->> 'delivery' from '^.{37}([0-9]+)')::int
where state in ('waiting', 'failed') and about ->> 'lane' is not null
  and about ->> 'delivery' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]{1,9}(-|$)';
