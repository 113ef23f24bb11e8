// What the rules of a table do together: situations that no rule takes or two take, and rules that never have their turn.
import assert from '#kernel/assert.ts';
import { combinationsOf } from './combinations.ts';
import type { Taken } from './combinations.ts';
import { rulesOf } from './decide.ts';
import type { Input } from './decide.ts';
import type { Policy, Rule } from './model.ts';

export interface Finding {
  /** Its place in the table; null is the table as a whole. */
  readonly rule: number | null;
  readonly message: string;
  readonly fix: string;
}

type Table = Pick<Policy, 'columns' | 'inputs' | 'rules' | 'hit'>;

export function checkCoverage(table: Table): Finding[] {
  const sets = combinationsOf(table);
  if (sets === null)
    return [
      {
        rule: null,
        message: 'this table tells too many situations apart to be searched for gaps',
        fix: 'Divide it into two policies, or let fewer cells name values of their own.',
      },
    ];
  return [...gaps(sets), ...(table.hit === 'unique' ? overlaps(table, sets) : []), ...idle(table, sets)];
}

function gaps(sets: readonly Taken[]): Finding[] {
  return sets
    .filter(({ mask }) => mask === 0n)
    .map(({ example }) => ({
      rule: null,
      message: `no rule takes ${shown(example)}`,
      fix: 'Add a rule for it, or widen one.',
    }));
}

/** Each pair once, at the later of the two. */
function overlaps(table: Table, sets: readonly Taken[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const { mask, example } of sets) {
    const both = rulesOf(table, mask);
    for (const [index, later] of both.entries()) {
      for (const { id } of both.slice(0, index)) {
        const message = `the rules "${id}" and "${later.id}" both take ${shown(example)}`;
        const finding = {
          rule: table.rules.indexOf(later),
          message,
          fix: 'Narrow one of them; no two may match at once.',
        };
        if (!found.has(`${id} ${later.id}`)) found.set(`${id} ${later.id}`, finding);
      }
    }
  }
  return [...found.values()];
}

/** Rules without effect. */
function idle(table: Table, sets: readonly Taken[]): Finding[] {
  return table.rules.flatMap((rule, index) => {
    const own = sets.map(({ mask }) => rulesOf(table, mask)).filter((rules) => rules.includes(rule));
    if (own.length === 0)
      return [
        { rule: index, message: `the rule "${rule.id}" can never match`, fix: 'Correct its cells, or remove it.' },
      ];
    if (table.hit !== 'first' || own.some(([first]) => first === rule)) return [];
    const before = new Set(own.flatMap((rules) => rules.slice(0, 1)).map(({ id }) => `"${id}"`));
    return [
      {
        rule: index,
        message: `the rule "${rule.id}" never has its turn: ${[...before].join(', ')} take all that it takes`,
        fix: 'Move it up, narrow the others, or remove it.',
      },
    ];
  });
}

/** For tables in which saying something twice is saying it once: rules that say nothing which others do not, wherever they match. */
export function checkRepeats(table: Table): (Finding & { readonly rule: number })[] {
  const sets = combinationsOf(table);
  assert(sets !== null, 'a table that cannot be searched is refused before');
  const repeated = new Set<Rule>();
  const found: (Finding & { readonly rule: number })[] = [];
  for (const rule of table.rules.toReversed()) {
    const others = sets
      .map(({ mask }) => rulesOf(table, mask))
      .filter((rules) => rules.includes(rule))
      .map((rules) => rules.filter((one) => one !== rule && !repeated.has(one) && saysTheSame(one, rule)));
    if (others.length === 0 || others.some((same) => same.length === 0)) continue;
    repeated.add(rule);
    const names = [...new Set(others.flat().map(({ id }) => `"${id}"`))].join(', ');
    found.push({
      rule: table.rules.indexOf(rule),
      message: `the rule "${rule.id}" says nothing of its own: wherever it matches, ${names} says the same`,
      fix: 'Remove it, or correct what it says.',
    });
  }
  return found.toReversed();
}

function saysTheSame(one: Rule, other: Rule): boolean {
  const names = Object.keys(other.then);
  return one.worked.length + other.worked.length === 0 && names.every((name) => one.fixed[name] === other.fixed[name]);
}

function shown(example: Input): string {
  return Object.entries(example)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(', ');
}
