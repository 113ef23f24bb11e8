// ETags of documents that people edit: a hash of the content, so that writing the same again changes nothing.
import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { reject } from '#kernel/rejection.ts';
import { ProblemError, rejectionProblem } from './problems.ts';

export function etagOf(document: object): string {
  return `"${hash('sha256', JSON.stringify(document), 'base64url').slice(0, 27)}"`;
}

/** If-Match names what the caller has seen; If-None-Match: * asks only to create. Throws when it is not so. */
export function checkUnchanged(headers: IncomingHttpHeaders, known: object | undefined): void {
  if (headers['if-none-match'] === '*' && known !== undefined)
    throw changed('It exists already, and If-None-Match: * asks only to create.');
  const wanted = headers['if-match'];
  if (wanted === undefined) return;
  if (known === undefined) throw changed('It does not exist, and If-Match asks only to change.');
  const tags = wanted.split(',').map((tag) => tag.trim());
  if (!tags.includes('*') && !tags.includes(etagOf(known))) throw changed('Its ETag is another one by now.');
}

/** What a turn is to find, so that nobody comes between the check and the change: the document that was checked, if it was. */
export function expectation<Document extends object>(
  headers: IncomingHttpHeaders,
  known: Document | undefined,
): { readonly expected?: Document | null } {
  return headers['if-match'] === undefined && headers['if-none-match'] === undefined ? {} : { expected: known ?? null };
}

function changed(detail: string): ProblemError {
  return new ProblemError(rejectionProblem(reject('document_changed', detail)));
}
