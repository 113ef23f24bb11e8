// GS1's dictionary of application identifiers, read here a second time, against what we made of it and do with it: every identifier is
// known by its title, length and place in links; a value in its format passes, one that is too long, and one of other signs, do not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elementFaults } from '#gs1/elements/element.ts';
import { readElementString } from '#gs1/elements/element-string.ts';
import { applicationIdentifiers, entryOf } from '#gs1/elements/entry.ts';
import type { Standard, Tried } from './standard.ts';

interface Line {
  readonly ai: string;
  readonly flags: string;
  readonly format: readonly { readonly set: string; readonly length: number; readonly isOpen: boolean }[];
  readonly isChecked: boolean;
  readonly isKey: boolean;
  readonly title: string;
}

const signs: Readonly<Record<string, string>> = { N: '1', X: 'A', Y: 'A', Z: 'A' };

export const gs1Dictionary: Standard = {
  name: 'GS1 dictionary',
  folder: 'gs1/syntax-dictionary',
  differences: {},
  notClaimed: [
    'the list of package types (packagetype, in 7041)',
    'the list of company prefixes that GS1 has given out (gcppos1, gcppos2): digits alone are asked for',
    'the inside of North American coupons (couponcode, in 8110): digits alone are asked for',
  ],
  run(folder) {
    const lines = readFileSync(join(folder, 'gs1-syntax-dictionary.txt'), 'utf8').split('\n').flatMap(linesOf);
    return [
      tried('all', 'the same identifiers', lines.map(({ ai }) => ai).join() === applicationIdentifiers.join()),
      ...lines.flatMap(heldTo),
    ];
  },
};

function linesOf(line: string): Line[] {
  const [, ids, flags = '', rest = ''] = /^(\d+(?:-\d+)?)\s+([*?]*)\s*([^\s].*)$/.exec(line) ?? [];
  if (ids === undefined) return [];
  const [from = '', to = from] = ids.split('-');
  const [body = '', title = ''] = rest.split(' # ');
  const format = [...body.matchAll(/(?:^|\s)\[?([NXYZ])(\.\.)?(\d+)/g)].map(([, set = '', dots, length]) => ({
    set,
    length: Number(length),
    isOpen: dots !== undefined,
  }));
  const same = {
    flags,
    format,
    isChecked: /^\[?[NXYZ][^=]*,/.test(body),
    isKey: /\bdlpkey\b/.test(body),
    title: title.trim(),
  };
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => ({
    ...same,
    ai: String(Number(from) + index).padStart(from.length, '0'),
  }));
}

function heldTo({ ai, flags, format, isChecked, isKey, title }: Line): Tried[] {
  const entry = entryOf(ai);
  const full = format.map(({ set, length }) => (signs[set] ?? '').repeat(length)).join('');
  const codes = (value: string): string[] => elementFaults({ ai, value, position: 0 }).map(({ code }) => code);
  const next = readElementString(`${ai}${full}\u001d10A`, { isWhole: false }).elements;
  return [
    tried(ai, 'title', entry?.title === title),
    tried(ai, 'predefined length', entry?.isPredefined === flags.includes('*')),
    tried(ai, 'attribute of a link', entry?.isAttribute === flags.includes('?')),
    tried(ai, 'key of a link', (entry !== undefined && entry.key !== null) === isKey),
    // What checks say of the meaning is theirs; the format is right.
    tried(
      ai,
      'a full value',
      codes(full).every((code) => (isChecked ? !/^(?:length|character)_/.test(code) : false)),
    ),
    tried(ai, 'a value too long', codes(`${full}1`).includes('length_wrong')),
    tried(ai, 'no value', codes('').includes('value_missing')),
    tried(ai, 'a sign of no set', codes(`ä${full.slice(1)}`).includes('character_wrong')),
    tried(ai, 'the element after it', next.length === 2 && next[0]?.value === full && next[1]?.value === 'A'),
  ];
}

function tried(group: string, name: string, isAsExpected: boolean): Tried {
  return { group, name, isAsExpected };
}
