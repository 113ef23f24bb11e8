-- Agreements with partners of EDI, the interchanges that came and went under them, and what acknowledgements said of these.

create table agreements (
  code text collate "C" not null,
  owner text not null,
  -- our code of the partner
  partner text not null,
  active boolean not null,
  standard text not null,
  -- qualifier|id, as they stand in envelopes
  ours text not null,
  theirs text not null,
  indicator text not null,
  document json not null,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint agreements_pkey primary key (code),
  constraint agreements_standard check (standard in ('x12', 'edifact')),
  constraint agreements_indicator check (indicator in ('production', 'test'))
);

-- Of the ids of an interchange, one agreement is meant.
create unique index agreements_ids on agreements (standard, ours, theirs, indicator) where active;

-- Nodes keep agreements in memory, and ask this first.
create table agreement_epoch (
  one boolean default true not null,
  epoch bigint not null,
  constraint agreement_epoch_pkey primary key (one),
  constraint agreement_epoch_one check (one)
);
insert into agreement_epoch (epoch) values (0);

create table agreement_changes (
  epoch bigint not null,
  agreement text collate "C" not null,
  before json,
  after json,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint agreement_changes_pkey primary key (epoch)
);
create index agreement_changes_agreement_idx on agreement_changes (agreement, epoch);

-- The last control number: of what we sent, and the highest of what came in.
create table control_numbers (
  agreement text collate "C" not null,
  direction text not null,
  what text not null,
  number bigint not null,
  constraint control_numbers_pkey primary key (agreement, direction, what),
  constraint control_numbers_direction check (direction in ('in', 'out')),
  constraint control_numbers_what check (what in ('interchange', 'group'))
);

-- Numbers that were passed over, until they come.
create table control_numbers_missing (
  agreement text collate "C" not null,
  what text not null,
  number bigint not null,
  -- the raw message that came instead, and by which way
  message text not null,
  connection text not null,
  noticed_at timestamptz not null,
  constraint control_numbers_missing_pkey primary key (agreement, what, number),
  constraint control_numbers_missing_what check (what in ('interchange', 'group'))
);
create index control_numbers_missing_noticed_idx on control_numbers_missing (noticed_at);

create table interchanges_received (
  -- the raw message, and the interchange in it
  message text not null,
  ordinal int not null,
  agreement text collate "C" not null,
  connection text not null,
  stream text not null,
  control text not null,
  groups text[] not null,
  is_duplicate boolean not null,
  verdict text not null,
  messages int not null,
  refused int not null,
  -- what was noticed of its numbers
  notes json,
  received_at timestamptz not null,
  -- it stands in the journal, and is answered as was agreed on
  told boolean not null default false,
  constraint interchanges_received_pkey primary key (message, ordinal),
  constraint interchanges_received_verdict check (verdict in ('accepted', 'noted', 'partly', 'refused'))
);
create unique index interchanges_received_control on interchanges_received (agreement, control) where not is_duplicate and verdict <> 'refused';
create index interchanges_received_listed_idx on interchanges_received (agreement, received_at);
create index interchanges_received_old_idx on interchanges_received (received_at);

create table interchanges_sent (
  agreement text collate "C" not null,
  number bigint not null,
  -- of the delivery or bundle that it is bound to, whatever happens to that
  key text not null,
  connection text not null,
  operation text not null,
  -- one, or those of a bundle, with what they are about
  deliveries bigint[] not null,
  lanes text[] not null,
  first_group bigint,
  last_group bigint,
  -- groups with their messages, by their control numbers
  contents json not null,
  -- null: no acknowledgement is waited for
  awaits text,
  within_minutes double precision,
  state text not null,
  prepared_at timestamptz not null,
  sent_at timestamptz,
  due_at timestamptz,
  overdue_at timestamptz,
  answered_at timestamptz,
  constraint interchanges_sent_pkey primary key (agreement, number),
  constraint interchanges_sent_key unique (key),
  constraint interchanges_sent_awaits check (awaits in ('interchange', 'messages')),
  constraint interchanges_sent_state check (state in ('prepared', 'sent', 'received', 'accepted', 'noted', 'partly', 'refused', 'overdue', 'given_up'))
);
create index interchanges_sent_groups_idx on interchanges_sent (agreement, last_group);
create index interchanges_sent_prepared_idx on interchanges_sent (prepared_at) where state = 'prepared';
create index interchanges_sent_due_idx on interchanges_sent (due_at) where state in ('sent', 'received') and awaits is not null;
create index interchanges_sent_open_idx on interchanges_sent (connection) where state = 'overdue';
create index interchanges_sent_old_idx on interchanges_sent (prepared_at);

-- What partners said of what we sent: all of it, also twice, late, and of what nobody knows.
create table interchange_answers (
  -- the raw message, and the record in it
  message text not null,
  ordinal int not null,
  agreement text collate "C" not null,
  -- TA1, 997, 999, CONTRL, 824, APERAK
  kind text not null,
  -- as it names what was sent
  control text not null,
  -- null: nothing of ours is called so
  number bigint,
  said text not null,
  -- codes and places with their words, without values
  notes json not null,
  effect text not null,
  answered_at timestamptz not null,
  constraint interchange_answers_pkey primary key (message, ordinal),
  constraint interchange_answers_effect check (effect in ('settled', 'received', 'again', 'late', 'contradicts', 'unknown'))
);
create index interchange_answers_of_idx on interchange_answers (agreement, number);
create index interchange_answers_old_idx on interchange_answers (answered_at);
