// How much of a message its correspondence maps: elements counted, what has no place by its name, and what is mandatory among it.
import type { LoopTable, MessageTable, PlaceTable, UseTable } from '../../src/edi/dictionaries/tables.ts';
import type { Alternative, Plan, Scope } from '../../src/edi/documents/plan.ts';
import { designator } from '../../src/edi/syntax/designator.ts';

export interface Coverage {
  readonly elements: number;
  readonly mapped: number;
  /** `PO1/SLN: MSG, SI; SLN04, SLN05.2`: by the loop, segments and loops as a whole, then elements. */
  readonly lost: readonly string[];
  /** What a written message has to say, and can't. */
  readonly mandatoryLost: readonly string[];
}

export function coverageOf({ scope }: Plan, { root }: MessageTable): Coverage {
  const total = { elements: 0, mapped: 0 };
  const lost: string[] = [];
  const mandatoryLost: string[] = [];
  visit(root, [scope], '', true);
  return { ...total, lost, mandatoryLost };

  function visit({ places }: LoopTable, scopes: readonly Scope[], path: string, isRoot: boolean): void {
    const whole: string[] = [];
    const parts: string[] = [];
    const own = isRoot ? places : places.slice(1);
    for (const place of own) {
      const alternatives = scopes.flatMap(({ byPlace }) => byPlace.get(place) ?? []);
      const { id } = place.segment;
      if (alternatives.length === 0) {
        total.elements += sizeOf(place);
        whole.push(place.loop === null ? id : `${id} loop`);
        if (place.isMandatory) mandatoryLost.push(`${path}${id}`);
        continue;
      }
      const missing = missingOf(place, alternatives, path);
      parts.push(...inRows(missing));
    }
    if (whole.length + parts.length > 0)
      lost.push(
        `${path === '' ? '' : `${path.slice(0, -1)}: `}${[whole.join(', '), parts.join(', ')].filter((text) => text !== '').join('; ')}`,
      );
    for (const place of own) {
      const inner = scopes.flatMap(({ byPlace }) => byPlace.get(place) ?? []).flatMap((one) => one.inner ?? []);
      if (place.loop !== null && inner.length > 0) visit(place.loop, inner, `${path}${place.segment.id}/`, false);
    }
  }

  function missingOf({ segment }: PlaceTable, alternatives: readonly Alternative[], path: string): string[] {
    const { id, uses } = segment;
    return uses.flatMap((use, index) => {
      const known = new Set(alternatives.flatMap((one) => [...(one.known[index + 1] ?? [])]));
      const components = use.element === null ? use.parts.map((_, at) => at + 1) : [1];
      const missing = components.filter((component) => !known.has(component));
      total.elements += components.length;
      total.mapped += components.length - missing.length;
      const name = designator(id, index + 1);
      if (use.isMandatory && missing.length === components.length) mandatoryLost.push(`${path}${name}`);
      if (missing.length === components.length) return [name];
      return missing.map((component) => `${name}.${component}`);
    });
  }
}

/** `CUR03 CUR04 CUR05` as `CUR03 to CUR05`. */
function inRows(names: readonly string[]): string[] {
  const rows: string[][] = [];
  for (const name of names) {
    const row = rows.at(-1);
    if (row !== undefined && isNext(row.at(-1) ?? '', name)) row.push(name);
    else rows.push([name]);
  }
  return rows.flatMap((row) => (row.length > 2 ? [`${row[0] ?? ''} to ${row.at(-1) ?? ''}`] : row));
}

function isNext(before: string, name: string): boolean {
  const [, stem = '', number = ''] = /^(.*?)(\d\d|\.\d+)$/.exec(before) ?? [];
  const [, other = '', next = ''] = /^(.*?)(\d\d|\.\d+)$/.exec(name) ?? [];
  return stem !== '' && stem === other && Number(next.replace('.', '')) === Number(number.replace('.', '')) + 1;
}

function sizeOf({ segment, loop }: PlaceTable): number {
  const inner = loop === null ? 0 : loop.places.slice(1).reduce((sum, place) => sum + sizeOf(place), 0);
  return inner + segment.uses.reduce((sum, use) => sum + partsOf(use), 0);
}

function partsOf({ element, parts }: UseTable): number {
  return element === null ? parts.length : 1;
}
