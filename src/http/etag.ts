// ETags of documents that people edit: a hash of the content, so that writing the same again changes nothing.
import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from './problems.ts';

export function etagOf(document: object): string {
  return `"${hash('sha256', JSON.stringify(document), 'base64url').slice(0, 27)}"`;
}

/** If-Match with what the caller has seen, or If-None-Match: * to only create. */
export function checkUnchanged(headers: IncomingHttpHeaders, known: object | undefined): void {
  if (headers['if-none-match'] === '*' && known !== undefined)
    throw refuse('document_changed', 'It exists already, and If-None-Match: * asks only to create.');
  const wanted = headers['if-match'];
  if (wanted === undefined) return;
  if (known === undefined) throw refuse('document_changed', 'It does not exist, and If-Match asks only to change.');
  const tags = wanted.split(',').map((tag) => tag.trim());
  if (!tags.includes('*') && !tags.includes(etagOf(known)))
    throw refuse('document_changed', 'Its ETag is another one by now.');
}
