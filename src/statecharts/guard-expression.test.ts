import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, readGuard } from './guard-expression.ts';

const facts = { open: 'number', shipped: 'number', urgent: 'boolean', channel: 'string' } as const;
const read = (expression: string): ReturnType<typeof readGuard> => readGuard('the guard', expression, facts);

test('comparisons of facts are guards', () => {
  const table: readonly (readonly [expression: string, reads: readonly string[]])[] = [
    ['open == 0', ['open']],
    ['urgent', ['urgent']],
    ['not urgent and (open > 0 or shipped >= 1.5)', ['open', 'shipped', 'urgent']],
    ['channel in ["shop", \'edi\']', ['channel']],
    ['open in [1..3] and open + 2 == 5', ['open']],
    ['startsWith(lower(channel), "edi")', ['channel']],
    ['max([open, shipped]) - abs(open) > 0', ['open', 'shipped']],
    ['urgent ? open > 1 : open > 10', ['open', 'urgent']],
    ['true', []],
  ];
  for (const [expression, reads] of table) {
    const found = read(expression);
    assert.ok('guard' in found, `${expression}: ${JSON.stringify(found)}`);
    assert.deepEqual(found.guard.reads, reads);
  }
});

test('what is no guard is refused with the reason', () => {
  const table: readonly (readonly [expression: string, reasons: readonly RegExp[]])[] = [
    ['open >', [/cannot be evaluated: Unexpected end/]],
    ['', [/cannot be evaluated/]],
    ['open', [/gives 1 for \{"open":1\}, not true or false/]],
    ['urgent and open', [/gives 1 for /]],
    ['open > channel', [/cannot be evaluated: .*Unsupported type/]],
    ['opn == 0', [/"opn" is not a fact/]],
    ['whatever == 0 and other == 1', [/"whatever" is not a fact/, /"other" is not a fact/]],
    ['open == null', [/"null" is not a fact/]],
    ["date('now') > open", [/date\(\) reads the clock or chance/]],
    ['now() > open', [/now\(\) reads the clock or chance/]],
    ['rand(3) > open', [/rand\(\) reads the clock or chance/]],
    ['matches(channel, "x")', [/matches\(\) is not a function that guards may call/]],
    ['open && urgent', [/"&&" is not part of the language/]],
    ['open % shipped == 0', [/"%" is not part of the language/]],
    ['open * shipped > 1', [/"\*" is not part of the language/]],
    ['open < 10000000000000000', [/is not part of the language/]],
    ['channel.length > 1', [/"\." is not part/, /"length" is not a fact/]],
    ['open = 1; urgent', [/"=" is not part/, /";" is not part/]],
    ['`${open}` == "1"', [/not part/, /not part/]],
    ['open * shipped > 1 / open', [/"\*" is not part/, /"\/" is not part/]],
    ['open > 79228162514264337593543950335', [/is not part of the language/]],
    ['open > 0.0000000001', [/is not part of the language/]],
    ['open > 1e10', [/"1" is not part/, /"e10" is not a fact/]],
    ['open == @', [/"@" is not part/]],
  ];
  for (const [expression, reasons] of table) {
    const found = read(expression);
    assert.ok('faults' in found, expression);
    assert.equal(found.faults.length, reasons.length, `${expression}: ${JSON.stringify(found.faults)}`);
    for (const [index, reason] of reasons.entries()) assert.match(found.faults[index]?.message ?? '', reason);
  }
});

test('a misspelt fact is recognised', () => {
  const found = read('opn == 0');
  assert.ok('faults' in found);
  assert.equal(found.faults[0]?.fix, 'Did you mean "open"?');
});

test('many facts are tried without trying every combination', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`fact${index}`, 'number' as const]));
  const expression = Object.keys(many)
    .map((name) => `${name} > 0`)
    .join(' and ');
  assert.ok('guard' in readGuard('many', expression, many));
});

test('what the engine says of an error is its reason, without the stack', () => {
  const guard = { name: 'bad', expression: 'open >', reads: [] };
  assert.deepEqual(evaluate(guard, {}), { failed: 'Unexpected end of unary expression at (6, 6)' });
  assert.deepEqual(evaluate({ ...guard, expression: 'open > 1' }, { open: 2 }), { value: true });
});
