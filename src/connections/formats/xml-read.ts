// XML into values while it arrives. saxes says what is well-formed and where it is not; nothing is expanded, looked up or fetched:
// a document type is refused, so there are no entities but the five of XML itself.
import { SaxesParser } from 'saxes';
import { FormatProblem } from './format.ts';
import type { FormatRecord } from './format.ts';

export interface XmlReadOptions {
  /** Names of the elements from the root to the records; null: the whole is one record. */
  readonly records: readonly string[] | null;
  /** Paths of elements that are always a list. */
  readonly lists: ReadonlySet<string>;
  readonly namespaces: 'strip' | 'keep';
  readonly trim: boolean;
  readonly nestingMax: number;
  readonly recordCharactersMax: number;
}

/** An element that is being read. */
interface Open {
  readonly name: string;
  /** As written, with its prefix. */
  readonly written: string;
  readonly path: string;
  /** Null: no part of a record. */
  readonly fields: Fields | null;
  text: string;
}

type Value = string | Fields | Value[];
interface Fields {
  [name: string]: Value;
}

/** Instructions that say how a document is shown or checked, which nobody does here. */
const harmless = new Set(['xml-stylesheet', 'xml-model']);

export class XmlReader {
  readonly #options: XmlReadOptions;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #open: Open[] = [];
  #ready: FormatRecord[] = [];
  #number = 0;
  /** Of the record that is being read. */
  #from = 0;
  #characters = 0;
  #marked = { line: 1, columnIndex: 0 };
  #line = 0;
  #problem: FormatRecord['problem'];
  #wasFound = false;
  #failure: FormatProblem | undefined;
  /** How each field of an object was written: two namespaces must not meet under one name. */
  #spellings = new WeakMap<Fields, Map<string, string>>();

  constructor(options: XmlReadOptions) {
    this.#options = options;
    const parser = this.#parser;
    parser.on('error', ({ message }) => {
      const why = message.replace(/^\d+:\d+: /, '');
      // Said at the end of that text: it begins behind the last tag.
      const at = why === 'text data outside of root node.' ? this.#marked : this.#parser;
      throw this.#no(`It is no well-formed XML: ${why}`, 'Have it corrected.', at);
    });
    parser.on('doctype', () => {
      throw this.#no(
        'It has a document type (DOCTYPE), by which files could be read and texts multiplied.',
        'Have it sent without.',
      );
    });
    parser.on('processinginstruction', ({ target }) => {
      if (harmless.has(target)) return;
      throw this.#no(
        `It has the processing instruction ${target.slice(0, 60)}, which nobody follows.`,
        'Have it sent without.',
      );
    });
    parser.on('opentag', (tag) => this.#begin(tag.name, tag.attributes));
    parser.on('closetag', () => this.#finish());
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('comment', () => this.#mark());
  }

  /** Records that are whole. */
  push(piece: string): FormatRecord[] {
    return this.#read(() => {
      this.#parser.write(piece);
      // Between two pieces the parser's own position is no use: it counts the last piece twice.
      this.#characters += piece.length;
      // What the parser holds is no larger than what has come since a record or tag began.
      if (this.#characters - this.#from <= this.#options.recordCharactersMax) return;
      throw new FormatProblem({
        place: `line ${this.#isInside() ? this.#line : this.#marked.line}`,
        detail: `What begins here has more than ${this.#options.recordCharactersMax} characters.`,
        fix:
          this.#options.records === null
            ? 'Name the elements that are the records: "records".'
            : 'Have it sent in smaller parts.',
      });
    });
  }

  end(): FormatRecord[] {
    return this.#read(() => {
      this.#parser.close();
      const { records } = this.#options;
      if (records === null || this.#wasFound) return;
      throw new FormatProblem({
        place: 'the whole document',
        detail: `There is no element /${records.slice(0, -1).join('/')} in which records could be.`,
        fix: 'Correct "records": the names of the elements from the root to the record.',
      });
    });
  }

  /** To be called when the records were taken: throws what was found behind them. */
  assertReadable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #read(step: () => void): FormatRecord[] {
    try {
      step();
    } catch (error) {
      if (!(error instanceof FormatProblem)) throw error;
      this.#failure = error;
    }
    return this.#take();
  }

  #take(): FormatRecord[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #mark(): void {
    if (this.#isInside()) return;
    const { position, line, columnIndex } = this.#parser;
    this.#from = position;
    this.#marked = { line, columnIndex };
  }

  #isInside(): boolean {
    return (this.#open.at(-1)?.fields ?? null) !== null;
  }

  #begin(written: string, attributes: Readonly<Record<string, string>>): void {
    const { records, nestingMax } = this.#options;
    if (this.#open.length >= nestingMax) {
      throw this.#no(`Elements are nested more than ${nestingMax} levels deep.`, 'Have it sent flatter.');
    }
    this.#mark();
    const parent = this.#open.at(-1);
    const name = this.#name(written);
    const path = `${parent?.path ?? ''}/${name}`;
    const wasInside = this.#isInside();
    const isRecord = !wasInside && (records === null || path === `/${records.join('/')}`);
    if (records !== null && path === `/${records.slice(0, -1).join('/')}`) this.#wasFound = true;
    if (isRecord) {
      this.#wasFound = true;
      this.#number += 1;
      this.#line = this.#parser.line;
      this.#problem = undefined;
    }
    const isInside = wasInside || isRecord;
    const fields: Fields | null = isInside ? {} : null;
    this.#open.push({ name, written, path, fields, text: '' });
    if (name === '__proto__')
      this.#complain('An element is called "__proto__", which none may be.', 'Have it renamed.');
    if (fields === null) return;
    for (const [attribute, value] of Object.entries(attributes)) {
      const isDeclaration = attribute === 'xmlns' || attribute.startsWith('xmlns:');
      if (isDeclaration && this.#options.namespaces === 'strip') continue;
      this.#refuseNul(value);
      this.#set(fields, `@${this.#name(attribute)}`, attribute, value);
    }
  }

  #text(text: string): void {
    const open = this.#open.at(-1);
    if (open?.fields != null) open.text += text;
    else if (open !== undefined) this.#mark();
  }

  #finish(): void {
    const open = this.#open.pop();
    if (open === undefined || open.fields === null) return this.#mark();
    const value = this.#valueOf(open, open.fields);
    const parent = this.#open.at(-1);
    if (parent?.fields != null) {
      this.#add(parent.fields, open, value);
      return;
    }
    this.#mark();
    const { records } = this.#options;
    const place = records === null ? 'the whole document' : `${open.path}[${this.#number}], line ${this.#line}`;
    const document = records === null ? { [open.name]: value } : value;
    this.#ready.push(
      this.#problem === undefined ? { document, place } : { document: undefined, place, problem: this.#problem },
    );
  }

  /** Text alone is a string. Between elements, what is only space is the indentation. */
  #valueOf({ text }: Open, fields: Fields): Value {
    const own = this.#options.trim ? text.trim() : text;
    const names = Object.keys(fields);
    if (names.length === 0) return own;
    const hasElements = names.some((name) => !name.startsWith('@'));
    if (own !== '' && !(hasElements && /^[ \t\r\n]*$/.test(own))) fields['#text'] = own;
    return fields;
  }

  #add(fields: Fields, { name, written, path }: Open, value: Value): void {
    if (name === '__proto__') return; // There is a complaint already, and no document will come of it.
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (before !== undefined) this.#sameSpelling(fields, name, written);
    if (Array.isArray(before)) before.push(value);
    else if (before !== undefined) fields[name] = [before, value];
    else this.#set(fields, name, written, this.#options.lists.has(path) ? [value] : value);
  }

  #set(fields: Fields, name: string, written: string, value: Value): void {
    if (Object.hasOwn(fields, name)) this.#sameSpelling(fields, name, written);
    fields[name] = value;
    if (name === written || `@${written}` === name) return;
    const spellings = this.#spellings.get(fields) ?? new Map<string, string>();
    this.#spellings.set(fields, spellings.set(name, written));
  }

  #sameSpelling(fields: Fields, name: string, written: string): void {
    const before = this.#spellings.get(fields)?.get(name) ?? name.replace(/^@/, '');
    if (before === written) return;
    this.#complain(`${before} and ${written} are the same name without their prefixes.`, 'Set "namespaces" to "keep".');
  }

  #name(written: string): string {
    const colon = this.#options.namespaces === 'strip' ? written.indexOf(':') : -1;
    return colon === -1 ? written : written.slice(colon + 1);
  }

  #refuseNul(text: string): void {
    if (text.includes('\u0000')) this.#complain('A text has NUL (U+0000).', 'Have it corrected.');
  }

  /** What is wrong with one record leaves the others alone. */
  #complain(detail: string, fix: string): void {
    if (!this.#isInside()) throw this.#no(detail, fix);
    this.#problem ??= { detail: `At line ${this.#parser.line}: ${detail}`, fix };
  }

  #no(
    detail: string,
    fix: string,
    { line, columnIndex }: { readonly line: number; readonly columnIndex: number } = this.#parser,
  ): FormatProblem {
    return new FormatProblem({ place: `line ${line}, column ${columnIndex + 1}`, detail, fix });
  }
}
