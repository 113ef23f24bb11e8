// Messages against their dictionaries: what is wrong is named at its place, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dictionaries, dictionaryOf } from '../dictionaries/load.ts';
import { readText } from '../edi.testsuite.ts';
import type { Fault } from '../faults.ts';
import { MessageChecks } from './check.ts';
import { chanceOf, fileOf, madeOf } from './made.testsuite.ts';

const isa =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*>~';

function order(...body: readonly string[]): string {
  const set = ['ST*850*0001', ...body, `SE*${body.length + 2}*0001`].join('~\n');
  return `${isa}\nGS*PO*A*B*20260101*1200*1*X*004010~\n${set}~\nGE*1*1~\nIEA*1*000000007~\n`;
}

function faultsIn(text: string): readonly Fault[] {
  const checks = new MessageChecks(dictionaryOf);
  return readText(text).flatMap((item) => {
    const checked = checks.checked(item);
    return checked.kind === 'message' ? checked.message.faults : [];
  });
}

function told(text: string): string[] {
  return faultsIn(text).map(
    ({ code, segment, element, component }) =>
      `${code} ${segment}${element === null ? '' : String(element).padStart(2, '0')}${component === null ? '' : `-${component}`}`,
  );
}

const beg = 'BEG*00*NE*PO-1**20260101';
const po1 = 'PO1*1*10*EA*25.00**BP*A';

const x12: readonly (readonly [what: string, body: readonly string[], faults: readonly string[]])[] = [
  ['nothing wrong', [beg, 'REF*DP*1', 'N1*ST*Shop', 'N3*Street 1', po1, 'PID*F****Bolt', 'CTT*1'], []],
  ['no beginning segment', [po1], ['segment_missing BEG']],
  ['no line', [beg], ['loop_missing PO1']],
  ['an unknown segment', [beg, 'ZZ*1', po1], ['segment_unknown ZZ']],
  ['a segment of another message', [beg, 'BSN*00*12*20260101*1200', po1], ['segment_not_in_message BSN']],
  ['a segment too late', [beg, 'DTM*002*20260101', 'REF*DP*1', po1], ['segment_out_of_order REF']],
  ['a segment of a loop that is not open', [beg, 'N3*Street 1', po1], ['segment_out_of_order N3']],
  [
    'a loop too late, and its segments',
    [beg, po1, 'SLN*1**I', po1, 'CTT*1', 'N9*AB*1', 'MSG*x'],
    ['segment_out_of_order N9'],
  ],
  ['a segment too often', [beg, 'CUR*BY*USD', 'CUR*BY*USD', po1], ['segment_too_often CUR']],
  ['a mandatory element missing', ['BEG*00*NE***20260101', po1], ['element_missing BEG03']],
  ['mandatory elements missing at the end', ['BEG*00*NE', po1], ['element_missing BEG03', 'element_missing BEG05']],
  ['an element too many', [beg, po1, 'CTT*1******a*b'], ['element_too_many CTT08']],
  ['empty elements at the end', [beg, po1, 'CTT*1********'], []],
  ['a text too long', [beg, 'N1*ST*' + 'x'.repeat(61), po1], ['value_too_long N102']],
  ['a code too short', ['BEG*0*NE*PO-1**20260101', po1], ['value_too_short BEG01']],
  ['a day that is not', ['BEG*00*NE*PO-1**20260230', po1], ['date_wrong BEG05']],
  ['a leap day', ['BEG*00*NE*PO-1**20240229', po1], []],
  ['a time that is not', [beg, 'DTM*002*20260101*2460', po1], ['time_wrong DTM03']],
  ['words in a number', [beg, 'PO1*1*ten*EA'], ['character_wrong PO102']],
  ['decimals, signs and exponents', [beg, 'PO1*1*-10.5*EA*1E-3'], []],
  ['a decimal point in a whole number', [beg, po1, 'CTT*1.0'], ['character_wrong CTT01']],
  ['a code that is not in the list', [beg, 'SAC*X*D240', po1], ['code_unknown SAC01']],
  ['half of a pair', [beg, 'PO1*1*10*EA*25.00**BP'], ['condition_broken PO107']],
  ['none of those of which one is wanted', [beg, 'REF*DP', po1], ['condition_broken REF02']],
  ['both of two that exclude each other', [beg, po1, 'QTY*01*5**five'], ['exclusion_broken QTY04']],
  ['one that wants another', [beg, 'CUR*BY*USD******20260101', po1], ['condition_broken CUR07']],
  ['a separator of components in a text', [beg, 'N1*ST*A>B', po1], ['component_too_many N102-2']],
  ['a composite', [beg, po1, 'MEA*PD*WT*5*LB>1>2'], []],
  ['a wrong component', [beg, po1, 'MEA*PD*WT*5*LB>x'], ['character_wrong MEA04-2']],
  ['inner loops in their segments', [beg, po1, 'LS*A', 'LDT*AF*1*DA', 'LE*A', 'N9*AB*1'], []],
  ['an inner loop without its head', [beg, po1, 'LDT*AF*1*DA'], ['segment_out_of_order LDT']],
];

for (const [what, body, faults] of x12) {
  test(`an order of X12 with ${what} is told so`, () => {
    assert.deepEqual(told(order(...body)), faults);
  });
}

const newer: readonly (readonly [what: string, body: readonly string[], faults: readonly string[]])[] = [
  ['a reference of 50 characters', [beg, `REF*DP*${'1'.repeat(50)}`, po1], []],
  ['a reference that is longer', [beg, `REF*DP*${'1'.repeat(51)}`, po1], ['value_too_long REF02']],
  ['a country subdivision', [beg, 'N1*ST*Shop', 'N4*Town***DE***BY', po1], []],
  [
    'both a state and a country subdivision',
    [beg, 'N1*ST*Shop', 'N4*Town*CA**US***CA', po1],
    ['exclusion_broken N407'],
  ],
  ['an element too many, where 005010 has no more', [beg, po1, 'CTT*1******a*b'], ['element_too_many CTT08']],
  ['elements that only 005010 has', [beg, po1, 'MEA*PD*WT*5********AX*A1'], []],
  ['an element after those of 004010, which may be of 005010', [beg, 'ADV*ZZ*AA******more', po1], []],
  ['nothing where 004010 wants something', [beg, 'ADV**AA', po1], []],
  ['a segment too late', [beg, 'DTM*002*20260101', 'REF*DP*1', po1], ['segment_out_of_order REF']],
  ['words in a number', [beg, 'PO1*1*ten*EA'], ['character_wrong PO102']],
];

for (const [what, body, faults] of newer) {
  test(`an order of X12 005010 with ${what} is told so`, () => {
    assert.deepEqual(told(order(...body).replace('004010', '005010')), faults);
  });
}

test('levels that name no level above, and numbers that come twice, are told', () => {
  const lines = ['BSN*00*12*20260101*1200', 'HL*1**S', 'HL*2*1*O', 'HL*3*9*I', 'HL*3*2*I'];
  const text = order(...lines)
    .replace('ST*850', 'ST*856')
    .replace('GS*PO', 'GS*SH');
  assert.deepEqual(told(text), ['hierarchy_wrong HL02', 'hierarchy_wrong HL01']);
});

const unb = "UNB+UNOC:3+4000001000005:14+4000004000002:14+260101:1200+REF1'";
const edifact: readonly (readonly [what: string, body: readonly string[], faults: readonly string[]])[] = [
  ['nothing wrong', ['BGM+220+1+9', 'DTM+137:20260101:102', 'LIN+1', 'UNS+S'], []],
  ['no date', ['BGM+220+1+9', 'LIN+1', 'UNS+S'], ['segment_missing DTM']],
  ['a date that is not', ['BGM+220+1+9', 'DTM+137:20261301:102', 'LIN+1', 'UNS+S'], ['date_wrong DTM01-2']],
  ['a period', ['BGM+220+1+9', 'DTM+137:202601:610', 'LIN+1', 'UNS+S'], []],
  ['an unknown code', ['BGM+220+1+9', 'DTM+QQQ:20260101:102', 'LIN+1', 'UNS+S'], ['code_unknown DTM01-1']],
  ['a code of a list of their own', ['BGM+99Z::9+1+9', 'DTM+137:20260101:102', 'LIN+1', 'UNS+S'], []],
  [
    'a component too many',
    ['BGM+220+1:2:3:4+9', 'DTM+137:20260101:102', 'LIN+1', 'UNS+S'],
    ['component_too_many BGM02-4'],
  ],
  [
    'released characters, which are not counted',
    [`BGM+220+${'?+'.repeat(35)}+9`, 'DTM+137:20260101:102', 'LIN+1', 'UNS+S'],
    [],
  ],
  ['no mark between its sections', ['BGM+220+1+9', 'DTM+137:20260101:102', 'LIN+1'], ['segment_missing UNS']],
];

for (const [what, body, faults] of edifact) {
  test(`an order of EDIFACT with ${what} is told so`, () => {
    const set = ['UNH+1+ORDERS:D:01B:UN', ...body, `UNT+${body.length + 2}+1`].join("'");
    assert.deepEqual(told(`${unb}${set}'UNZ+1+REF1'`), faults);
  });
}

const eancom: readonly (readonly [what: string, body: readonly string[], faults: readonly string[]])[] = [
  ['keys as they are to be', ['NAD+BY+5412345000013::9', 'LIN+1++4000862141404:SRV'], []],
  ['a location of 12 digits', ['NAD+BY+541234500001::9'], ['gs1_key_wrong NAD02-1']],
  ['a location whose check digit is wrong', ['NAD+BY+5412345000014::9'], ['gs1_key_wrong NAD02-1']],
  ['a party by a number of the buyer', ['NAD+BY+4711::92'], []],
  ['a place whose check digit is wrong', ['NAD+DP', 'LOC+7+5412345000014::9'], ['gs1_key_wrong LOC02-1']],
  ['a place by another code', ['NAD+DP', 'LOC+7+A1::9'], []],
  ['an article of five digits', ['LIN+1++12345:EN'], ['gs1_key_wrong LIN03-1']],
  ['an article of eight digits', ['LIN+1++96385074:EN'], []],
  ['an article by the number of the supplier', ['LIN+1++12345:SA'], []],
  ['an article by weight', ['LIN+1++4000862141404:SRV', 'PIA+1+2300100000000:SRV'], []],
  ['an article of UPC', ['LIN+1++036000291453:UP'], ['gs1_key_wrong LIN03-1']],
  ['an article of a shop itself', ['LIN+1++20000000:EN'], []],
  ['a second article that is wrong', ['LIN+1', 'PIA+1+X:SA+4000862141405:SRV'], ['gs1_key_wrong PIA03-1']],
  ['logistic units', ['LIN+1', 'GIN+BJ+354123450000000014:354123450000000014'], []],
  [
    'a range of logistic units that ends wrong',
    ['LIN+1', 'GIN+BJ+354123450000000014:354123450000000015'],
    ['gs1_key_wrong GIN02-2'],
  ],
  ['serial numbers', ['LIN+1', 'GIN+BN+AS-1299:AS-1350'], []],
  ['a code of EANCOM that the directory does not have', ['NAD+LSP+5412345000013::9'], []],
];

for (const [what, body, faults] of eancom) {
  test(`an order of EANCOM with ${what} is told so`, () => {
    const lines = body.some((line) => line.startsWith('LIN')) ? body : [...body, 'LIN+1'];
    const all = ['BGM+220+1+9', 'DTM+137:20260101:102', ...lines, 'UNS+S'];
    const said = (convention: string): string[] => {
      const set = [`UNH+1+ORDERS:D:01B:UN${convention}`, ...all, `UNT+${all.length + 2}+1`].join("'");
      return told(`${unb}${set}'UNZ+1+REF1'`);
    };
    assert.deepEqual(said(':EAN010'), faults);
    assert(!said('').some((one) => one.startsWith('gs1_key_wrong')), 'only EANCOM says so');
  });
}

test('letters that take more than a byte are counted once', () => {
  assert.deepEqual(told(order(beg, `N1*ST*${'ä'.repeat(60)}`, po1)), []);
  assert.deepEqual(told(order(beg, `N1*ST*${'ä'.repeat(61)}`, po1)), ['value_too_long N102']);
});

test('a version without a dictionary is said once', () => {
  assert.deepEqual(told(order('BEG', 'ZZ*1').replace('004010', '003010')), ['dictionary_missing ST']);
});

const all = dictionaries().flatMap(({ standard, version, messages }) =>
  Object.keys(messages).map((type) => ({ standard, version, type })),
);

test('a message that is made of a dictionary has no fault', () => {
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.integer(), ({ standard, version, type }, seed) => {
      const tables = dictionaryOf(standard, version);
      const message = tables?.messages.get(type);
      assert(tables !== null && message !== undefined);
      const text = fileOf(tables, type, madeOf(tables, message, chanceOf(seed)));
      assert.deepEqual(
        faultsIn(text)
          .filter(({ code }) => code !== 'group_kind_wrong')
          .map(({ detail }) => detail),
        [],
        text,
      );
    }),
  );
});

test('a value that is made too long is told at its element, and nothing else', () => {
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.integer(), fc.nat(), ({ standard, version, type }, seed, pick) => {
      const tables = dictionaryOf(standard, version);
      const message = tables?.messages.get(type);
      assert(tables !== null && message !== undefined);
      const body = madeOf(tables, message, chanceOf(seed));
      const places = body.flatMap((values, index) =>
        values.flatMap((value, element) => {
          const use = tables.segments.get(values[0] ?? '')?.uses[element - 1];
          const { kind, max = Infinity } = use?.element ?? {};
          const isText = kind === 'text' && values[0] !== 'HL';
          return isText && value !== '' && max !== Infinity ? [{ index, element, max }] : [];
        }),
      );
      const place = places[pick % places.length];
      if (place === undefined) return;
      const values = body[place.index];
      assert(values !== undefined);
      values[place.element] = 'X'.repeat(place.max + 1);
      const head = standard === 'x12' ? 4 : 3;
      assert.deepEqual(
        faultsIn(fileOf(tables, type, body))
          .filter(({ code }) => code !== 'group_kind_wrong')
          .map(({ code, number, element }) => [code, number, element]),
        [['value_too_long', place.index + head, place.element]],
      );
    }),
  );
});

test('whatever is done to a file, it is read to its end, and a segment that nobody knows is told', () => {
  const text = order(beg, 'N1*ST*Shop', po1, 'PID*F****Bolt', 'CTT*1');
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(12), fc.string({ maxLength: 8 }), (at, length, inserted) => {
      const changed = text.slice(0, at) + inserted + text.slice(at + length);
      const items = readText(changed);
      assert(items.length > 0);
      faultsIn(changed);
    }),
  );
  assert.deepEqual(told(order(beg, 'QQ1*1', po1)), ['segment_unknown QQ1']);
});
