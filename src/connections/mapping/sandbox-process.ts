// The process in which mappings run. JSONata is a language: an expression can loop or double a text for ever, and its own time
// limit stops neither that nor a regular expression. A process of its own can be killed, and one that runs out of memory takes
// nothing else with it (a thread does: V8 ends the whole process when one allocation alone is beyond the limit).
import assert from 'node:assert/strict';
import jsonata from 'jsonata';
import { limits } from '#kernel/limits.ts';
import { AskedIdentifiers, forgetUnknown, UnknownIdentifier } from './asked-identifiers.ts';
import { harden, isSound } from './harden.ts';
import { refusedIn } from './check-expression.ts';
import { functionsOf } from './mapping-functions.ts';
import { placeOf, wholeOf } from './whole-expression.ts';
import type {
  Answer,
  ExpressionProblem,
  FromSandbox,
  Identified,
  Job,
  Program,
  ToSandbox,
} from './sandbox-messages.ts';

assert(process.send !== undefined, 'this program is started by the mapper');
const tell = (message: FromSandbox): void => void process.send?.(message);

/** Where JSONata asks for the time it is always the same: a time without a date, read by a picture, is one of 1 January 1970. */
globalThis.Date = class extends Date {
  constructor(...given: [] | [number | string]) {
    super(given.length === 0 ? 0 : given[0]);
  }
} as DateConstructor;

harden();

/** A process whose node is gone ends itself even in a loop of an expression; what it is told by the node comes long before. */
const orphanMs = 10 * limits.mapDocumentMs;
/** Answers are told at least so often. */
const tellMs = 20;
const tellCharacters = 256 * 1024;

const pictures = {
  toMillis: jsonata('$toMillis(text, picture)'),
  fromMillis: jsonata('$fromMillis(at, picture)'),
};
interface Loaded {
  readonly compiled: jsonata.Expression;
  readonly program: Program;
}

const programs = new Map<number, Loaded>();
let identifiers = new AskedIdentifiers('');
/** By system. */
const memory = new Map<string, { readonly epoch: number; readonly known: Map<string, Identified> }>();
let answered: ((answers: readonly (readonly Identified[])[] | null) => void) | undefined;

process.on('message', (message: ToSandbox) => {
  switch (message.type) {
    case 'load':
      return tell({ type: 'loaded', problem: load(message.number, message.program) });
    case 'forget':
      return void programs.delete(message.number);
    case 'map':
      return void map(message).then(() => {
        assert(isSound(), 'a document changed what all objects share');
        tell({ type: 'done' });
      });
    case 'identifiers':
      return answered?.(message.answers);
  }
});
process.on('disconnect', () => process.exit());

function load(number: number, program: Program): ExpressionProblem | null {
  try {
    const compiled = jsonata(wholeOf(program), { timeout: orphanMs });
    const refused = refusedIn(compiled.ast());
    if (refused !== null) return told(refused, program);
    compiled.assign('values', program.values);
    for (const [name, implementation] of Object.entries(functionsOf(program, pictures)))
      compiled.registerFunction(name, implementation);
    compiled.registerFunction('code', (...given) => identifiers.code(given[0], given[1], given[2]));
    compiled.registerFunction('theirs', (...given) => identifiers.theirs(given[0], given[1], given[2]));
    programs.set(number, { compiled, program });
    return null;
  } catch (error) {
    return told({ message: describe(error), position: positionOf(error) }, program);
  }
}

/** Of the text that was compiled, by the parts that people know. */
function told({ message, position }: ExpressionProblem, program: Program): ExpressionProblem {
  const place = placeOf(position, program);
  return { message: place.position === null ? `${message}${place.words}` : message, position: place.position };
}

async function map({ number, documents, abouts, system, epoch, alone }: Job): Promise<void> {
  const program = programs.get(number);
  assert(program !== undefined, 'a mapping is loaded before it is used');
  const known = knownOf(system, epoch);
  identifiers = new AskedIdentifiers(system, known);
  const outbox = new Outbox(alone ? 0 : tellMs);
  const open = new Set<Promise<void>>();
  for (const [place, document] of documents.entries()) {
    const running = evaluate(program, document, abouts[place] ?? {}).then((answer) => {
      open.delete(running);
      outbox.add(place, answer);
    });
    open.add(running);
    await settledOrWaiting(running);
    while (alone && open.size > 0) if (!(await ask(open))) return forgetUnknown(known);
  }
  while (open.size > 0) if (!(await ask(open))) return forgetUnknown(known);
  outbox.tell();
  forgetUnknown(known);
}

function knownOf(system: string, epoch: number | null): Map<string, Identified> {
  if (epoch === null) return new Map();
  let kept = memory.get(system);
  if (kept?.epoch !== epoch) memory.set(system, (kept = { epoch, known: new Map() }));
  const size = [...memory.values()].reduce((sum, { known }) => sum + known.size, 0);
  if (size > limits.mapIdentifiersKept) for (const { known } of memory.values()) known.clear();
  return kept.known;
}

/** False: the job is given up. */
async function ask(open: ReadonlySet<Promise<void>>): Promise<boolean> {
  if (!identifiers.isWaiting) {
    // Nothing is asked, and still a document is not done: it waits for another that waits.
    await Promise.race([identifiers.waits, ...open]);
    return true;
  }
  const { promise, resolve } = Promise.withResolvers<readonly (readonly Identified[])[] | null>();
  answered = resolve;
  tell({ type: 'asked', questions: identifiers.take() });
  const answers = await promise;
  answered = undefined;
  if (answers === null) return false;
  identifiers.answer(answers);
  await nextTick();
  return true;
}

/** Everything an expression does happens before the next turn of the loop, unless it waits for identifiers. */
async function settledOrWaiting(running: Promise<void>): Promise<void> {
  await Promise.race([running, identifiers.waits]);
  if (identifiers.isWaiting) await nextTick();
}

function nextTick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function evaluate(
  { compiled, program }: Loaded,
  document: string,
  about: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  try {
    const output: unknown = await compiled.evaluate(JSON.parse(document), { about });
    const text = JSON.stringify(output ?? null);
    if (text.length > limits.mapResultCharactersMax)
      return tooLarge(`The result has more than ${limits.mapResultCharactersMax} characters.`);
    if (text.includes('"_jsonata_')) return failed('The result holds a function: call it, or leave it out');
    return text;
  } catch (error) {
    if (error instanceof RangeError && /string length/.test(error.message))
      return tooLarge(`It made a text that is too long (${error.message}).`);
    if (error instanceof RangeError && /call stack/.test(error.message)) return failed('It is nested too deep');
    if (error instanceof UnknownIdentifier)
      return {
        code: 'identifier_unknown',
        detail: sentence(error.message),
        fix: 'Say what it means, and map it again: crossdock identifiers unmatched lists what is open.',
      };
    return failed(`${describe(error)}${placeOf(positionOf(error), program).words}`);
  }
}

function failed(detail: string): Answer {
  return {
    code: 'mapping_failed',
    detail: sentence(detail),
    fix: 'Correct the document or the mapping, and map it again.',
  };
}

function tooLarge(detail: string): Answer {
  return { code: 'mapping_too_large', detail, fix: 'Cut the document into smaller ones, or simplify the mapping.' };
}

const messageCharactersMax = 500;

/** JSONata throws plain objects with code, message and position; an expression can make it throw anything. */
function describe(error: unknown): string {
  if (isCalled(error)) return `There is no function $${error.token}`;
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  const text = typeof message === 'string' ? message : 'it failed without saying why';
  return text.length > messageCharactersMax ? `${text.slice(0, messageCharactersMax)}…` : text;
}

/** JSONata says only that something is no function. */
function isCalled(error: unknown): error is { readonly token: string } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    (error.code === 'T1005' || error.code === 'T1006') &&
    'token' in error &&
    typeof error.token === 'string'
  );
}

function positionOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'position' in error && typeof error.position === 'number'
    ? error.position
    : null;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Answers on their way: told together, and soon enough to show that something is done. */
class Outbox {
  readonly #everyMs: number;
  #places: number[] = [];
  #answers: Answer[] = [];
  #characters = 0;
  #toldAt = performance.now();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  add(place: number, answer: Answer): void {
    this.#places.push(place);
    this.#answers.push(answer);
    if (typeof answer === 'string') this.#characters += answer.length;
    if (this.#characters >= tellCharacters || performance.now() - this.#toldAt >= this.#everyMs) this.tell();
  }

  tell(): void {
    if (this.#places.length > 0) tell({ type: 'answered', places: this.#places, answers: this.#answers });
    this.#places = [];
    this.#answers = [];
    this.#characters = 0;
    this.#toldAt = performance.now();
  }
}
