// A file of stock corrections: differences, not counts. All of it is taken or nothing.
import { commaOf, thousandthsOf } from './fields.ts';
import type { Item } from './masters.ts';
import { linesOf, type Refusal } from './order-file.ts';

export interface Correction {
  item: string;
  thousandths: number;
}

export function readCorrections(
  text: string,
  items: readonly Item[],
): { sequence: number; corrections: Correction[] } | Refusal {
  const lines = linesOf(text);
  const [top, end] = [lines[0]?.split(';') ?? [], lines.at(-1)?.split(';') ?? []];
  if (top[0] !== 'K' || top[1] !== 'KORREKTUR' || !/^\d{6}$/.test(top[2] ?? ''))
    return { line: 1, code: 'M402', reason: 'the first record is not K;KORREKTUR;number of six digits' };
  const corrections: Correction[] = [];
  for (const [index, line] of lines.slice(1, -1).entries()) {
    const [type, number = '', warehouse, amount = '', unit, ...rest] = line.split(';');
    const at = index + 2;
    const item = items.find((known) => known.number === number);
    const thousandths = thousandthsOf(amount);
    if (type !== 'P' || rest.length !== 1) return { line: at, code: 'M402', reason: 'not P with six fields' };
    if (item === undefined) return { line: at, code: 'M420', reason: `item ${number} is unknown` };
    if (warehouse !== 'H01') return { line: at, code: 'M421', reason: `warehouse ${warehouse} is unknown` };
    if (thousandths === undefined)
      return { line: at, code: 'M405', reason: `${amount} is not a quantity like 12,000-` };
    if (unit !== item.unit) return { line: at, code: 'M422', reason: `unit ${unit} is not the base unit ${item.unit}` };
    corrections.push({ item: number, thousandths });
  }
  const sum = corrections.reduce((total, { thousandths }) => total + thousandths, 0);
  if (end[0] !== 'E') return { line: lines.length, code: 'M402', reason: 'the last record is no trailer' };
  if (end[1] !== String(corrections.length))
    return {
      line: lines.length,
      code: 'M407',
      reason: `trailer says ${end[1]} records, file has ${corrections.length}`,
    };
  if (end[2] !== commaOf(sum))
    return { line: lines.length, code: 'M408', reason: `control total is ${end[2]}, file has ${commaOf(sum)}` };
  return { sequence: Number(top[2]), corrections };
}
