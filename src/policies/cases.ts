// Golden cases: situations that people understand, with what has to come out and by which rule. Every rule has one.
import { canonicalJson } from '#statecharts/canonical-json.ts';
import { isDecided, tryDecide } from './decide.ts';
import type { Input } from './decide.ts';
import type { Policy, PolicyProblem, PolicyValue } from './model.ts';
import { readList, readObject, readValue, readWords } from './report.ts';
import type { Say } from './report.ts';

/** What is wrong with the cases, or with the policy as they show it. */
export function checkCases(
  text: string,
  policy: Policy,
): { readonly count: number; readonly problems: readonly PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  const read = readValue(text, problems);
  if (read === undefined) return { count: 0, problems };
  const cases = readList(read.value, '', read.say);
  const fired = new Set(cases.flatMap((one, index) => checkCase(one, { policy, pointer: `/${index}` }, read.say)));
  for (const { id } of policy.rules)
    if (!fired.has(id)) read.say('', `no case shows the rule "${id}"`, 'Add a case in which it decides.');
  return { count: cases.length, problems };
}

/** The rules that decided. */
function checkCase(
  value: unknown,
  { policy, pointer }: { policy: Policy; pointer: string },
  say: Say,
): readonly string[] {
  const isList = policy.hit === 'collect';
  const needed = ['name', 'input', ...(isList ? ['outputs', 'rules'] : ['output', 'rule'])];
  const one = readObject(value, { pointer, needed }, say);
  if (one === undefined) return [];
  readWords(one['name'], `${pointer}/name`, say);
  const input = readInput(one['input'], { policy, pointer: `${pointer}/input` }, say);
  if (input === undefined) return [];
  const result = tryDecide(policy, input);
  if (!isDecided(result)) {
    const at = result.field === null ? `${pointer}/input` : `${pointer}/input/${result.field}`;
    say(at, result.detail, result.fix);
    return [];
  }
  const rules = result.rules.map(({ id }) => id);
  const found = isList ? { outputs: result.outputs, rules } : { output: result.output, rule: rules[0] };
  for (const [key, decided] of Object.entries(found))
    if (canonicalJson(one[key]) !== canonicalJson(decided))
      say(
        `${pointer}/${key}`,
        `the case says ${JSON.stringify(one[key])}, the policy decides ${JSON.stringify(decided)}`,
        'Correct the case, or the rule.',
      );
  return rules;
}

/** A case gives what the policy looks at, and nothing else: it is a record of the decision as well. */
function readInput(
  value: unknown,
  { policy, pointer }: { policy: Policy; pointer: string },
  say: Say,
): Input | undefined {
  const input = readObject(value, { pointer, needed: [...policy.inputs.keys()] }, say);
  if (input === undefined) return undefined;
  const values: Record<string, PolicyValue> = {};
  for (const [name, one] of Object.entries(input)) {
    if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean') {
      say(`${pointer}/${name}`, 'an input is a text, a number, true or false', 'Correct it.');
      return undefined;
    }
    values[name] = one;
  }
  return values;
}
