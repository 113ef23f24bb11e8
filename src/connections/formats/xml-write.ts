// A value as an XML document: fields in their order, @name as attributes, #text as text, a list as an element for each of its values.
import { limits } from '#kernel/limits.ts';
import { FormatProblem } from './format.ts';
import type { Written } from './format.ts';
import { bodyOf, isObject } from './value.ts';
import { plainNumber } from './decimal.ts';
import type { XmlSettings } from './xml.ts';

export function writeXml(value: unknown, { encoding = 'utf-8', indent = 0 }: XmlSettings): Written {
  const [root, ...others] = isObject(value) ? Object.entries(value) : [];
  if (root === undefined || others.length > 0 || Array.isArray(root[1])) {
    throw no('the value', 'is no object with exactly one field, the root element', 'Let the mapping make one.');
  }
  const declaration = `<?xml version="1.0" encoding="${encoding}"?>${indent > 0 ? '' : '\n'}`;
  const parts = [declaration];
  element(root[0], root[1], { parts, indent, depth: 0, place: `/${root[0]}` });
  return { body: bodyOf(parts.join(''), encoding), mediaType: `application/xml; charset=${encoding}` };
}

interface Writing {
  readonly parts: string[];
  readonly indent: number;
  readonly depth: number;
  readonly place: string;
}

function element(name: string, value: unknown, writing: Writing): void {
  const { parts, indent, depth, place } = writing;
  if (depth >= limits.formatNestingMax) {
    throw no(place, `is nested more than ${limits.formatNestingMax} levels deep`, 'Make it flatter.');
  }
  checkName(name, place);
  const line = (at: number): string => (indent > 0 ? `\n${' '.repeat(indent * at)}` : '');
  parts.push(line(depth), '<', name);
  if (!isObject(value)) {
    const text = textOf(value, place);
    parts.push(text === '' ? '/>' : `>${escapeText(text, place)}</${name}>`);
    return;
  }
  const inner: [string, unknown][] = [];
  for (const [field, each] of Object.entries(value)) {
    if (field.startsWith('@')) {
      const attribute = field.slice(1);
      checkName(attribute, `${place}/${field}`);
      parts.push(' ', attribute, '="', escapeAttribute(textOf(each, `${place}/${field}`), place), '"');
    } else inner.push([field, each]);
  }
  const isEmpty = inner.every(([, each]) => Array.isArray(each) && each.length === 0);
  if (isEmpty) {
    parts.push('/>');
    return;
  }
  parts.push('>');
  // Indentation beside text would become part of it.
  const inside = Object.hasOwn(value, '#text') ? { ...writing, indent: 0 } : writing;
  for (const [field, each] of inner) {
    const at = `${place}/${field}`;
    if (field === '#text') parts.push(escapeText(textOf(each, at), at));
    else if (Array.isArray(each)) {
      for (const [index, one] of each.entries()) {
        if (Array.isArray(one)) throw no(`${at}/${index}`, 'is a list in a list', 'Give the inner one a name.');
        element(field, one, { ...inside, depth: depth + 1, place: `${at}/${index}` });
      }
    } else element(field, each, { ...inside, depth: depth + 1, place: at });
  }
  const last = inside.indent > 0 ? line(depth) : '';
  parts.push(last, '</', name, '>');
}

/** Null and what is missing are an empty element. */
function textOf(value: unknown, place: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  const text = typeof value === 'number' ? plainNumber(value) : null;
  if (text === null) throw no(place, 'is no text, number or truth value', 'Correct the mapping.');
  return text;
}

/** A name of XML 1.0 without a colon, characters beyond the first plane left out; and two of them with one between. */
const begin =
  'A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff';
const plainName = `[${begin}][-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040${begin}]*`;
const name = new RegExp(`^${plainName}(?::${plainName})?$`);

function checkName(text: string, place: string): void {
  if (name.test(text) && text !== '__proto__') return;
  throw no(place, `has a name that is none in XML: "${text.slice(0, 60)}"`, 'Rename it in the mapping.');
}

/** Control characters that no XML 1.0 document can hold, not even escaped. */
// oxlint-disable-next-line no-control-regex
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function checkText(text: string, place: string): void {
  if (!impossible.test(text) && text.isWellFormed()) return;
  throw no(place, 'has a character that XML cannot hold', 'Let the mapping take it out.');
}

function escapeText(text: string, place: string): string {
  checkText(text, place);
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string, place: string): string {
  return escapeText(text, place).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}

function no(place: string, what: string, fix: string): FormatProblem {
  return new FormatProblem({ place, detail: `It ${what}.`, fix });
}
