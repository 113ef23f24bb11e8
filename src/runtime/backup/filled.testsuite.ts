// A small network in which every table has rows: a script of everything that can happen, with personal data, deliveries and keys. Of
// it the fixture of each released schema is made, and from that every later schema is upgraded.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type pg from 'pg';
import type { TestDatabase } from '#postgres/test-database.ts';
import type { Command } from '#processes/message.ts';
import { event, place, reserve } from '../commands.testsuite.ts';
import type { Submission } from '../engine.ts';
import { shippedDefinitions } from '../fulfilment.testsuite.ts';
import { interjection } from '../fulfilment-script.testsuite.ts';
import { makePartitions } from '../housekeeping.ts';
import { masterData, messagesOf, reservationSeconds, script } from '../script.testsuite.ts';
import { noon, Spec } from '../spec.ts';
import { steppedNode } from '../stepped.testsuite.ts';

const seed = 17;
const steps = 60;

export async function fill(database: TestDatabase): Promise<void> {
  const { pool } = database;
  await makePartitions(pool);
  await pool.query(
    `insert into connections (code, kind, owner, document, types, credentials, active, epoch, changed_at, changed_by)
     values ('shop', 'webhook', 'it', '{"settings":{"url":"https://shop.example/hook"}}', '{crossdock.order.accepted.v1,crossdock.order.promised.v1}', '\\x01', true, 0, now(), 'fixture')`,
  );
  await pool.query(
    `insert into api_keys (id, name, role, secret_hash, created_at, created_by) values ('key_1', 'fixture', 'reader', '\\x02', now(), 'fixture')`,
  );
  await fillIdentifiers(pool);
  await fillStreams(pool);
  await fillWords(pool);
  await fillAgreements(pool);
  await fillWatching(pool);
  await fillHistory(pool);
  await fillTraceability(pool);
  const spec = new Spec();
  const node = await steppedNode(database, { clock: () => spec.now });
  let count = 0;
  const submit = async (command: Command, more: Partial<Submission> = {}, at?: number): Promise<void> => {
    const claim = { source: 'source:fixture', id: String((count += 1)) };
    const submission = spec.message(command, { claim, ...(at !== undefined && { at }) });
    await node.run([{ ...submission, raw: JSON.stringify(command), ...more }]);
  };
  for (const command of [...shippedDefinitions(), ...masterData]) await submit(command);
  spec.now = noon + 1_000_000;
  const due = (): number => noon + 1_000_000 + reservationSeconds * 1_000;
  const [told = []] = fc.sample(script(steps), { seed, numRuns: 1 });
  const between = fc.sample(interjection, { seed, numRuns: steps });
  for (const [index, step] of told.entries()) {
    for (const [command, by] of messagesOf(step, index, noon, due)) await submit(command, {}, by.at);
    const said = between[index] ?? null;
    if (said !== null) await submit(said, {}, noon + index * 1_000);
  }
  await submit(event('received', 'B', 'S1', 50));
  await submit(reserve('fixture', 'B', 2, { expiresInSeconds: 3_600 }));
  const personal = [{ id: 'pty_1', salt: 'salt', details: { name: 'Buyer of the fixture' } }];
  const order = place('personal', [['A', 999]], { allowBackorder: true });
  assert(order.type === 'order.place');
  await submit({ ...order, party: 'pty_1' }, { personal });
  // So large an order is held; nobody decides about it in time, so it becomes an exception.
  spec.now += 2 * 86_400_000;
  const { rows } = await pool.query<{ command: Command }>(
    `select command from deadlines where id = 'order.wake:ord_personal'`,
  );
  for (const { command } of rows) await submit(command);
  assert.deepEqual(node.bugs, []);
  await node.close();
  await pool.query(`insert into projections (name, position, updated_at) values ('activity', 0, now())`);
  await pool.query(
    `insert into activity_days (day, type, entries) values ('2026-03-10', 'crossdock.order.accepted.v1', 1)`,
  );
}

/** Schemas before the third have none. */
async function fillStreams(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(`select to_regclass('raw_messages') is not null as known`);
  if (rows[0]?.known !== true) return;
  await pool.query(
    `insert into connection_streams (connection, stream, cursor, leased_until, due_at) values ('shop', 'orders', '17', now(), now())`,
  );
  await pool.query(
    `insert into raw_messages (id, connection, stream, key, media_type, about, body, state, available_at, received_at)
     values ('raw_1', 'shop', 'orders', 'W-1', 'application/json', '{}', '\\x7b7d', 'failed', now(), now())`,
  );
}

/** Schemas before the fourth have none. */
async function fillIdentifiers(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(`select to_regclass('identifiers') is not null as known`);
  if (rows[0]?.known !== true) return;
  await pool.query(
    `insert into identifier_systems (system, owner, same_codes, changed_at, changed_by) values ('erp', 'it', '{unit}', now(), 'fixture')`,
  );
  await pool.query(
    `insert into identifiers (system, kind, id, code, preferred, not_ours, because, origin, changed_at, changed_by)
     values ('erp', 'item', '4711', 'A', true, null, 'price list', 'set', now(), 'fixture'),
       ('erp', 'item', '9', null, false, 'sold by others', null, 'import', now(), 'fixture')`,
  );
  await pool.query(
    `insert into identifier_changes (epoch, ordinal, system, kind, id, before, after, changed_at, changed_by)
     select row_number() over (order by id), 1, system, kind, id, null,
       json_build_object('code', code, 'preferred', preferred, 'notOurs', not_ours, 'because', because), changed_at, changed_by
     from identifiers`,
  );
  await pool.query(
    `insert into identifiers_unmatched (system, kind, direction, id, times, first_seen_at, last_seen_at, name, numbers)
     values ('erp', 'item', 'in', '5', 3, now(), now(), 'Lamp', '{4006381333931}')`,
  );
  await pool.query('update identifier_epoch set epoch = 2');
}

/** Schemas before the ninth have none. */
async function fillWords(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(`select to_regclass('master_data_words') is not null as known`);
  if (rows[0]?.known !== true) return;
  await pool.query(
    `insert into master_data_words (kind, code, source, message, seq, received_at, as_of, sequence, noted_at)
     values ('item', 'A', 'erp', 'raw_1', 1, now(), now(), 7, now())`,
  );
}

/** Schemas before the tenth have none. */
async function fillAgreements(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(`select to_regclass('agreements') is not null as known`);
  if (rows[0]?.known !== true) return;
  for (const statement of [
    `insert into agreements (code, owner, partner, active, standard, ours, theirs, indicator, document, changed_at, changed_by)
     values ('shop', 'EDI team', 'C1', true, 'x12', 'ZZ|US', 'ZZ|THEM', 'production', '{}', now(), 'fixture')`,
    `insert into agreement_changes (epoch, agreement, before, after, changed_at, changed_by) values (1, 'shop', null, '{}', now(), 'fixture')`,
    `insert into control_numbers (agreement, direction, what, number) values ('shop', 'out', 'interchange', 17), ('shop', 'in', 'group', 3)`,
    `insert into control_numbers_missing (agreement, what, number, message, connection, noticed_at)
     values ('shop', 'interchange', 16, 'raw_1', 'shop', now())`,
    `insert into interchanges_received
       (message, ordinal, agreement, connection, stream, control, groups, is_duplicate, verdict, messages, refused, notes, received_at)
     values ('raw_1', 1, 'shop', 'shop', 'in', '000000017', '{17}', false, 'partly', 2, 1, '[{"code":"control_number_gap","detail":"…"}]', now())`,
    `insert into interchanges_sent
       (agreement, number, key, connection, operation, deliveries, lanes, first_group, last_group, contents, awaits, within_minutes, state, prepared_at, sent_at, due_at)
     values ('shop', 17, 'delivery 3', 'shop', 'orders', '{3}', '{ord_1}', 17, 17, '[{"control":"17","kind":"PR","messages":[{"type":"855","control":"0001"}]}]',
       'messages', 120, 'refused', now(), now(), now())`,
    `insert into interchange_answers (message, ordinal, agreement, kind, control, number, said, notes, effect, answered_at)
     values ('raw_2', 1, 'shop', '997', '17', 17, 'refused', '[{"code":"5","text":"segments have errors (5)"}]', 'settled', now())`,
    'update agreement_epoch set epoch = 1',
  ])
    await pool.query(statement);
}

/** Tables of the network that have no row. */
export async function emptyTables(pool: pg.Pool, tables: readonly string[]): Promise<string[]> {
  const empty: string[] = [];
  for (const table of tables) {
    const { rows } = await pool.query<{ any: boolean }>(`select exists (select from ${table}) as any`);
    if (rows[0]?.any !== true) empty.push(table);
  }
  return empty;
}

/** Schemas before the twelfth have none. */
async function fillTraceability(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(`select to_regclass('epcis_events') is not null as known`);
  if (rows[0]?.known !== true) return;
  const event = { type: 'ObjectEvent', eventID: 'urn:x:1', eventTime: '2026-03-10T12:00:00.000Z', action: 'OBSERVE' };
  await pool.query(
    `insert into epcis_events (seq, event_id, declared, hash, event_time, record_time, terms, document, bytes, captured_by, capture)
     values (1, 'urn:x:1', '', 'ni:///sha-256;00', '2026-03-10T12:00:00Z', now(), '{action=OBSERVE}', $1, $2, 'key:key_1', 'cap_1')`,
    [JSON.stringify(event), JSON.stringify(event).length],
  );
  await pool.query('update epcis_head set seq = 1');
  await pool.query(
    `insert into epcis_captures (id, captured_by, behaviour, created_at, finished_at, success, events, captured, known, errors)
     values ('cap_1', 'key:key_1', 'rollback', now(), now(), true, 1, 1, 0, '[]')`,
  );
  await pool.query(`insert into epcis_words (kind, word, gln) values ('eventType', 'ObjectEvent', '')`);
}

async function fillWatching(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(
    `select to_regclass('connection_breakers') is not null as known`,
  );
  if (rows[0]?.known !== true) return;
  await pool.query(
    `insert into connection_breakers (connection, node, failures, since, until, noted_at, error)
     values ('shop', 'fixture', 6, now(), now(), now(), '{"code":"timeout","detail":"No answer.","fix":"Wait."}')`,
  );
  await pool.query(
    `insert into connection_minutes (connection, minute, node, delivered, failed, dead) values ('shop', date_trunc('minute', now()), 'fixture', 3, 1, 0)`,
  );
  await pool.query(`insert into connection_rates (connection, tokens, at) values ('shop', 1.5, now())`);
  const { rows: found } = await pool.query<{ known: boolean }>(`select to_regclass('bundles') is not null as known`);
  if (found[0]?.known === true)
    await pool.query(`insert into bundles (connection, operation, number) values ('erp', 'orders', 17)`);
}

/** Schemas before the seventh have none. */
async function fillHistory(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(
    `select to_regclass('connection_changes') is not null as known`,
  );
  if (rows[0]?.known !== true) return;
  await pool.query(
    `insert into connection_changes (connection, at, by, what, details)
     values ('shop', now(), 'fixture', 'defined', '{}'), ('shop', now(), 'fixture', 'paused', '{"reason":"moving"}')`,
  );
}
