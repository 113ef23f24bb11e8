// Messages made at random of a dictionary, with codes that have words and some that have none, and documents written as messages.
import type { EdiMessage } from '../envelope/model.ts';
import { fileOf, madeOf } from '../checks/made.testsuite.ts';
import type { Chance } from '../checks/made.testsuite.ts';
import { dictionaries } from '../dictionaries/load.ts';
import { tablesOf } from '../dictionaries/tables.ts';
import type { Tables } from '../dictionaries/tables.ts';
import { readText } from '../edi.testsuite.ts';
import type { Row } from '../write/interchange.ts';
import type { MessageOf } from './load.ts';
import { wordTables } from './load.ts';

/** Code elements, and the tables that have their words. */
const coded: Readonly<Record<string, readonly [x12: string, edifact: string]>> = {
  purpose: ['353', '1225'],
  order_kind: ['92', '1001'],
  answer: ['587', '4343'],
  line_action: ['670', '1229'],
  line_answer: ['668', ''],
  party_role: ['98', '3035'],
  party_scheme: ['66', '3055'],
  item_scheme: ['235', '7143'],
  quantity_unit: ['355', '6411'],
  reference_kind: ['128', '1153'],
  date_kind: ['374', '2005'],
  note_kind: ['', '4451'],
  contact_function: ['366', '3139'],
  communication_kind: ['365', '3155'],
  price_kind: ['236', '5125'],
  amount_kind: ['522', '5025'],
  quantity_kind: ['673', '6063'],
  allowance_or_charge: ['248', '5463'],
  payment_kind: ['336', '4279'],
};

const made = new Map<string, Tables>();

/** Those of the dictionary, with lists of codes for what has words. */
function wordyTables({ standard, version }: Omit<MessageOf, 'type'>): Tables {
  const key = `${standard} ${version}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const dictionary = dictionaries().find((one) => one.standard === standard && one.version === version);
  if (dictionary === undefined) throw new TypeError(`there is no dictionary ${key}`);
  const codes: Record<string, Readonly<Record<string, string>>> = { ...dictionary.codes };
  for (const [table, elements] of Object.entries(coded)) {
    const element = elements[standard === 'x12' ? 0 : 1];
    const words = wordTables().get(table)?.[standard].wordOf;
    if (words === undefined || dictionary.elements[element] === undefined) continue;
    const own = Object.keys(codes[element] ?? {}).slice(0, 2);
    const [, least, greatest] = / (\d+) (\d+|\*) /.exec(dictionary.elements[element]) ?? [];
    const unknown = 'Q'.repeat(Math.max(Number(least), greatest === '1' ? 1 : 2));
    codes[element] = Object.fromEntries([...words.keys(), ...own, unknown].map((code) => [code, '']));
  }
  const tables = tablesOf({ ...dictionary, codes });
  made.set(key, tables);
  return tables;
}

export function randomMessage({ standard, type, version }: MessageOf, chance: Chance): EdiMessage {
  const tables = wordyTables({ standard, version });
  const message = tables.messages.get(type);
  if (message === undefined) throw new TypeError(`${version} has no ${type}`);
  return messageIn(fileOf(tables, type, madeOf(tables, message, chance)));
}

/** Rows as a message that was read. */
export function messageOfRows({ standard, type, version }: MessageOf, rows: readonly Row[]): EdiMessage {
  const component = standard === 'x12' ? '>' : ':';
  const body = rows.map((row) =>
    row.map((element) => (typeof element === 'string' ? element : textsOf(element).join(component))),
  );
  return messageIn(fileOf(wordyTables({ standard, version }), type, body));
}

function textsOf(element: Row[1]): readonly string[] {
  if (typeof element === 'string') return [element];
  return 'repeated' in element ? element.repeated.flat() : element;
}

function messageIn(text: string): EdiMessage {
  const item = readText(text).find(({ kind }) => kind === 'message');
  if (item?.kind !== 'message') throw new TypeError('there is no message');
  return item.message;
}
