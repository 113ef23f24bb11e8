-- What the background verifier knows: how far each of its passes is, and what it found broken.

create table verification_passes (
  name text collate "C" not null,
  -- the last key looked at in the cycle under way
  after text not null,
  -- whole cycles so far
  cycles bigint not null,
  -- when the cycle under way began, and when the one before it was complete
  began_at timestamptz not null,
  finished_at timestamptz,
  -- rows looked at, and what that took, since the pass began for the first time
  first_at timestamptz not null,
  rows_looked_at bigint not null,
  busy_ms double precision not null,
  -- keys of the next slice: what the last ones took decides
  slice integer not null,
  -- the next slice of this pass begins no sooner
  next_at timestamptz not null,
  -- nor does one of any pass: so all nodes together keep to the share they may take
  pause_until timestamptz not null,
  constraint verification_passes_pkey primary key (name)
);

create table verification_findings (
  pass text collate "C" not null,
  check_name text collate "C" not null,
  subject text collate "C" not null,
  -- the keys among which it was seen: there it is looked for again before it is closed
  after text not null,
  upto text,
  expected text not null,
  found text not null,
  rows json,
  -- head of the chain when it was first seen: the cause lies before
  position bigint not null,
  since timestamptz not null,
  seen_at timestamptz not null,
  times bigint not null,
  closed_at timestamptz,
  constraint verification_findings_pkey primary key (pass, check_name, subject)
);

create index verification_findings_open_idx on verification_findings (since) where closed_at is null;
