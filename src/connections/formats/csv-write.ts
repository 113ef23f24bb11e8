// Rows written as CSV. What has no form in it is refused with its place: a nested value, a column nobody asked for.
import type { CsvSettings } from './csv.ts';
import type { CsvKinds } from './csv-kinds.ts';
import { plainNumber, toComma } from './decimal.ts';
import { FormatProblem } from './format.ts';
import type { Written } from './format.ts';
import { withTotals } from './totals-write.ts';
import { bodyOf, isObject } from './value.ts';

export function writeCsv(value: unknown, settings: CsvSettings): Written {
  const { header = true, lineEnd = 'crlf', encoding = 'utf-8', byteOrderMark = false, delimiter = ',' } = settings;
  if (settings.records !== undefined) return writeKinds(value, settings, settings.records);
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  const columns = settings.columns ?? columnsOf(rows[0]);
  const end = lineEnd === 'crlf' ? '\r\n' : '\n';
  const lines: string[] = [];
  const line = (cells: readonly string[], place: string): void => {
    const [only] = cells;
    // A line of nothing would be no row at all.
    const written = cells.length === 1 && only === '' ? [quoted('', settings, place)] : cells;
    lines.push(written.join(delimiter), end);
  };
  if (header)
    line(
      columns.map((name) => cell(name, settings, '/0')),
      '/0',
    );
  for (const [index, row] of rows.entries()) {
    const place = Array.isArray(value) ? `/${index}` : 'the row';
    if (!isObject(row)) throw no(place, 'is no object with a field for each column', 'Let the mapping make one.');
    const extra = Object.keys(row).find((name) => !columns.includes(name));
    if (extra !== undefined) {
      throw no(`${place}/${extra}`, 'has no column', 'Leave it out in the mapping, or add it to "columns".');
    }
    line(
      columns.map((name) => field(row[name], name, settings, `${place}/${name}`)),
      place,
    );
  }
  const text = lines.join('');
  return {
    body: bodyOf(byteOrderMark ? `\ufeff${text}` : text, encoding),
    mediaType: `text/csv; charset=${encoding}; header=${header ? 'present' : 'absent'}`,
  };
}

/** Each row has its kind under `record`; a group, as it is read, is `{ records: […] }`. */
function writeKinds(value: unknown, settings: CsvSettings, kinds: CsvKinds): Written {
  const { lineEnd = 'crlf', encoding = 'utf-8', byteOrderMark = false, delimiter = ',', tag = 1 } = settings;
  const end = lineEnd === 'crlf' ? '\r\n' : '\n';
  const lines = withTotals([...rowsIn(value, '')], settings).map(([row, place]) => {
    const where = place === '' ? 'the row' : place;
    if (!isObject(row)) throw no(where, 'is no object with a field for each column', 'Let the mapping make one.');
    const { record: name, ...fields } = row;
    const kind = typeof name === 'string' && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (typeof name !== 'string' || kind === undefined)
      throw no(
        `${place}/record`,
        'names no kind of row that is known',
        `Set it to one of ${Object.keys(kinds).join(', ')}.`,
      );
    const { columns, decimalComma = [] } = kind;
    const extra = Object.keys(fields).find((field) => !columns.includes(field));
    if (extra !== undefined)
      throw no(
        `${place}/${extra}`,
        'has no column',
        'Leave it out in the mapping, or add it to the columns of its kind.',
      );
    const own = { ...settings, decimalComma };
    const cells = columns.map((column) => field(fields[column], column, own, `${place}/${column}`));
    return cells.toSpliced(tag - 1, 0, cell(name, settings, `${place}/record`)).join(delimiter) + end;
  });
  const text = lines.join('');
  return {
    body: bodyOf(byteOrderMark ? `\ufeff${text}` : text, encoding),
    mediaType: `text/csv; charset=${encoding}; header=absent`,
  };
}

function* rowsIn(value: unknown, place: string): Generator<[unknown, string]> {
  if (Array.isArray(value)) for (const [index, each] of value.entries()) yield* rowsIn(each, `${place}/${index}`);
  else if (isObject(value) && Array.isArray(value['records'])) yield* rowsIn(value['records'], `${place}/records`);
  else yield [value, place];
}

function columnsOf(row: unknown): readonly string[] {
  const names = isObject(row) ? Object.keys(row) : [];
  if (names.length > 0) return names;
  throw no('/0', 'has no fields, so nobody knows the columns', 'List them in "columns".');
}

function field(value: unknown, name: string, settings: CsvSettings, place: string): string {
  if (value === null || value === undefined) return cell('', settings, place);
  if (typeof value === 'boolean') return cell(String(value), settings, place);
  const isDecimalComma = settings.decimalComma?.includes(name) === true && value !== '';
  if (typeof value === 'number' || isDecimalComma) {
    const text = typeof value === 'number' ? plainNumber(value) : typeof value === 'string' ? value : null;
    const written = text !== null && isDecimalComma ? toComma(text) : text;
    if (written === null) throw no(place, 'is no decimal number', 'Correct the mapping.');
    // A number is no formula, whatever its sign.
    return needsQuotes(written, settings) ? quoted(written, settings, place) : written;
  }
  if (typeof value === 'string') return cell(value, settings, place);
  throw no(place, 'is no text, number or truth value', 'Let the mapping make one of it.');
}

/** Spreadsheets take what begins so for a formula (OWASP: CSV injection). */
const formula = /^[=+\-@\t\r]/;

function cell(text: string, settings: CsvSettings, place: string): string {
  const { formulas = 'keep' } = settings;
  if (formulas !== 'keep' && formula.test(text)) {
    if (formulas === 'refuse') throw no(place, 'would be a formula to a spreadsheet', 'Set "formulas" to "escape".');
    return quoted(`'${text}`, settings, place);
  }
  return needsQuotes(text, settings) ? quoted(text, settings, place) : text;
}

function needsQuotes(text: string, { delimiter = ',', quote = '"', comment = '' }: CsvSettings): boolean {
  return (
    text.includes(delimiter) ||
    (quote !== '' && text.includes(quote)) ||
    /[\r\n\ufeff]|^\s|\s$/.test(text) ||
    (comment !== '' && text.startsWith(comment))
  );
}

function quoted(text: string, settings: CsvSettings, place: string): string {
  const { quote = '"', escape = quote, delimiter = ',', comment = '' } = settings;
  if (quote === '') {
    const isComment = comment !== '' && text.startsWith(comment);
    if (!isComment && /^[^\r\n\ufeff]+$/.test(text) && !text.includes(delimiter)) return text;
    throw no(place, 'would have to be quoted, and nothing is', 'Set "quote".');
  }
  const escaped = escape === quote ? text : text.replaceAll(escape, escape + escape);
  return quote + escaped.replaceAll(quote, escape + quote) + quote;
}

function no(place: string, what: string, fix: string): FormatProblem {
  return new FormatProblem({ place, detail: `It ${what}.`, fix });
}
