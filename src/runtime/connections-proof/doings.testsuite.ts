// What happens in a proof, and what must have come of it: reports come in, orders are placed and cancelled and tell the other side.
import assert from 'node:assert/strict';
import type { ProofNode } from './node.testsuite.ts';
import { report, toldTypes } from './words.testsuite.ts';
import type { OtherSide, Report } from './words.testsuite.ts';

interface Delivery {
  readonly seq: number;
  readonly connection: string;
  readonly lane: string;
  readonly state: string;
  readonly attempts: number;
  readonly id: string;
  readonly error: string | null;
}

/** What a proof had to do with, for whoever reads its output. */
export interface Told {
  readonly sent: number;
  readonly again: number;
  readonly decided: number;
}

export class Doings {
  readonly #node: ProofNode;
  readonly #side: OtherSide;
  readonly #sent: Report[] = [];
  readonly #orders: string[] = [];
  readonly #open: Promise<void>[] = [];
  #failed: unknown = null;
  #left = 0;
  readonly #decided = new Set<number>();

  constructor(node: ProofNode, side: OtherSide) {
    this.#node = node;
    this.#side = side;
  }

  async setUp(): Promise<void> {
    const { ask } = this;
    await ask('PUT', '/v1/sites/HAM', {
      name: 'Hamburg',
      company: 'NORD',
      zone: 'Europe/Berlin',
      rank: 1,
      sources: [],
    });
    for (const item of ['LAMP', 'FAN']) await ask('PUT', `/v1/items/${item}`, { name: item, unit: 'each' });
    await ask('POST', '/v1/events', { ...report(0, 1_000, 'FAN'), source: '/opening' });
    for (const [code, connection] of Object.entries(this.#side.connections))
      await ask('PUT', `/v1/connections/${code}`, connection);
  }

  readonly ask: ProofNode['ask'] = (...asked) => this.#node.ask(...asked);

  /** A few reports come in, and an order is placed and cancelled; none of it is waited for. */
  some(): void {
    if (this.#side.send !== undefined)
      for (let count = 0; count < 3; count += 1) {
        const sent = report(this.#sent.length + 1, this.#sent.length + 1, 'LAMP');
        this.#sent.push(sent);
        this.#follow(this.#side.send(sent));
      }
    if (this.#side.effects !== undefined) this.#follow(this.#order());
  }

  async #order(): Promise<void> {
    const externalId = `SO-${this.#orders.push('')}`;
    const lines = [{ line: 1, item: 'FAN', quantity: 1 }];
    const { id } = await this.ask('POST', '/v1/orders', { externalId, channel: 'web', lines });
    await this.ask('POST', `/v1/orders/${String(id)}/cancel`, {});
  }

  #follow(doing: Promise<void>): void {
    this.#left += 1;
    this.#open.push(
      doing
        .catch((error: unknown) => void (this.#failed ??= error))
        .finally(() => {
          this.#left -= 1;
        }),
    );
  }

  /** As if the pauses after failures were over, of what was tried so often at most. `isHeld`: what comes in cannot be touched now. */
  async letTimePass(over: { readonly attemptsMax: number; readonly isHeld?: boolean }): Promise<void> {
    await this.#node.pool.query(
      `update deliveries set available_at = now() where state = 'queued' and not parked and attempts <= $1 and available_at > now()`,
      [over.attemptsMax],
    );
    if (over.isHeld === true) return;
    await this.#node.pool.query(
      `update connection_streams set due_at = now() where due_at > now() + interval '200 milliseconds'`,
    );
    await this.#node.pool.query(
      `update raw_messages set available_at = now() where state = 'waiting' and available_at > now()`,
    );
  }

  /** As if the node had died some seconds ago. */
  async letLeasesLapse(): Promise<void> {
    await this.#node.pool.query(`update deliveries set available_at = now() where state = 'leased'`);
    await this.#node.pool.query(`update connection_streams set leased_until = now() - interval '1 second'`);
  }

  /** Nothing waits for being sent. */
  async isSent(): Promise<boolean> {
    return (await this.#deliveries()).every(({ state }) => state === 'delivered' || state === 'skipped');
  }

  /** Something came in and waits for being stored, if anything comes in. */
  async isStoring(): Promise<boolean> {
    if (this.#side.send === undefined) return true;
    const { rows } = await this.#node.pool.query(
      `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%insert into raw_messages%'`,
    );
    return rows.length > 0;
  }

  /** Something is being sent, if anything is; over each of these connections something that was done there already. */
  async isUnderWay(connections: readonly string[]): Promise<boolean> {
    if (this.#side.effects === undefined) return true;
    const leased = (await this.#deliveries()).filter(({ state }) => state === 'leased');
    const effects = new Set((await this.#side.effects()).map(({ id, connection }) => `${connection} ${id}`));
    const done = leased.filter(({ id, connection }) => effects.has(`${connection} ${id}`));
    return leased.length > 0 && connections.every((code) => done.some(({ connection }) => connection === code));
  }

  async isOver(): Promise<boolean> {
    if (this.#failed !== null) throw this.#failed;
    const deliveries = await this.#deliveries();
    const [raw] = await this.#raw();
    return (
      this.#left === 0 &&
      deliveries.every(({ state }) => state === 'delivered' || state === 'skipped') &&
      raw.settled === raw.all &&
      raw.all >= (this.#side.send === undefined ? 0 : this.#sent.length)
    );
  }

  /** A person looks in the other system, and says of each delivery whether it was done. */
  async decideUnknown(): Promise<void> {
    const unknown = (await this.#deliveries()).filter(({ state }) => state === 'dead');
    if (unknown.length === 0) return;
    const effects = (await this.#side.effects?.()) ?? [];
    for (const { seq, connection, id, error } of unknown) {
      assert.equal(error, 'outcome_unknown', `delivery ${seq} to ${connection} is dead for another reason`);
      this.#decided.add(seq);
      const isDone = effects.some((effect) => effect.connection === connection && effect.id === id);
      await this.ask('POST', `/v1/deliveries/${seq}/${isDone ? 'skip' : 'replay'}`, {});
    }
  }

  async check(): Promise<Told> {
    await Promise.all(this.#open);
    if (this.#side.send !== undefined) await this.#checkLedger();
    if (this.#side.effects !== undefined) await this.#checkEffects();
    const { rows } = await this.#node.pool.query<{ problems: string }>(
      `select result ->> 'problems' as problems from raw_messages where state <> 'applied'`,
    );
    assert.deepEqual(rows, [], 'every message that came in was applied');
    const deliveries = await this.#deliveries();
    return {
      sent: deliveries.length,
      again: deliveries.filter(({ attempts }) => attempts > 1).length,
      decided: this.#decided.size,
    };
  }

  /** Each report moved its goods once. */
  async #checkLedger(): Promise<void> {
    const { items } = await this.ask('GET', '/v1/stock?item=LAMP&site=HAM');
    const [balance] = items as readonly { readonly onHand: number }[];
    const { rows } = await this.#node.pool.query<{ quantity: number }>(
      `select quantity::int from movements where item = 'LAMP' order by quantity`,
    );
    const wanted = this.#sent.map((_, index) => index + 1);
    assert.deepEqual(
      rows.map(({ quantity }) => quantity),
      wanted,
      'each report that was sent moved its goods, once',
    );
    assert.equal(
      balance?.onHand,
      wanted.reduce((sum, quantity) => sum + quantity, 0),
    );
  }

  /** Each delivery had its effect once, and those of a lane in their order. */
  async #checkEffects(): Promise<void> {
    const deliveries = await this.#deliveries();
    const effects = (await this.#side.effects?.()) ?? [];
    const outgoing = new Set(deliveries.map(({ connection }) => connection));
    assert.equal(
      deliveries.length,
      this.#orders.length * toldTypes.length * outgoing.size,
      'each event was to be told',
    );
    const name = ({ connection, id }: { readonly connection: string; readonly id: string }): string =>
      `${connection} ${id}`;
    assert.deepEqual(effects.map(name).toSorted(), deliveries.map(name).toSorted(), 'each was done, once');
    const places = new Map(effects.map((effect, place) => [name(effect), place]));
    for (const [lane, inLane] of Map.groupBy(deliveries, ({ connection, lane: of }) => `${connection} ${of}`)) {
      const order = inLane.map((delivery) => places.get(name(delivery)) ?? -1);
      assert.deepEqual(
        order,
        order.toSorted((one, other) => one - other),
        `the lane ${lane} was done in order`,
      );
    }
  }

  async state(): Promise<string> {
    const open = (await this.#deliveries()).filter(({ state }) => state !== 'delivered');
    const { rows } = await this.#node.pool.query(
      'select connection, stream, failures, problem from connection_streams',
    );
    return JSON.stringify({ left: this.#left, sent: this.#sent.length, raw: await this.#raw(), open, streams: rows });
  }

  async #deliveries(): Promise<readonly Delivery[]> {
    const { rows } = await this.#node.pool.query<Delivery>(
      `select seq::int, connection, lane, state, attempts, turn_id || '-' || ordinal as id, last_error ->> 'code' as error
       from deliveries
       order by seq`,
    );
    return rows;
  }

  async #raw(): Promise<readonly [{ readonly all: number; readonly settled: number }]> {
    const { rows } = await this.#node.pool.query<{ all: number; settled: number }>(
      `select count(distinct key)::int as all, count(distinct key) filter (where state <> 'waiting')::int as settled from raw_messages`,
    );
    return [rows[0] ?? { all: 0, settled: 0 }];
  }
}
