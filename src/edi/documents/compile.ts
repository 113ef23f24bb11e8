// Correspondences held against a dictionary and a contract, and made into closures. What one of them does not know is refused with
// the line that says it. Pure.
import type { LoopTable, MessageTable, PlaceTable, SegmentTable, Tables } from '../dictionaries/tables.ts';
import { entryAt, leafAt, objectAt, textsAt } from './contract.ts';
import type { Leaf, Shape } from './contract.ts';
import { chained, computedField, fixedField, momentField, pairsField, textsField, valueField } from './fields.ts';
import type { Cell, Coding } from './fields.ts';
import { CorrespondenceProblem } from './notation.ts';
import type { CodeRule, FieldRule, Origin, Path, Position, RowRule, Sheet } from './notation.ts';
import type { Alternative, Cover, Field, Plan, Scope } from './plan.ts';
import { wordsWith } from './words.ts';
import type { WordTables, Words } from './words.ts';

export interface Ground {
  readonly tables: Tables;
  readonly message: MessageTable;
  readonly root: Shape;
  readonly words: WordTables;
}

export function planOf(sheet: Sheet, contract: string, ground: Ground): Plan {
  const { standard } = ground.tables;
  const codes = Map.groupBy(sheet.codes, ({ table }) => table);
  const scope = scopeOf(sheet.rows, ground.message.root, ground.root);
  return { contract, scope, cover: coverOf(scope) };

  function scopeOf(rules: readonly RowRule[], loop: LoopTable, shape: Shape): Scope {
    const byPlace = new Map<PlaceTable, Alternative[]>();
    // The segment that begins a loop is its first place, and was read with the loop.
    const places = loop === ground.message.root ? loop.places : loop.places.slice(1);
    for (const rule of rules) {
      const all = places.filter(({ segment }) => segment.id === rule.id);
      const here = rule.nth === null ? all : all.slice(rule.nth - 1, rule.nth);
      if (here.length === 0) {
        if (rule.isShared) continue;
        throw problem(
          rule,
          `${rule.id} is no segment that may stand there in ${ground.message.type} of ${ground.tables.version}`,
        );
      }
      // A segment that may stand at several places of a loop means the same at each; it is written at the first.
      for (const [index, place] of here.entries()) {
        const made = alternativeOf(rule, place, shape);
        const alternative = index === 0 ? made : { ...made, direction: 'read' as const };
        const known = byPlace.get(place);
        if (known === undefined) byPlace.set(place, [alternative]);
        else known.push(alternative);
      }
    }
    const order = loop.places.flatMap((place) => {
      const alternatives = byPlace.get(place);
      return alternatives === undefined ? [] : [alternatives];
    });
    findRivals(order.flat());
    return { byPlace, order, mandatory: places.filter(({ isMandatory }) => isMandatory) };
  }

  function alternativeOf(rule: RowRule, place: PlaceTable, shape: Shape): Alternative {
    const { segment } = place;
    const { target } = rule;
    const inside = target === null ? shape : target.isList ? entryAt(shape, target.path) : objectAt(shape, target.path);
    if (inside === null)
      throw problem(
        rule,
        `${contract} has no ${target?.isList === true ? 'list of objects' : 'object'} ${target?.path.join('.') ?? ''} there`,
      );
    if (target?.constant !== undefined && target.constant !== null) {
      const leaf = leafAt(inside, [target.constant.name]);
      if (leaf === null || (leaf.form === 'word' && !leaf.words.has(target.constant.value)))
        throw problem(rule, `${contract} has no ${target.constant.name} that may be ${target.constant.value}`);
    }
    if (rule.rows.length > 0 && place.loop === null) {
      const [own] = rule.rows;
      if (own !== undefined && !own.isShared)
        throw problem(own, `${rule.id} begins no loop in ${ground.message.type}, so that nothing can stand in it`);
    }
    const selectors = rule.selectors.map(({ at, value }) => ({ ...cellOf(at, segment, rule), value }));
    const fields = fieldsOf(rule, segment, inside);
    const tree = rule.tree;
    for (const position of tree === null ? [] : [tree.number, tree.parent]) cellOf(position, segment, rule);
    const inner = place.loop === null ? null : scopeOf(rule.rows, place.loop, inside);
    const known: Set<number>[] = [];
    const positions = [
      ...selectors.map(({ at }) => at),
      ...fields.flatMap((field) => field.positions),
      ...(tree === null ? [] : [tree.number, tree.parent]),
    ];
    for (const { element, component } of positions) (known[element] ??= new Set()).add(component);
    const isOnce = target?.isList !== true && tree === null && !fields.some(({ isList }) => isList);
    const constant = target?.constant;
    const cover =
      target === null
        ? null
        : coverWith({ inner, fields, tree: tree === null ? null : target.path, constant: constant?.name });
    return {
      name: rule.name,
      place,
      direction: rule.direction,
      selectors,
      target,
      tree,
      fields,
      isOnce,
      known,
      inner,
      cover,
      rivals: [],
    };
  }

  function fieldsOf(rule: RowRule, segment: SegmentTable, shape: Shape): Field[] {
    const byPath = new Map<string, Field[]>();
    for (const field of rule.fields) {
      const made = rule.isShared && !isThere(field, segment) ? null : fieldOf(field, segment, shape);
      if (made === null) continue;
      const limited: Field = {
        ...made,
        ...(field.direction === 'write' && { read: () => undefined }),
        ...(field.direction === 'read' && { write: () => 'nothing' as const }),
      };
      const key = made.path.length === 0 ? `= ${field.positions}` : made.path.join('.');
      byPath.set(key, [...(byPath.get(key) ?? []), limited]);
    }
    return [...byPath.values()].map(chained);
  }

  function isThere({ what }: FieldRule, segment: SegmentTable): boolean {
    const positions =
      what.kind === 'value'
        ? [what.spot.at]
        : what.kind === 'list'
          ? what.spots.slice(0, 1).map((spot) => spot.at)
          : what.kind === 'pairs'
            ? what.pairs.slice(0, 1).flat()
            : [what.at];
    return positions.every(({ element }) => element <= segment.uses.length);
  }

  function fieldOf(field: FieldRule, segment: SegmentTable, shape: Shape): Field {
    const { what } = field;
    const cell = (at: Position): Cell => cellOf(at, segment, field);
    switch (what.kind) {
      case 'fixed':
        return fixedField(cell(what.at), what.text);
      case 'computed':
        return computedField(cell(what.at), { by: what.by, path: what.path });
      case 'list': {
        const leaf = textsAt(shape, what.path);
        if (leaf === null) throw problem(field, `${contract} has no list of texts ${what.path.join('.')} there`);
        return textsField({
          path: what.path,
          leaf,
          cells: what.spots.map((spot) => cell(spot.at)).filter((one) => one.at.component <= 1 || one.isComposite),
        });
      }
      case 'pairs': {
        const entry = entryAt(shape, what.path);
        const leaf = entry === null ? null : leafAt(entry, [what.value]);
        const code = entry === null ? null : leafAt(entry, [what.qualifier]);
        if (leaf === null || code === null)
          throw problem(
            field,
            `${contract} has no list ${what.path.join('.')} of ${what.qualifier} and ${what.value} there`,
          );
        const pairs = what.pairs
          .filter(([, { element }]) => element <= segment.uses.length)
          .map(([qualifier, value]) => [cell(qualifier), cell(value)] as const);
        return pairsField({
          ...what,
          pairs,
          coding: codingOf(field, what.table, code),
          maxLength: leaf.maxLength,
          isPicky: field.direction === 'write',
        });
      }
      case 'value': {
        const { spot, path, table, or } = what;
        const leaf = leafAt(shape, path);
        if (leaf === null) throw problem(field, `${contract} has no value ${path.join('.')} there`);
        if ((leaf.form === 'word') !== (table !== undefined))
          throw problem(
            field,
            table === undefined
              ? `${path.join('.')} is a word: name a table, such as {party_role}`
              : `${path.join('.')} is no word, so that {${table}} has no use`,
          );
        if (spot.time !== undefined || spot.format !== undefined) {
          if (leaf.form !== 'moment') throw problem(field, `${path.join('.')} is no date`);
          const [time, format] = [spot.time, spot.format].map((one) => (one === undefined ? null : cell(one)));
          return momentField({ path, standard, cell: cell(spot.at), time: time ?? null, format: format ?? null });
        }
        const coding = table === undefined ? null : codingOf(field, table, leaf);
        return valueField({ path, leaf, cell: cell(spot.at), coding, or });
      }
    }
  }

  function codingOf(origin: Origin, table: string, leaf: Leaf): Coding {
    const base = ground.words.get(table)?.[standard];
    if (base === undefined) throw problem(origin, `there is no table ${table}`);
    const own = (codes.get(table) ?? []).map((rule) => checkedCode(rule, leaf));
    return { standard, words: wordsIn(table, base, own) };
  }

  function checkedCode(rule: CodeRule, { words }: Leaf): CodeRule {
    if (words.size > 0 && !words.has(rule.word))
      throw problem(rule, `${rule.word} is no word of ${rule.table}: ${[...words].join(', ')}`);
    return rule;
  }

  function cellOf(at: Position, segment: SegmentTable, origin: Origin): Cell {
    const use = segment.uses[at.element - 1];
    const part = use?.element === null ? use.parts[at.component - 1] : use;
    if (use === undefined || part === undefined || part.element === null || (use.element !== null && at.component > 1))
      throw problem(
        origin,
        `${segment.id} of ${ground.tables.version} has no element ${String(at.element).padStart(2, '0')}${at.component > 1 ? `.${at.component}` : ''}`,
      );
    return {
      at,
      isComposite: use.element === null,
      isMandatory: use.isMandatory && (use.element !== null || part.isMandatory || at.component === 1),
      element: part.element,
    };
  }
}

function findRivals(alternatives: readonly Alternative[]): void {
  const lists = Map.groupBy(
    alternatives.filter(({ target, direction }) => target?.isList === true && direction !== 'read'),
    ({ target }) => target?.path.join('.'),
  );
  for (const those of lists.values())
    for (const one of those)
      (one as { rivals: readonly Alternative[] }).rivals = those.filter((other) => other !== one); // Made here, before anybody has it.
}

const combined = new WeakMap<Words, Map<string, Words>>();

/** Made once for a table with the same codes of a partner. */
function wordsIn(table: string, base: Words, own: readonly CodeRule[]): Words {
  if (own.length === 0) return base;
  const key = `${table} ${own.map(({ code, word }) => `${code} ${word}`).join(' ')}`;
  const known = combined.get(base) ?? new Map<string, Words>();
  combined.set(base, known);
  const words = known.get(key) ?? wordsWith(base, own);
  known.set(key, words);
  return words;
}

type OpenCover = { [name: string]: OpenCover | 'value' | 'list' };

function coverOf(scope: Scope): Cover {
  const cover: OpenCover = {};
  collect(scope, [], cover);
  return cover;
}

interface Covered {
  readonly inner: Scope | null;
  readonly fields: readonly Field[];
  /** The list of entries below an entry, where they form a tree. */
  readonly tree: Path | null;
  readonly constant: string | undefined;
}

function coverWith({ inner, fields, tree, constant }: Covered): Cover {
  const cover: OpenCover = {};
  for (const { path, isList } of fields) mark(cover, path, isList ? 'list' : 'value');
  if (inner !== null) collect(inner, [], cover);
  if (tree !== null) mark(cover, tree, 'list');
  if (constant !== undefined) mark(cover, [constant], 'value');
  return cover;
}

function collect({ order }: Scope, prefix: Path, cover: OpenCover): void {
  for (const { target, fields, inner, direction } of order.flat()) {
    if (direction === 'read') continue;
    if (target?.isList === true) {
      mark(cover, [...prefix, ...target.path], 'list');
      continue;
    }
    const here = [...prefix, ...(target?.path ?? [])];
    for (const { path, isList } of fields) mark(cover, [...here, ...path], isList ? 'list' : 'value');
    if (inner !== null) collect(inner, here, cover);
  }
}

function mark(cover: OpenCover, path: Path, what: 'value' | 'list'): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) {
    cover[name] ??= what;
    return;
  }
  const inner = cover[name];
  const next: OpenCover = typeof inner === 'object' ? inner : {};
  cover[name] = next;
  mark(next, rest, what);
}

function problem({ source, line }: Origin, detail: string): CorrespondenceProblem {
  return new CorrespondenceProblem(source, line, detail);
}
