// What a turn leaves besides stock and documents: master data, deadlines, deliveries, intakes, personal data, answers.
import { noteStatement, noteValues } from '#connections/inbound/word-store.ts';
import type { Word } from '#connections/inbound/word.ts';
import type { Ask } from '#postgres/pipeline.ts';
import { showInstant } from '#kernel/time.ts';
import type { Command } from '#processes/message.ts';
import { intakeOf } from '#processes/turn.ts';
import type { PersonalData } from './engine.ts';
import { values } from './postgres-rows.ts';
import type { Writes } from './store.ts';

export function writeCatalog(ask: Ask, writes: Writes): Promise<unknown>[] {
  const items = values(writes.state.items, writes.outcome.changed.items);
  const sites = values(writes.state.sites, writes.outcome.changed.sites);
  const partners = values(writes.state.partners, writes.outcome.changed.partners);
  const definitions = values(writes.state.definitions, writes.outcome.changed.definitions);
  if (items.length + sites.length + partners.length + definitions.length === 0) return [];
  const at = showInstant(writes.now);
  const steps: Promise<unknown>[] = [ask('epoch', 'update catalog_epoch set epoch = epoch + 1', [])];
  if (items.length > 0) {
    steps.push(
      ask(
        'items',
        `insert into items (code, document, active, scale, epoch, changed_at)
         select code, document::json, active, scale, catalog_epoch.epoch, $5::timestamptz
         from unnest($1::text[], $2::text[], $3::bool[], $4::int[]) as item (code, document, active, scale), catalog_epoch
         on conflict (code) do update
         set document = excluded.document, active = excluded.active, scale = excluded.scale, epoch = excluded.epoch, changed_at = excluded.changed_at`,
        [
          items.map((item) => item.code),
          items.map((item) => JSON.stringify(item)),
          items.map((item) => item.active),
          items.map((item) => item.scale),
          at,
        ],
      ),
    );
  }
  if (definitions.length > 0) {
    steps.push(
      ask(
        'definitions',
        `insert into definitions (kind, name, version, hash, owner, active, content, epoch, changed_at)
         select kind, name, version, hash, owner, active, content, catalog_epoch.epoch, $8::timestamptz
         from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bool[], $7::text[])
           as told (kind, name, version, hash, owner, active, content), catalog_epoch
         on conflict (kind, name, version) do update
         set active = excluded.active, epoch = excluded.epoch, changed_at = excluded.changed_at`,
        [
          definitions.map(({ kind }) => kind),
          definitions.map(({ name }) => name),
          definitions.map(({ version }) => version),
          definitions.map(({ hash }) => hash),
          definitions.map(({ owner }) => owner),
          definitions.map(({ active }) => active),
          definitions.map(({ content }) => content),
          at,
        ],
      ),
    );
  }
  steps.push(...writeCompanyData(ask, 'sites', sites, at), ...writeCompanyData(ask, 'partners', partners, at));
  const words = wordsToKeep(writes);
  if (words.length > 0) steps.push(ask('words', noteStatement, noteValues(words, writes.now)));
  return steps;
}

/** Of messages that changed a document last in this turn: what a request changed after them is not theirs. */
function wordsToKeep({ submissions, outcome }: Writes): Word[] {
  const last = new Map<string, Word | null>();
  for (const [index, { message, word }] of submissions.entries()) {
    if (outcome.decided[index]?.answer.status !== 'done') continue;
    const document = documentOf(message.command);
    if (document !== null && outcome.changed[document.table].has(document.code))
      last.set(`${document.table} ${document.code}`, word ?? null);
  }
  return [...last.values()].filter((word) => word !== null);
}

function documentOf(
  command: Command,
): { readonly table: 'items' | 'sites' | 'partners'; readonly code: string } | null {
  if (command.type === 'item.put') return { table: 'items', code: command.item.code };
  if (command.type === 'site.put') return { table: 'sites', code: command.site.code };
  return command.type === 'partner.put' ? { table: 'partners', code: command.partner.code } : null;
}

function writeCompanyData(
  ask: Ask,
  table: 'sites' | 'partners',
  documents: readonly { readonly code: string; readonly company: string | null }[],
  at: string,
): Promise<unknown>[] {
  if (documents.length === 0) return [];
  return [
    ask(
      table,
      `insert into ${table} (code, company, document, epoch, changed_at)
       select code, company, document::json, catalog_epoch.epoch, $4::timestamptz
       from unnest($1::text[], $2::text[], $3::text[]) as told (code, company, document), catalog_epoch
       on conflict (code) do update
       set company = excluded.company, document = excluded.document, epoch = excluded.epoch, changed_at = excluded.changed_at`,
      [
        documents.map(({ code }) => code),
        documents.map(({ company }) => company),
        documents.map((document) => JSON.stringify(document)),
        at,
      ],
    ),
  ];
}

export function writeWork(ask: Ask, writes: Writes): Promise<unknown>[] {
  const steps: Promise<unknown>[] = [];
  const done = [...writes.outcome.deadlines].filter(([, deadline]) => deadline === null).map(([id]) => id);
  const set = [...writes.outcome.deadlines.values()].filter((deadline) => deadline !== null);
  if (done.length > 0) steps.push(ask('deadlines done', 'delete from deadlines where id = any ($1::text[])', [done]));
  if (set.length > 0) {
    steps.push(
      ask(
        'deadlines',
        `insert into deadlines (id, due_at, command, failing_since)
         select id, to_timestamp(due_at / 1000.0), command::json, to_timestamp(failing_since / 1000.0)
         from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[]) as deadline (id, due_at, command, failing_since)
         on conflict (id) do update set due_at = excluded.due_at, command = excluded.command, failing_since = excluded.failing_since`,
        [
          set.map((deadline) => deadline.id),
          set.map((deadline) => deadline.dueAt),
          set.map((deadline) => JSON.stringify(deadline.command)),
          set.map((deadline) => deadline.failingSince ?? null),
        ],
      ),
    );
  }
  if (writes.deliveries.length > 0) {
    const entries = writes.deliveries.map(({ entry }) => writes.outcome.entries[entry]);
    steps.push(
      ask(
        'deliveries',
        `insert into deliveries (connection, lane, turn_id, ordinal, type, operation, available_at)
         select connection, lane, $1::uuid, ordinal, type, operation, to_timestamp($2::bigint / 1000.0)
         from unnest($3::text[], $4::text[], $5::int[], $6::text[], $7::text[]) as delivery (connection, lane, ordinal, type, operation)`,
        [
          writes.turnId,
          writes.now,
          writes.deliveries.map(({ connection }) => connection),
          entries.map((entry) => entry?.subject),
          writes.deliveries.map(({ entry }) => entry),
          entries.map((entry) => entry?.type),
          writes.deliveries.map(({ operation }) => operation),
        ],
      ),
    );
  }
  const intakes = values(writes.state.intakes, writes.outcome.changed.intakes);
  if (intakes.length > 0) {
    const raw = rawByIntake(writes);
    const named = intakes.map((i) => namesIn(raw.get(i.id)));
    steps.push(
      ask(
        'change intakes',
        `insert into intakes (id, source, event_id, type, state, reason, raw, site, order_reference, held_at, replayed_at)
         select id, source, event_id, type, state, reason::json, raw::json, site, order_reference, to_timestamp(held_at / 1000.0),
           case when state = 'replayed' then to_timestamp($8::bigint / 1000.0) end
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::bigint[], $10::text[], $11::text[])
           as intake (id, source, event_id, type, state, reason, raw, held_at, site, order_reference)
         on conflict (id) do update
         set state = excluded.state, reason = excluded.reason, replayed_at = excluded.replayed_at, held_at = excluded.held_at,
             raw = case when excluded.state = 'held' then excluded.raw else intakes.raw end,
             site = case when excluded.state = 'held' then excluded.site else intakes.site end,
             order_reference = case when excluded.state = 'held' then excluded.order_reference else intakes.order_reference end`,
        [
          intakes.map((i) => i.id),
          intakes.map((i) => i.source),
          intakes.map((i) => i.eventId),
          intakes.map((i) => i.type),
          intakes.map((i) => i.state),
          intakes.map((i) => JSON.stringify(i.reason)),
          intakes.map((i) => raw.get(i.id) ?? 'null'),
          writes.now,
          intakes.map((i) => i.heldAt),
          named.map(({ site }) => site),
          named.map(({ order }) => order),
        ],
      ),
    );
  }
  const erased = [...writes.outcome.erased];
  if (erased.length > 0)
    steps.push(ask('personal erased', 'delete from party_details where id = any ($1::text[])', [erased]));
  const personal = personalToKeep(writes);
  if (personal.length > 0) {
    steps.push(
      ask(
        'personal',
        `insert into party_details (id, salt, details, recorded_at)
         select id, salt, details::json, to_timestamp($4::bigint / 1000.0) from unnest($1::text[], $2::text[], $3::text[]) as party (id, salt, details)
         on conflict do nothing`,
        [
          personal.map((party) => party.id),
          personal.map((party) => party.salt),
          personal.map((party) => JSON.stringify(party.details)),
          writes.now,
        ],
      ),
    );
  }
  return steps;
}

/** Of orders and partners that the turn wrote: nothing of a request that was refused or came twice, for none could erase it. */
function personalToKeep(writes: Writes): PersonalData[] {
  const brought = writes.submissions.flatMap((submission) => submission.personal ?? []);
  if (brought.length === 0) return brought;
  const kept = new Set([
    ...values(writes.state.orders, writes.outcome.changed.orders).map((order) => order.party),
    ...values(writes.state.partners, writes.outcome.changed.partners).map((partner) => partner.party),
  ]);
  return brought.filter(({ id }) => kept.has(id));
}

/** What a held event names. Nothing about it was checked, so only what can be a name is taken for one. */
function namesIn(text: string | undefined): { readonly site: string | null; readonly order: string | null } {
  const event: unknown = text === undefined ? null : JSON.parse(text);
  const data: unknown = isObject(event) ? event['data'] : null;
  if (!isObject(data)) return { site: null, order: null };
  return { site: nameOf(data['site']), order: nameOf(data['order'] ?? data['reference']) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Longer than any name, an index could not hold it; PostgreSQL has no text with a NUL. */
function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 256 && !value.includes('\0') ? value : null;
}

/** The event as it came, by the intake that keeps it. */
function rawByIntake(writes: Writes): Map<string, string> {
  const raw = new Map<string, string>();
  for (const { message, raw: text, replaying } of writes.submissions) {
    const { command } = message;
    const intake = command.type === 'event.hold' ? command.intake : intakeOf(message, replaying);
    if (text !== undefined) raw.set(intake, text);
  }
  return raw;
}

/**
 * The last but the head of the chain that a turn takes: one that takes the same claim waits here, finds it taken, and decides again
 * with the answer in hand. Sorted by the turn, so that no two wait for each other.
 */
export function writeAnswers(ask: Ask, { answers }: Writes): Promise<unknown>[] {
  if (answers.length === 0) return [];
  return [
    ask(
      'answers',
      `insert into inbox (source, id, digest, answer, recorded_at)
       select source, id, digest, answer, clock_timestamp()
       from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as answer (source, id, digest, answer)`,
      [
        answers.map(({ claim }) => claim.source),
        answers.map(({ claim }) => claim.id),
        answers.map(({ digest }) => digest),
        answers.map(({ answer }) => JSON.stringify(answer)),
      ],
    ),
  ];
}
