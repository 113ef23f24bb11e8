// The head of a policy: what the table is for, who owns it, and what its columns may hold. JDM has no place for it, so it
// stands beside nodes and edges, where the engine and its editor do not look.
import { limits } from '#kernel/limits.ts';
import type { Field, FieldType, Head, Hit } from './model.ts';
import { numberMax } from './model.ts';
import { isObject, readChoice, readList, readObject, readWords } from './report.ts';
import type { Say } from './report.ts';

const types: readonly FieldType[] = ['number', 'string', 'boolean', 'date'];
const hits: readonly Hit[] = ['first', 'unique', 'collect'];
const policyName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const fieldName = /^[a-z][A-Za-z0-9]*$/;
/** Words of the expression language. */
const reserved = new Set(['and', 'or', 'not', 'in', 'true', 'false', 'null', 'd', 'date', 'now', 'today', 'rand']);
const calls = new Set(['min', 'max', 'abs', 'floor', 'ceil', 'round']);

export function readHead(value: unknown, say: Say): Head | undefined {
  const needed = ['name', 'version', 'owner', 'description', 'hit', 'inputs', 'outputs'];
  const head = readObject(value, { pointer: '/policy', needed }, say);
  if (head === undefined) return undefined;
  const policy = readWords(head['name'], '/policy/name', say);
  if (policy !== '' && !policyName.test(policy))
    say(
      '/policy/name',
      `"${policy}" is not a name for a policy`,
      'Use small letters and digits, words joined by hyphens.',
    );
  const { version } = head;
  const isVersion =
    typeof version === 'number' &&
    Number.isSafeInteger(version) &&
    version > 0 &&
    version <= limits.definitionVersionMax;
  if (!isVersion)
    say(
      '/policy/version',
      `a version is a whole number from 1 to ${limits.definitionVersionMax}`,
      'Write the number of the table: 1 for v1.json.',
    );
  const hit = readChoice(head['hit'], hits, '/policy/hit', say);
  const owner = readWords(head['owner'], '/policy/owner', say);
  const description = readWords(head['description'], '/policy/description', say);
  const inputs = readFields(head['inputs'], '/policy/inputs', say);
  const outputs = readFields(head['outputs'], '/policy/outputs', say);
  if (!isVersion || hit === undefined) return undefined;
  return { policy, version, owner, description, hit, inputs, outputs };
}

function readFields(value: unknown, pointer: string, say: Say): Map<string, Field> {
  const fields = new Map<string, Field>();
  if (!isObject(value) || Object.keys(value).length === 0) {
    say(pointer, 'at least one field is needed here', 'Write an object: the name of each field, and what it may hold.');
    return fields;
  }
  for (const [name, inner] of Object.entries(value)) {
    const at = `${pointer}/${name}`;
    if (!fieldName.test(name) || reserved.has(name) || calls.has(name))
      say(
        at,
        `"${name}" cannot be the name of a field`,
        'Use letters and digits, beginning small, and no word of the language.',
      );
    const field = readField(name, inner, at, say);
    if (field !== undefined) fields.set(name, field);
  }
  return fields;
}

function readField(name: string, value: unknown, pointer: string, say: Say): Field | undefined {
  const allowed = ['values', 'min', 'max', 'whole'];
  const field = readObject(value, { pointer, needed: ['type', 'description'], allowed }, say);
  if (field === undefined) return undefined;
  const description = readWords(field['description'], `${pointer}/description`, say);
  const type = readChoice(field['type'], types, `${pointer}/type`, say);
  if (type === undefined) return undefined;
  const own = type === 'string' ? ['values'] : type === 'number' ? ['min', 'max', 'whole'] : [];
  for (const key of allowed.filter((one) => one in field && !own.includes(one)))
    say(`${pointer}/${key}`, `a ${type} has no "${key}"`, 'Remove it: values belong to a string, bounds to a number.');
  const min = readBound(field['min'], `${pointer}/min`, say);
  const max = readBound(field['max'], `${pointer}/max`, say);
  if (min !== null && max !== null && min > max) say(`${pointer}/min`, 'min lies above max', 'Exchange them.');
  const { whole } = field;
  if (whole !== undefined && whole !== true)
    say(`${pointer}/whole`, 'whole is true or left out', 'Remove it, or write true.');
  const values = 'values' in field ? readValues(field['values'], `${pointer}/values`, say) : null;
  return { name, type, description, values, min, max, whole: whole === true };
}

function readBound(value: unknown, pointer: string, say: Say): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && Math.abs(value) <= numberMax && Number(value.toFixed(9)) === value) return value;
  say(pointer, 'a bound is a number of at most 15 digits, 9 of them behind the point', 'Correct it, or leave it out.');
  return null;
}

function readValues(value: unknown, pointer: string, say: Say): string[] {
  const values = readList(value, pointer, say).map((one, index) => readWords(one, `${pointer}/${index}`, say));
  if (new Set(values).size < values.length || values.length === 0)
    say(pointer, 'values are texts, each once, and at least one', 'Correct the list.');
  return values;
}
