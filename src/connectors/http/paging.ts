// Which page comes after this one. Pure.
import { scalarText } from './json.ts';
import { at } from './pointer.ts';
import type { Page } from './progress.ts';
import type { Paging } from './stream.ts';

export interface PageRead {
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed; undefined where the answer is kept whole. */
  readonly body: unknown;
  readonly records: number;
  /** Number of this page, or its offset. */
  readonly number: number;
}

export function firstNumber(paging: Paging | undefined): number {
  return paging?.kind === 'page' ? (paging.first ?? 1) : 0;
}

/** Null: it was the last. */
export function nextPage(paging: Paging | undefined, page: PageRead): Page | null {
  switch (paging?.kind) {
    case undefined:
      return null;
    case 'next_link': {
      const link = scalarText(at(page.body, paging.pointer));
      return link === undefined || link === '' || link === 'false' ? null : { kind: 'link', link };
    }
    case 'link_header': {
      const link = nextLink(page.headers['link'] ?? '');
      return link === null ? null : { kind: 'link', link };
    }
    case 'token': {
      const token = scalarText(at(page.body, paging.pointer));
      return token === undefined || token === '' || token === 'false' ? null : { kind: 'token', token };
    }
    case 'page':
      return isLast(paging, page) ? null : { kind: 'number', number: page.number + 1 };
    case 'offset':
      return isLast(paging, page) ? null : { kind: 'number', number: page.number + page.records };
  }
}

function isLast(paging: { readonly size?: number; readonly more?: string }, page: PageRead): boolean {
  if (page.records === 0) return true;
  const more = paging.more === undefined ? undefined : at(page.body, paging.more);
  if (typeof more === 'boolean') return !more;
  return paging.size !== undefined && page.records < paging.size;
}

/** The target of `rel="next"` of a Link header (RFC 8288). */
export function nextLink(header: string): string | null {
  for (const [, target = '', parameters = ''] of header.matchAll(/<([^<>]*)>((?:\s*;\s*[^,;"]+(?:"[^"]*")?)*)/g)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const names = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next')) return target;
  }
  return null;
}
