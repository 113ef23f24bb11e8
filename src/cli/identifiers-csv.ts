// Identifiers as a table in a CSV file: read row by row, each with what is wrong with it, and written so that it can be read again.
import { isId } from '#connections/identifiers/model.ts';
import type { Identifier } from '#connections/identifiers/model.ts';
import { identifierKinds } from '#connections/mapping/mapping.ts';
import type { MeaningRequest } from '#http/bodies-identifiers.ts';
import { codeLengthMax, codePattern } from '#http/code.ts';

const columns = ['system', 'kind', 'id', 'code', 'preferred', 'not_ours', 'because'] as const;
type Column = (typeof columns)[number];

export type Row = MeaningRequest & { readonly system: string; readonly kind: string; readonly id: string };

const code = new RegExp(codePattern, 'u');
const textCharactersMax = 200;

/** What is wrong with the head of a file, or null. Columns of other names may stand beside ours. */
export function headProblem(
  head: readonly string[],
  given: { readonly system?: string; readonly kind?: string },
): string | null {
  const missing = (['system', 'kind', 'id'] as const).filter((name) => {
    return !head.includes(name) && (name === 'id' || given[name] === undefined);
  });
  if (missing.length > 0) return `The file has no column ${missing.join(', ')}: add it, or give --system and --kind.`;
  if (!head.includes('code') && !head.includes('not_ours'))
    return 'The file has neither a column code nor not_ours: add one.';
  return null;
}

/** A row as the API takes it, or what is wrong with it. */
export function readRow(
  cells: Readonly<Partial<Record<Column, string>>>,
  given: { readonly system?: string; readonly kind?: string },
): { readonly row: Row } | { readonly problem: string } {
  const cell = (name: Column): string => cells[name] ?? '';
  const system = cell('system') || (given.system ?? '');
  const kind = cell('kind') || (given.kind ?? '');
  const [id, ours, notOurs, preferred, because] = [
    cell('id'),
    cell('code'),
    cell('not_ours'),
    cell('preferred'),
    cell('because'),
  ];
  if (!isCode(system)) return { problem: `"${system}" is no name of a system` };
  if (!(identifierKinds as readonly string[]).includes(kind))
    return { problem: `"${kind}" is no kind; use one of ${identifierKinds.join(', ')}` };
  if (!isId(id))
    return { problem: 'the id is empty, longer than 256 characters, or has characters that cannot be seen' };
  if ((ours === '') === (notOurs === '')) return { problem: 'say either the code or, in not_ours, why there is none' };
  if (ours !== '' && !isCode(ours)) return { problem: `"${ours}" is no code` };
  if (!['', 'true', 'false'].includes(preferred))
    return { problem: `preferred is "${preferred}"; write true, false or nothing` };
  const texts = { notOurs, because };
  for (const [name, text] of Object.entries(texts))
    if (text !== '' && !isText(text))
      return { problem: `${name} is longer than ${textCharactersMax} characters or more than one line` };
  return {
    row: {
      system,
      kind,
      id,
      ...(ours === '' ? { notOurs } : { code: ours }),
      ...(preferred !== '' && { preferred: preferred === 'true' }),
      ...(because !== '' && { because }),
    },
  };
}

function isCode(text: string): boolean {
  return Array.from(text).length <= codeLengthMax && code.test(text);
}

function isText(text: string): boolean {
  return Array.from(text).length <= textCharactersMax && !/\p{Cc}/u.test(text) && text.trim() !== '';
}

export function headLine(): string {
  return columns.join();
}

export function lineOf({
  system,
  kind,
  id,
  code: ours,
  preferred,
  notOurs,
  because,
}: Omit<Identifier, 'changedAt'>): string {
  return [system, kind, id, ours ?? '', ours === null ? '' : String(preferred), notOurs ?? '', because ?? '']
    .map(quoted)
    .join();
}

/** Quoted where a reader would take it for something else; spaces at the ends are part of an id. */
function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$|^#/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
