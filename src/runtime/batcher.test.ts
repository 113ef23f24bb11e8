// What the batcher lets into a turn, and what waits. Turns here end when the test says so.
import assert from 'node:assert/strict';
import { setImmediate as nextRound } from 'node:timers/promises';
import { test } from 'node:test';
import { Fault } from '#kernel/fault.ts';
import { limits } from '#kernel/limits.ts';
import type { Command } from '#processes/message.ts';
import { Batcher } from './batcher.ts';
import { cancel, change, event, item, place } from './commands.testsuite.ts';
import type { Input, Submission } from './engine.ts';
import { Spec } from './spec.ts';

interface Turn {
  readonly commands: readonly Command[];
  end(): void;
}

class Stage {
  readonly turns: Turn[] = [];
  readonly #spec = new Spec();
  readonly batcher = new Batcher({
    run: (submissions: readonly Submission[]) =>
      new Promise((resolve) => {
        const replies = submissions.map(() => ({ answer: { status: 'done', result: null }, repeated: false }) as const);
        const end = (): void => resolve({ replies, left: [], position: null });
        this.turns.push({ commands: submissions.map(({ message }) => message.command), end });
      }),
    catalog: this.#spec.store.catalog,
    onTurn: () => undefined,
  });

  submit(command: Command, input: Input = 'api'): Promise<unknown> {
    return this.batcher.submit(input, this.#spec.message(command));
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
  const code = (expected: string) => (error: unknown) => error instanceof Fault && error.code === expected;
  await assert.rejects(stage.submit(cancel('1')), code('queue_full'));
  const ended = stage.end();
  await assert.rejects(stage.submit(cancel('1')), code('stopping'));
  await ended;
  assert.equal((await Promise.all(answers)).length, limits.queueMessagesMax);
});
