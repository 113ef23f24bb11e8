// What the batcher lets into a turn, and what waits. Turns here end when the test says so.
import assert from 'node:assert/strict';
import { setImmediate as nextRound } from 'node:timers/promises';
import { test } from 'node:test';
import { Fault } from '#kernel/fault.ts';
import { limits } from '#kernel/limits.ts';
import type { Command } from '#processes/message.ts';
import { Batcher } from './batcher.ts';
import { cancel, change, event, item, place } from './commands.testsuite.ts';
import { runOn } from './engine.ts';
import type { Engine, Input } from './engine.ts';
import { Spec } from './spec.ts';

interface Turn {
  readonly commands: readonly Command[];
  end(): void;
  fail(error: Error): void;
}

class Stage {
  readonly turns: Turn[] = [];
  readonly #spec = new Spec();
  readonly batcher: Batcher;

  constructor(queueMax: number = limits.queueMessagesMax) {
    this.batcher = new Batcher({ ...this.#options, queueMax });
  }

  readonly #options: ConstructorParameters<typeof Batcher>[0] = {
    run: (submissions) =>
      new Promise((resolve, reject) => {
        const replies = submissions.map(() => ({ answer: { status: 'done', result: null }, repeated: false }) as const);
        const end = (): void => resolve({ replies, left: [], position: null });
        this.turns.push({ commands: submissions.map(({ message }) => message.command), end, fail: reject });
      }),
    catalog: this.#spec.store.catalog,
    onTurn: () => undefined,
  };

  submit(command: Command, input: Input = 'api', engine: Engine = this.batcher): Promise<unknown> {
    return engine.submit(input, this.#spec.message(command));
  }

  /** Until the batcher has opened so many turns. */
  async opened(count: number): Promise<Turn> {
    while (this.turns.length < count) await nextRound();
    const turn = this.turns[count - 1];
    assert.ok(turn !== undefined);
    return turn;
  }

  async end(): Promise<void> {
    const stopped = this.batcher.stop();
    for (let ended = 0; this.batcher.waiting() > 0 || ended < this.turns.length; await nextRound()) {
      while (ended < this.turns.length) this.turns[ended++]?.end();
    }
    await stopped;
  }
}

const fault = (expected: string) => (error: unknown) => error instanceof Fault && error.code === expected;

test('messages about one thing are never in two open turns', async () => {
  const stage = new Stage();
  const answers = [stage.submit(cancel('1'))];
  await stage.opened(1);
  answers.push(stage.submit(cancel('1')), stage.submit(cancel('2')));
  const second = await stage.opened(2);
  assert.deepEqual(second.commands, [cancel('2')]);
  stage.turns[0]?.end();
  assert.deepEqual((await stage.opened(3)).commands, [cancel('1')]);
  await stage.end();
  await Promise.all(answers);
});

test('what concerns items of an open turn waits while there is other work, and only then', async () => {
  const stage = new Stage();
  const answers = [stage.submit(place('1', [['A', 1]]))];
  await stage.opened(1);
  answers.push(stage.submit(place('2', [['A', 1]])), stage.submit(place('3', [['B', 1]])));
  assert.deepEqual((await stage.opened(2)).commands, [place('3', [['B', 1]])]);
  stage.turns[1]?.end();
  // Only item A is left: it would wait for a lock, and there is nothing better to do.
  assert.deepEqual((await stage.opened(3)).commands, [place('2', [['A', 1]])]);
  await stage.end();
  await Promise.all(answers);
});

test('what waits for an item keeps back what came later about the same order', async () => {
  const stage = new Stage();
  const answers = [stage.submit(place('0', [['A', 1]]))];
  await stage.opened(1);
  answers.push(stage.submit(change('1', [[1, 'A', 2]])), stage.submit(cancel('1')));
  assert.deepEqual((await stage.opened(2)).commands, [change('1', [[1, 'A', 2]]), cancel('1')]);
  await stage.end();
  await Promise.all(answers);
});

test('a change of master data is never in one turn with what decides by it', async () => {
  const stage = new Stage();
  const answers = [stage.submit(place('1', [['A', 1]])), stage.submit(item('A')), stage.submit(place('2', [['A', 1]]))];
  const first = await stage.opened(1);
  assert.deepEqual(
    first.commands.map(({ type }) => type),
    ['order.place', 'order.place'],
  );
  assert.deepEqual((await stage.opened(2)).commands, [item('A')]);
  await stage.end();
  await Promise.all(answers);
});

test('a long import does not keep callers and events waiting', async () => {
  const stage = new Stage();
  const answers: Promise<unknown>[] = [];
  for (let number = 0; number < 2 * limits.turnMessagesMax; number += 1) {
    answers.push(stage.submit(place(`bulk-${number}`, [[`B${number}`, 1]]), 'bulk'));
  }
  answers.push(stage.submit(place('caller', [['A', 1]])), stage.submit(event('received', 'C', 'S1', 1), 'intake'));
  const { commands } = await stage.opened(1);
  assert.equal(commands.length, limits.turnMessagesMax);
  assert.equal(commands.filter(({ type }) => type === 'stock.event').length, 1);
  assert.ok(commands.some((command) => command.type === 'order.place' && command.id === 'ord_caller'));
  await stage.end();
  await Promise.all(answers);
});

test('a node that is full or stops says so, and decides what it has taken', async () => {
  const stage = new Stage();
  const answers: Promise<unknown>[] = [];
  while (stage.batcher.waiting() < limits.queueMessagesMax) {
    answers.push(stage.submit(place(String(answers.length), [['A', 1]])));
  }
  await assert.rejects(stage.submit(cancel('1')), fault('queue_full'));
  const ended = stage.end();
  await assert.rejects(stage.submit(cancel('1')), fault('stopping'));
  await ended;
  assert.equal((await Promise.all(answers)).length, limits.queueMessagesMax);
});

test('of a run that did not find room, nothing later is decided, though there is room by then', async () => {
  const stage = new Stage(2);
  const run = runOn(stage.batcher);
  const taken = [stage.submit(cancel('1'), 'intake', run), stage.submit(cancel('2'), 'intake', run)];
  await assert.rejects(stage.submit(cancel('3'), 'intake', run), fault('queue_full'));
  const { commands } = await stage.opened(1);
  assert.deepEqual(commands, [cancel('1'), cancel('2')]);
  assert.equal(stage.batcher.waiting(), 0);
  await assert.rejects(stage.submit(cancel('4'), 'intake', run), fault('queue_full'));
  taken.push(stage.submit(cancel('5'), 'intake'), stage.submit(cancel('6'), 'intake', runOn(stage.batcher)));
  await stage.end();
  await Promise.all(taken);
  assert.deepEqual(
    stage.turns.flatMap((turn) => turn.commands),
    [cancel('1'), cancel('2'), cancel('5'), cancel('6')],
  );
});

test('of a run whose turn is lost, what still waits is not decided; what others sent is', async () => {
  const stage = new Stage();
  const run = runOn(stage.batcher);
  const lost = stage.submit(cancel('1'), 'intake', run);
  await stage.opened(1);
  const behind = stage.submit(cancel('1'), 'intake', run);
  const others = stage.submit(cancel('1'), 'intake');
  const failing = Promise.all([
    assert.rejects(lost, fault('store_unavailable')),
    assert.rejects(behind, fault('store_unavailable')),
  ]);
  stage.turns[0]?.fail(new Fault('store_unavailable', 'The database is away.'));
  await failing;
  await stage.opened(2);
  await stage.end();
  await others;
  assert.deepEqual(
    stage.turns.map(({ commands }) => commands),
    [[cancel('1')], [cancel('1')]],
  );
});
