// `$code` and `$theirs` in the process of the mappings. Only the node knows the identifiers, so a document that needs one waits
// until all documents of its job wait or are done; then everything is asked at once.
import { identifierKinds } from './mapping.ts';
import type { IdentifierHint, IdentifierKind } from './mapping.ts';
import { isMissing, quoted } from './mapping-functions.ts';
import type { Identified, Question } from './sandbox-messages.ts';

/** Thrown for an identifier that nobody has given a meaning. */
export class UnknownIdentifier extends Error {}

interface Asked {
  readonly question: { readonly way: Question['way']; readonly kind: IdentifierKind };
  readonly ids: Map<string, ((answer: Identified) => void)[]>;
  readonly hints: Map<string, IdentifierHint>;
}

export class AskedIdentifiers {
  readonly #system: string;
  readonly #known: Map<string, Identified>;
  #open = new Map<string, Asked>();
  #underWay: Asked[] = [];
  #waits = Promise.withResolvers<void>();

  /** `known`: what was answered before and is still true. */
  constructor(system: string, known: Map<string, Identified> = new Map()) {
    this.#system = system;
    this.#known = known;
  }

  /** Resolved when a document begins to wait. */
  get waits(): Promise<void> {
    return this.#waits.promise;
  }

  get isWaiting(): boolean {
    return this.#open.size > 0;
  }

  /** `$code("item", id)`: our code. A list of ids gives a list. What else is known of it goes with the question. */
  code(kind: unknown, id: unknown, more?: unknown): unknown {
    return this.#each('resolve', kind, id, more);
  }

  /** `$theirs("item", code)`: what the other system calls ours. */
  theirs(kind: unknown, code: unknown, more?: unknown): unknown {
    return this.#each('name', kind, code, more);
  }

  /** Everything that is waited for. */
  take(): Question[] {
    this.#underWay = [...this.#open.values()];
    this.#open = new Map();
    this.#waits = Promise.withResolvers();
    return this.#underWay.map(({ question, ids, hints }) => ({ ...question, ids: [...ids.keys()], hints }));
  }

  /** In the order of what was taken. */
  answer(answers: readonly (readonly Identified[])[]): void {
    for (const [place, { question, ids }] of this.#underWay.entries()) {
      const known = answers[place] ?? [];
      for (const [index, [id, waiting]] of [...ids].entries()) {
        const found = known[index] ?? null;
        this.#known.set(keyOf(question.way, question.kind, id), found);
        for (const resolve of waiting) resolve(found);
      }
    }
    this.#underWay = [];
  }

  #each(way: Question['way'], kindGiven: unknown, id: unknown, more: unknown): unknown {
    const kind = identifierKinds.find((one) => one === kindGiven);
    if (kind === undefined)
      throw new Error(`${quoted(kindGiven)} is no kind of identifier: use ${identifierKinds.join(', ')}`);
    if (isMissing(id)) return undefined;
    if (Array.isArray(id)) return Promise.all(id.map((one: unknown) => this.#one(way, kind, one, more)));
    return this.#one(way, kind, id, more);
  }

  #one(way: Question['way'], kind: IdentifierKind, given: unknown, more: unknown): unknown {
    const id = typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : given;
    if (typeof id !== 'string' || id === '') throw new Error(`${quoted(given)} is no identifier: give a text`);
    const known = this.#known.get(keyOf(way, kind, id));
    if (known !== undefined) return this.#told(way, kind, id, known, more);
    return this.#ask(way, kind, id, hintOf(more)).then((found) => this.#told(way, kind, id, found, more));
  }

  #told(way: Question['way'], kind: IdentifierKind, id: string, found: Identified, more: unknown): unknown {
    if (typeof found === 'string') return found;
    if (isObject(more) && 'otherwise' in more) return more['otherwise'];
    const named =
      way === 'resolve'
        ? `${this.#system} says ${kind} ${quoted(id)}`
        : `our ${kind} ${quoted(id)} has no name in ${this.#system}`;
    if (found !== null) throw new UnknownIdentifier(`${named}, which is none of ours: ${found.notOurs}`);
    throw new UnknownIdentifier(way === 'resolve' ? `${named}, and nobody has said yet what that is here` : named);
  }

  #ask(way: Question['way'], kind: IdentifierKind, id: string, hint: IdentifierHint | null): Promise<Identified> {
    const { promise, resolve } = Promise.withResolvers<Identified>();
    const name = `${way} ${kind}`;
    let asked = this.#open.get(name);
    if (asked === undefined)
      this.#open.set(name, (asked = { question: { way, kind }, ids: new Map(), hints: new Map() }));
    const waiting = asked.ids.get(id);
    if (waiting === undefined) asked.ids.set(id, [resolve]);
    else waiting.push(resolve);
    if (hint !== null && !asked.hints.has(id)) asked.hints.set(id, hint);
    this.#waits.resolve();
    return promise;
  }
}

/** What is kept for the next job: not what is unknown, for somebody may just be saying what it means. */
export function forgetUnknown(known: Map<string, Identified>): void {
  for (const [key, answer] of known) if (answer === null) known.delete(key);
}

function keyOf(way: Question['way'], kind: IdentifierKind, id: string): string {
  return `${way} ${kind} ${id}`;
}

const hintCharactersMax = 200;
const hintNumbersMax = 10;

function hintOf(more: unknown): IdentifierHint | null {
  if (!isObject(more)) return null;
  const { name, numbers } = more;
  const given = (isMissing(numbers) ? [] : Array.isArray(numbers) ? numbers : [numbers]) as readonly unknown[];
  const listed = given
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map((one) => String(one).slice(0, hintCharactersMax));
  if (typeof name !== 'string' && listed.length === 0) return null;
  return {
    ...(typeof name === 'string' && { name: name.slice(0, hintCharactersMax) }),
    ...(listed.length > 0 && { numbers: listed.slice(0, hintNumbersMax) }),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
