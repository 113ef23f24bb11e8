// Versions of the shipped process that would break orders while they run. Each is refused before it is kept, with the line and
// the reason.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import { refused, Spec } from '#runtime/spec.ts';

type Json = Record<string, unknown>;

const shipped = shippedDefinitions().find(
  (command) => command.type === 'definition.put' && command.definition.kind === 'process',
);
assert(shipped?.type === 'definition.put');
const { definition } = shipped;

const goods = 'chart/states/open/states/goods/states';
const promise = 'chart/states/open/states/promise/states';
const books = 'chart/states/open/states/books/states';

interface Bad {
  readonly why: string;
  readonly change: (process: Json) => void;
  /** What stands in the line that is named. */
  readonly line: RegExp;
  readonly detail: RegExp;
}

const bad: readonly Bad[] = [
  {
    why: 'a clock that rings at once rings for ever',
    change: (process) => set(process, `${goods}/waiting/entry/0/params/after`, 'PT0S'),
    line: /"after": "PT0S"/,
    detail: /must be a duration from PT1M to P366D, not "PT0S"/,
  },
  {
    why: 'a clock beyond all time cannot be set',
    change: (process) => set(process, `${goods}/waiting/entry/0/params/after`, 'P99999999W'),
    line: /"after": "P99999999W"/,
    detail: /must be a duration from PT1M to P366D/,
  },
  {
    why: 'nobody can be told how a promise is kept that is not endangered',
    change: (process) => add(process, `${goods}/waiting/on/release.due/actions`, { type: 'proposeRecovery' }),
    line: /\{/,
    detail: /proposeRecovery is asked for after "release.due", and is about what only "promise.endangered" can tell/,
  },
  {
    why: 'nothing can be done that nobody has chosen',
    change: (process) => add(process, `${goods}/waiting/on/release.due/actions`, { type: 'applyRecovery' }),
    line: /\{/,
    detail: /applyRecovery is asked for after "release.due", and is about what only "recovery.chosen" can tell/,
  },
  {
    why: 'goods are missed when they are reported, not when others are promised',
    change: (process) => add(process, `${goods}/warehouse/on/stock.allocated/actions`, { type: 'replaceShort' }),
    line: /\{/,
    detail: /replaceShort is asked for after "stock.allocated"/,
  },
  {
    why: 'a promise at risk that is endangered again as soon as it is',
    change: (process) =>
      add(process, `${promise}/atRisk/entry`, { type: 'endangerPromise', params: { cause: 'held' } }),
    line: /\{/,
    detail: /leads in a circle: "promise.endangered" → endangerPromise → "promise.endangered"/,
  },
  {
    why: 'one clock for two waits',
    change: (process) => {
      set(process, `${promise}/kept/entry/0/params/event`, 'erp.silent');
      move(process, `${promise}/kept/on`, 'promise.due', 'erp.silent');
      drop(process, 'promise.due');
    },
    line: /\{/,
    detail:
      /the clock "erp.silent" is started in "open.promise.kept" and in "open.books.posting", which run side by side/,
  },
  {
    why: 'a clock that cancels the order in the name of the customer',
    change: (process) => set(process, `${goods}/waiting/entry/0/params/event`, 'order.cancelled'),
    line: /"event": "order.cancelled"/,
    detail: /event of startDeadline must be one of "hold.overdue", .*, not "order.cancelled"/,
  },
  {
    why: 'the goods end on their way, and the books with them',
    change: (process) => add(process, `${goods}/warehouse/on/shipment.packed/0/actions`, { type: 'endGoods' }),
    line: /\{/,
    detail: /endGoods is asked for where its region does not end/,
  },
  {
    why: 'the order is closed while it is under way',
    change: (process) => add(process, `${promise}/kept/entry`, { type: 'closeOrder' }),
    line: /\{/,
    detail: /closeOrder is asked for where the whole case does not end/,
  },
  {
    why: 'an exception without a name',
    change: (process) => set(process, `${goods}/held/on/hold.overdue/actions/0/params/kind`, ''),
    line: /"kind": ""/,
    detail: /kind of raiseException must be a word of at most 64/,
  },
  {
    why: 'an exception whose name is a text of 6,000 signs',
    change: (process) => set(process, `${goods}/held/on/hold.overdue/actions/0/params/kind`, 'x\n'.repeat(3_000)),
    line: /"kind": "x/,
    detail: /kind of raiseException must be a word of at most 64 .*, not "(x\\n)+/,
  },
  {
    why: 'no customer can cancel',
    change: (process) => dropEverywhere(process, 'order.cancelled'),
    line: /"events": \[/,
    detail: /no state listens to "order.cancelled": a customer could not cancel/,
  },
  {
    why: 'nothing that left is billed',
    change: (process) => withoutEffect(process, 'requestInvoice'),
    line: /"chart": \{/,
    detail: /nothing asks for requestInvoice: what left would never be billed/,
  },
  {
    why: 'goods that ended and do not say so',
    change: (process) => withoutEffect(process, 'endGoods'),
    line: /"goods.ended"/,
    detail: /nothing brings "goods.ended": no effect that tells so is asked for/,
  },
  {
    why: 'a wait that nobody is reminded of',
    change: (process) => {
      set(process, `${books}/billing/entry`, []);
      set(process, `${books}/billing/on/finance.silent`, undefined);
      drop(process, 'finance.silent');
    },
    line: /"billing": \{/,
    detail: /the wait in "open.books.billing" has no clock/,
  },
  {
    why: 'a version that no table can hold',
    change: (process) => set(process, 'version', 9_007_199_254_740_991),
    line: /"version": 9007199254740991/,
    detail: /version must be a whole number from 1 to 999999/,
  },
];

suite('a process is refused before it is kept', () => {
  for (const { why, change, line, detail } of bad)
    test(why, async () => {
      const process = JSON.parse(definition.content) as Json;
      set(process, 'version', 2);
      change(process);
      const content = JSON.stringify(process, null, 2);
      const put = { type: 'definition.put', definition: { ...definition, version: 2, content } } as const;
      const spec = new Spec();
      const { errors = [] } = refused(await spec.when(put), 'definition_invalid');
      const said = errors.find((error) => detail.test(error.detail));
      assert(said !== undefined, JSON.stringify(errors, null, 2));
      assert.match(content.split('\n')[(said.line ?? 0) - 1] ?? '', line);
      assert.equal(spec.store.tables.definitions.size, 0);
    });
});

test('the shipped process itself is kept', async () => {
  const spec = new Spec();
  await spec.given(...shippedDefinitions());
  assert.equal(spec.store.tables.definitions.get('process/order-fulfilment/1')?.active, true);
});

function inside(process: Json, path: readonly string[]): Json {
  return path.reduce<Json>((at, key) => {
    const next = at[key];
    assert(typeof next === 'object' && next !== null, `${key} of ${path.join('/')} is there`);
    return next as Json;
  }, process);
}

function set(process: Json, path: string, value: unknown): void {
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  inside(process, keys)[last] = value;
}

function add(process: Json, path: string, effect: Json): void {
  const list: unknown = inside(process, path.split('/'));
  assert(Array.isArray(list));
  list.push(effect);
}

function move(process: Json, path: string, from: string, to: string): void {
  const on = inside(process, path.split('/'));
  on[to] = on[from];
  delete on[from];
}

function drop(process: Json, event: string): void {
  process['events'] = (process['events'] as string[]).filter((each) => each !== event);
}

function dropEverywhere(process: Json, event: string): void {
  drop(process, event);
  visit(process, (node) => delete node[event]);
}

function withoutEffect(process: Json, type: string): void {
  visit(process, (node) => {
    for (const key of ['entry', 'actions']) {
      const list = node[key];
      if (Array.isArray(list)) node[key] = list.filter((effect) => effect.type !== type);
    }
  });
}

function visit(node: unknown, look: (node: Json) => void): void {
  if (typeof node !== 'object' || node === null) return;
  look(node as Json);
  for (const each of Object.values(node)) visit(each, look);
}
