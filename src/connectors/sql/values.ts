// Parameters of a statement out of what is sent.
import type { Outgoing } from '#connectors/connector.ts';
import { valueAt } from '#connectors/json-pointer.ts';
import type { SqlOperation, ValueAt } from './settings.ts';
import type { Statement } from './statement.ts';

/** Numbers go as they are written, so that the server and not this process decides how exact they are. */
export type Parameter = string | boolean | null;

export type Bound =
  | { readonly ok: true; readonly parameters: readonly Parameter[] }
  | { readonly ok: false; readonly detail: string; readonly fix: string };

export function bindValues(
  { names }: Statement,
  places: NonNullable<SqlOperation['look']>['values'],
  outgoing: Outgoing,
): Bound {
  const parameters: Parameter[] = [];
  for (const name of names) {
    const place = places?.[name];
    if (place === undefined)
      return { ok: false, detail: `There is no value for :${name}.`, fix: 'Correct the operation.' };
    const parameter = parameterOf(place, outgoing);
    if (parameter === undefined) {
      return {
        ok: false,
        detail: `The value for :${name} is missing: there is nothing at ${typeof place === 'string' ? place : place.at}.`,
        fix: 'Correct the mapping, or say in the operation that null is meant: {"at": …, "orNull": true}.',
      };
    }
    parameters.push(parameter);
  }
  return { ok: true, parameters };
}

function parameterOf(place: ValueAt, outgoing: Outgoing): Parameter | undefined {
  const at = typeof place === 'string' ? place : place.at;
  switch (at) {
    case 'id':
    case 'lane':
    case 'operation':
      return outgoing[at];
    case 'body':
      return JSON.stringify(outgoing.value);
  }
  const found = valueAt(outgoing.value, at);
  if (!found.found) return typeof place === 'string' ? undefined : null;
  const { value } = found;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
