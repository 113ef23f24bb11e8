// What holds for every history of messages, on the store in memory. A failure prints its seed and the shortest history found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Command } from '#processes/message.ts';
import type { TurnState } from '#processes/draft.ts';
import type { Reply, Submission } from './engine.ts';
import { Spec, noon } from './spec.ts';
import { event, expected, item, place, reserve, site } from './commands.testsuite.ts';
import { putRouting, sentBy } from './routing.testsuite.ts';
import { masterData, messagesOf, reservationSeconds, script } from './script.testsuite.ts';
import type { Step } from './script.testsuite.ts';

const runs = { seed: 2026, numRuns: Number(process.env['CROSSDOCK_PROPERTY_RUNS'] ?? 60) };

async function prepared(): Promise<Spec> {
  const spec = new Spec();
  await spec.given(...masterData);
  spec.now = noon + 1_000_000;
  return spec;
}

/** The messages of a script whose store stands still at one moment. */
function messages(spec: Spec, steps: readonly Step[]): Submission[] {
  const due = (): number => spec.now + reservationSeconds * 1_000;
  return steps
    .flatMap((step, index) => messagesOf(step, index, noon, due))
    .map(([command, by], index) => spec.message(command, { ...by, claim: { source: 'script', id: String(index) } }));
}

/** The state of everything, without the order in which rows were made. */
function tables(spec: Spec): Record<string, unknown> {
  const { tables: state, deadlines, heard, inbox, movements } = spec.store;
  return {
    ...sorted(state),
    deadlines: rows(deadlines),
    heard: rows(heard),
    inbox: rows(inbox),
    movements: rows(movements),
  };
}

function sorted(state: TurnState): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(state).map(([name, table]) => [name, rows(table as ReadonlyMap<string, unknown>)]),
  );
}

function rows(table: ReadonlyMap<string, unknown>): unknown[] {
  return [...table].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function answers(replies: readonly Reply[]): unknown[] {
  return replies.map(({ answer }) => answer);
}

test('stock is conserved and never oversold, and every number is the sum of its parts', async () => {
  await fc.assert(
    fc.asyncProperty(script(60), async (steps) => {
      const spec = await prepared();
      let before = structuredClone(spec.store.tables.balances);
      for (const submission of messages(spec, steps)) {
        await spec.decide(submission);
        const { balances, details, parts, supplies, orders } = spec.store.tables;
        const kind = submission.message.command.type;
        for (const [key, balance] of balances) {
          const moved = (spec.store.movements.get(key) ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
          assert.equal(balance.onHand - balance.unexplained, moved, 'on hand − unexplained = Σ movements');
          const cells = details.get(key) ?? [];
          assert.equal(
            balance.onHand,
            cells.reduce((sum, { quantity }) => sum + quantity, 0),
          );
          assert.equal(
            balance.sellable,
            cells.reduce((sum, { quantity, status }) => sum + (status === 'available' ? quantity : 0), 0),
          );
          assert.equal(
            balance.unexplained,
            cells.reduce((sum, { unexplained }) => sum + unexplained, 0),
          );
          const live = [...parts.values()].filter(
            (part) => part.state === 'pending' && `${part.item}\t${part.site}` === key,
          );
          assert.equal(
            balance.reserved,
            live.reduce((sum, part) => sum + part.quantity - part.posted - part.inbound, 0),
            'reserved = Σ live parts',
          );
          assert.equal(
            balance.inboundReserved,
            live.reduce((sum, part) => sum + part.inbound, 0),
          );
          assert.equal(
            balance.inbound,
            (supplies.get(key) ?? []).reduce(
              (sum, { quantity, received }) => sum + Math.max(0, quantity - received),
              0,
            ),
          );
          for (const [name, value] of Object.entries(balance))
            if (typeof value === 'number') assert.ok(value >= 0, `${name} of ${key} is ${value}`);
          assert.equal(balance.short, Math.max(0, balance.reserved - balance.sellable), 'reserved ≤ sellable + short');
          const earlier = before.get(key);
          const promising = kind === 'order.place' || kind === 'order.change' || kind === 'reservation.make';
          if (promising) assert.ok(balance.short <= (earlier?.short ?? 0), 'a promise never opens a shortage');
          if (balance.short > (earlier?.short ?? 0))
            assert.ok(balance.sellable < (earlier?.sellable ?? 0), 'a shortage opens only when stock went down');
        }
        for (const order of orders.values()) {
          for (const line of order.lines) {
            assert.equal(line.ordered, line.reserved + line.backordered + line.issued + line.cancelled);
            assert.equal(
              line.reserved,
              line.portions.reduce((sum, portion) => sum + portion.quantity, 0),
            );
            assert.ok(Math.min(line.reserved, line.backordered, line.issued, line.cancelled) >= 0);
          }
        }
        if (
          kind === 'stock.event' &&
          submission.message.command.kind === 'moved' &&
          submission.message.command.data.toSite !== undefined
        ) {
          const moves = [...spec.store.movements.values()].flat().filter((fact) => fact.kind === 'move');
          const transferred = moves.reduce((sum, { quantity }) => sum + quantity, 0);
          assert.equal(transferred, 0, 'transfers sum to zero');
        }
        before = structuredClone(balances);
      }
      assert.deepEqual(spec.bugs, []);
    }),
    runs,
  );
});

test('any split of the same messages into turns gives the same state, the same answers and the same journal', async () => {
  await fc.assert(
    fc.asyncProperty(script(50), fc.infiniteStream(fc.integer({ min: 1, max: 8 })), async (steps, sizes) => {
      const together = await prepared();
      const one = await prepared();
      const split = await prepared();
      for (const spec of [together, one, split]) await spec.given(putRouting(1));
      const all = messages(together, steps);
      all.splice(all.length / 2, 0, together.message(putRouting(2)));
      const expectedAnswers = answers(await together.decide(...all));
      const singly: Reply[] = [];
      for (const submission of all) singly.push(...(await one.decide(submission)));
      const inTurns: Reply[] = [];
      for (let at = 0; at < all.length;) {
        const size = sizes.next().value ?? 1;
        inTurns.push(...(await split.decide(...all.slice(at, at + size))));
        at += size;
      }
      for (const [other, replies] of [
        [one, singly],
        [split, inTurns],
      ] as const) {
        assert.deepEqual(answers(replies), expectedAnswers);
        assert.deepEqual(tables(other), tables(together));
        const journal = (spec: Spec): string[] => spec.store.turns.flatMap(({ sealed }) => sealed);
        assert.deepEqual(journal(other), journal(together));
        assert.deepEqual(sentBy(other.store), sentBy(together.store));
        assert.notEqual(sentBy(other.store).length, 0);
      }
    }),
    runs,
  );
});

test('sending everything again changes nothing and is answered as before', async () => {
  await fc.assert(
    fc.asyncProperty(script(40), async (steps) => {
      const spec = await prepared();
      const all = messages(spec, steps);
      const first = await spec.decide(...all);
      const before = structuredClone(tables(spec));
      const turns = spec.store.turns.length;
      const again = await spec.decide(
        ...all.map(({ message }) => ({ message: { ...message, id: `${message.id}_again` } })),
      );
      assert.deepEqual(answers(again), answers(first));
      assert.ok(again.every(({ repeated }) => repeated));
      assert.deepEqual(tables(spec), before);
      assert.equal(spec.store.turns.length, turns);
    }),
    runs,
  );
});

test('the same claim with another body is refused', async () => {
  const spec = await prepared();
  for (const [source, code] of [
    ['key:1', 'idempotency_key_reused'],
    ['wms', 'event_id_reused'],
  ] as const) {
    const claim = { source, id: '7' };
    const [first, second] = await spec.decide(
      spec.message(event('received', 'A', 'S1', 1), { claim }),
      spec.message(event('received', 'A', 'S1', 2), { claim }),
    );
    assert.equal(first?.answer.status, 'done');
    const [third] = await spec.decide(spec.message(event('received', 'A', 'S1', 3), { claim }));
    for (const reply of [second, third])
      assert.equal(reply?.answer.status === 'refused' && reply.answer.rejection.rejected, code);
  }
  assert.equal(spec.store.tables.balances.get('A\tS1')?.onHand, 2);
});

test('messages about different things give the same state in any order', async () => {
  const worlds = ['1', '2', '3', '4'];
  const commandsOf = (name: string): Command[] => [
    event('received', `A${name}`, 'S1', 5),
    place(name, [[`A${name}`, 3]]),
    expected('p', `A${name}`, 'S1', 4, '2026-03-20'),
    reserve(name, `A${name}`, 4, { requestedFor: '2026-03-21' }),
    event('issued', `A${name}`, 'S1', 2, { reference: `web/${name}` }),
    event('received', `A${name}`, 'S1', 4, { supply: 'p' }),
  ];
  const commands = new Map(worlds.map((name) => [name, commandsOf(name)]));
  const play = async (order: readonly string[]): Promise<unknown> => {
    const spec = new Spec();
    await spec.given(site('S1'), ...worlds.map((name) => item(`A${name}`)));
    const next = new Map(worlds.map((name) => [name, [...(commands.get(name) ?? [])]]));
    const submissions = order
      .flatMap((name) => next.get(name)?.splice(0, 1) ?? [])
      .map((command) => spec.message(command));
    await spec.decide(...submissions);
    const { movements } = spec.store;
    return { ...sorted(spec.store.tables), movements: rows(movements) };
  };
  const inOrder = worlds.flatMap((name) => Array.from({ length: 6 }, () => name));
  const reference = await play(inOrder);
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(inOrder, { minLength: inOrder.length }), async (order) =>
      assert.deepEqual(await play(order), reference),
    ),
    { ...runs, numRuns: 30 },
  );
});

type Told = {
  readonly kind: 'delta' | 'count';
  readonly quantity: number;
  readonly sequence: number;
  readonly time: number;
};

const history = fc
  .array(
    fc.record({
      kind: fc.constantFrom('delta' as const, 'delta' as const, 'count' as const),
      /** Of a count below 0: a snapshot, whose source says so. */
      quantity: fc.integer({ min: -9, max: 9 }),
      skew: fc.integer({ min: -5, max: 5 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((told): Told[] =>
    told.map(({ kind, quantity, skew }, sequence) => ({
      kind,
      quantity,
      sequence,
      time: noon + (sequence + skew) * 1_000,
    })),
  );

/** Never 0, which is no adjustment. */
function deltaOf(quantity: number): number {
  return quantity < 0 ? quantity : quantity + 1;
}

function truth(told: readonly Told[]): number {
  const last = told.findLastIndex(({ kind }) => kind === 'count');
  return told.slice(last + 1).reduce((sum, { quantity }) => sum + quantity, told[last]?.quantity ?? 0);
}

for (const [what, believed] of [
  ['its own sequence, whatever its clock says', true],
  ['its clock, when it has no sequence', false],
] as const) {
  test(`on hand is the latest count and what came after it, in any order of arrival: by ${what}`, async () => {
    const arriving = history.chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray([...told.keys()], { minLength: told.length }), fc.boolean()),
    );
    await fc.assert(
      fc.asyncProperty(arriving, async ([told, order, oneTurn]) => {
        const spec = await prepared();
        const submissions = order
          .flatMap((index) => told[index] ?? [])
          .map(({ kind, quantity, sequence, time }) => {
            const at = believed ? time : noon + sequence * 1_000;
            const more = {
              source: believed ? 'wms' : sequence % 2 === 0 ? 'wms' : 'erp',
              ...(believed && { sequence }),
            };
            return spec.message(
              event(
                kind !== 'count' ? 'adjusted' : quantity < 0 ? 'snapshot' : 'counted',
                'A',
                'S1',
                kind === 'count' ? quantity : deltaOf(quantity),
                more,
              ),
              { at },
            );
          });
        if (oneTurn) await spec.decide(...submissions);
        else for (const submission of submissions) await spec.decide(submission);
        const expectedOnHand = truth(
          told.map((one) => (one.kind === 'delta' ? { ...one, quantity: deltaOf(one.quantity) } : one)),
        );
        const { onHand, unexplained } = spec.store.tables.balances.get('A\tS1') ?? { onHand: 0, unexplained: 0 };
        assert.deepEqual([onHand, unexplained], [Math.max(0, expectedOnHand), Math.max(0, -expectedOnHand)]);
      }),
      { ...runs, numRuns: runs.numRuns * 3 },
    );
  });
}
