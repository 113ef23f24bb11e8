// Single values between a row and a document: texts, decimals with or without their point, dates, codes and words. Pure.
import type { ElementTable } from '../dictionaries/tables.ts';
import type { Separators } from '../syntax/separators.ts';
import type { Leaf } from './contract.ts';
import { dateRead } from './moments.ts';

/** Undefined and null: the value cannot be had in that form. */
export interface Conversion {
  readonly read: (text: string, separators: Separators) => unknown;
  readonly write: (value: unknown) => string | null;
}

export function conversionOf(leaf: Leaf, element: ElementTable): Conversion {
  switch (leaf.form) {
    case 'decimal':
      return element.decimals > 0 ? impliedDecimals(element.decimals) : decimals;
    case 'count':
      return { read: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined), write: (value) => String(value) };
    case 'moment':
      return {
        read: (text) => dateRead(text) ?? undefined,
        write: (value) =>
          typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value.replaceAll('-', '') : null,
      };
    case 'word':
    case 'text':
      return {
        read: (text) => (text.length <= leaf.maxLength ? text : undefined),
        write: (value) => (typeof value === 'string' ? value : null),
      };
  }
}

const decimals: Conversion = {
  read: (text, { decimal }) => decimalRead(decimal === ',' ? text.replace(',', '.') : text),
  write: (value) => (typeof value === 'string' ? value : null),
};

/** Zeros at the end are kept: they say how exact a number is. */
function decimalRead(text: string): string | undefined {
  const [, sign, whole = '', point, part = ''] = /^([+-]?)(\d*)(\.?)(\d*)$/.exec(text) ?? [];
  if (point === undefined || whole + part === '' || part.length > 12) return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  if (digits.length > 18) return undefined;
  return `${sign === '-' ? '-' : ''}${digits}${part === '' ? '' : `.${part}`}`;
}

/** N2 of X12: 1250 is 12.50. */
function impliedDecimals(places: number): Conversion {
  return {
    read(text) {
      const [, sign = '', digits] = /^(-?)(\d{1,18})$/.exec(text) ?? [];
      if (digits === undefined) return undefined;
      const padded = digits.padStart(places + 1, '0');
      return decimalRead(`${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`);
    },
    write(value) {
      const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
      if (whole === '' || part.slice(places).replace(/0+$/, '') !== '') return null;
      return `${sign}${(whole + part.slice(0, places).padEnd(places, '0')).replace(/^0+(?=\d)/, '')}`;
    },
  };
}
