// Messages made of a dictionary at random: right in everything that is checked.
import type { ElementTable, LoopTable, MessageTable, SegmentTable, Tables, UseTable } from '../dictionaries/tables.ts';
import { brokenBy } from './notes.ts';

export type Chance = () => number;

/** From 0 to 1, always the same for a seed. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The segments between header and trailer, each its id and elements as they stand. */
export function madeOf(tables: Tables, { root }: MessageTable, chance: Chance): string[][] {
  const component = tables.standard === 'x12' ? '>' : ':';
  const state = { levels: 0 };
  return loop(root, 0);

  function loop({ places }: LoopTable, depth: number): string[][] {
    return places.flatMap(({ segment, isMandatory, max, loop: inner }) => {
      const isThere = isMandatory || chance() < 0.25 / (depth + 1);
      if (!isThere) return [];
      const count = max > 1 && chance() < 0.3 ? 2 : 1;
      return Array.from({ length: count }, () => (inner === null ? [made(segment)] : loop(inner, depth + 1))).flat();
    });
  }

  function made(segment: SegmentTable): string[] {
    if (segment.id === 'HL') return ['HL', String((state.levels += 1)), '', 'S'];
    if (segment.isOpen) return [segment.id, 'A'];
    for (;;) {
      const values = kept(segment, [segment.id, ...segment.uses.map((use) => filled(use, use.isMandatory))]);
      if (values !== null) return trimmed(values);
    }
  }

  /** As its syntax notes want it; null: they could not be met from here. */
  function kept({ uses, notes, id }: SegmentTable, values: string[]): string[] | null {
    for (let round = 0; round < 20; round++) {
      const broken = notes.flatMap((note) => brokenBy(note, values, id) ?? [])[0];
      if (broken?.element === undefined) return values;
      const use = uses[broken.element - 1];
      if (use === undefined) return null;
      if (broken.code === 'exclusion_broken' && use.isMandatory) return null;
      values[broken.element] = broken.code === 'exclusion_broken' ? '' : filled(use, true);
    }
    return null;
  }

  function filled(use: UseTable, isWanted: boolean): string {
    if (!isWanted && chance() > 0.3) return '';
    if (use.element !== null) return value(use.element);
    if (use.id === 'C507') return [value(elementOf(use, 0)), '20260131', '102'].join(component);
    const parts = use.parts.map((part, index) => (index === 0 ? filled(part, true) : filled(part, part.isMandatory)));
    return trimmed(parts).join(component);
  }

  function elementOf({ parts }: UseTable, index: number): ElementTable {
    const element = parts[index]?.element ?? null;
    if (element === null) throw new TypeError('a component is made of others');
    return element;
  }

  function value({ kind, min, max, codes }: ElementTable): string {
    if (codes !== null) return [...codes.keys()][Math.floor(chance() * codes.size)] ?? '';
    const length = Math.max(min, 1, Math.min(max, 1 + Math.floor(chance() * 8)));
    if (kind === 'date') return length <= 6 && max < 8 ? '260131' : '20260131';
    if (kind === 'time') return '2359';
    return (kind === 'text' || kind === 'letters' || kind === 'binary' ? 'A' : '7').repeat(length);
  }
}

function trimmed(values: readonly string[]): string[] {
  return values.slice(0, values.findLastIndex((value) => value !== '') + 1);
}

/** As a file, in its envelopes. */
export function fileOf(tables: Tables, type: string, body: readonly (readonly string[])[]): string {
  const count = body.length + 2;
  if (tables.standard === 'edifact') {
    const version = tables.version.replace('.', ':');
    const lines = [
      'UNB+UNOC:3+A:14+B:14+260101:1200+1',
      `UNH+1+${type}:${version}:UN`,
      ...body.map((values) => values.join('+')),
      `UNT+${count}+1`,
      'UNZ+1+1',
    ];
    return lines.map((line) => `${line}'`).join('\n');
  }
  const lines = [
    'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000001*0*T*>',
    `GS*XX*A*B*20260101*1200*1*X*${tables.version}`,
    `ST*${type}*0001`,
    ...body.map((values) => values.join('*')),
    `SE*${count}*0001`,
    'GE*1*1',
    'IEA*1*000000001',
  ];
  return lines.map((line) => `${line}~`).join('\n');
}
