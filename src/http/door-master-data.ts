// Master data that connections bring in, put like over the API unless newer is known. What the source says of when it is, stands
// beside the document: `{"item": …, "asOf": {"time": …, "sequence": …}}`.
import type pg from 'pg';
import type { Offered, Verdict } from '#connections/inbound/door.ts';
import { documentKey, noteWords, readKnown } from '#connections/inbound/word-store.ts';
import { asOfFix, newerThan, readAsOf } from '#connections/inbound/word.ts';
import type { Known, MasterDataKind, Word } from '#connections/inbound/word.ts';
import type { Validator } from '#contracts/validate.ts';
import type { Handlers, Sender } from './call.ts';
import { contractBroken, invalid } from './door-verdicts.ts';
import { ProblemError } from './problems.ts';

type Handled = Pick<Handlers, 'putItem' | 'putSite' | 'putPartner'>;
type Content = Readonly<Record<string, unknown>>;
type Call = Omit<Parameters<Handled['putItem']>[0], 'path' | 'body'>;
type Errors = Extract<ReturnType<Validator['validate']>, { readonly ok: false }>['errors'];

/** Answers what breaks the contract; null: it is put. */
type Put = (parts: MasterDataParts, call: Call, code: string, content: Content) => Promise<Errors | null>;

const puts: Readonly<Record<MasterDataKind, Put>> = {
  async item({ masterData, validator }, call, item, content) {
    const checked = validator.validate('item', content);
    if (checked.ok) await masterData.putItem({ ...call, path: { item }, body: checked.value });
    return checked.ok ? null : checked.errors;
  },
  async site({ masterData, validator }, call, site, content) {
    const checked = validator.validate('site', content);
    if (checked.ok) await masterData.putSite({ ...call, path: { site }, body: checked.value });
    return checked.ok ? null : checked.errors;
  },
  async partner({ masterData, validator }, call, partner, content) {
    const checked = validator.validate('partner', content);
    if (checked.ok) await masterData.putPartner({ ...call, path: { partner }, body: checked.value });
    return checked.ok ? null : checked.errors;
  },
};

const kinds = Object.keys(puts) as readonly MasterDataKind[]; // Its keys are these.

export function isMasterData(kind: string | undefined): kind is MasterDataKind {
  return kinds.some((name) => name === kind);
}

/** Asked for all documents of a run at once. */
export interface Knowledge {
  /** When it was asked, by the clock of the database. */
  readonly at: number;
  readonly known: ReadonlyMap<string, Known>;
  /** What was put since. */
  readonly put: Word[];
}

export async function knowledgeOf(pool: pg.Pool, documents: readonly Offered[]): Promise<Knowledge> {
  const keys = documents.flatMap(({ document }) => {
    if (typeof document !== 'object' || document === null) return [];
    return kinds.flatMap((kind) => {
      const code: unknown = (document as Content)[kind] && ((document as Content)[kind] as Content)['code'];
      return typeof code === 'string' && !code.includes('\0') ? [{ kind, code }] : [];
    });
  });
  return { ...(keys.length === 0 ? { at: 0, known: new Map() } : await readKnown(pool, keys)), put: [] };
}

/** What changed nothing says so too: whoever is older than that says nothing new either. */
export function noteKnowledge(pool: pg.Pool, { put, at }: Knowledge): Promise<void> {
  return noteWords(pool, put, at);
}

interface MasterDataParts {
  readonly pool: pg.Pool;
  readonly masterData: Handled;
  readonly validator: Validator;
  readonly knowledge: Knowledge;
}

interface Told {
  readonly kind: MasterDataKind;
  readonly content: Content;
  readonly asOf: unknown;
  readonly offered: Offered;
}

export async function takeMasterData(
  parts: MasterDataParts,
  sender: Sender,
  { kind, content: { code, ...content }, asOf, offered }: Told,
): Promise<Verdict> {
  if (typeof code !== 'string') return invalid(`/${kind}/code`, 'It has no code.', `Give the code of the ${kind}.`);
  const time = readAsOf(asOf);
  if (time === undefined) return invalid('/asOf', 'What it says of when it is cannot be read.', asOfFix);
  const made = `${kind} ${code}`;
  const { message, seq, receivedAt } = offered;
  const source = sender.grant.sources?.[0] ?? sender.actor;
  const word: Word = { kind, code, source, message, seq, receivedAt: receivedAt.getTime(), ...time };
  let known = parts.knowledge.known.get(documentKey(word)) ?? { changedAt: null, words: [] };
  for (let attempt = 1; ; attempt++) {
    const newer = offered.evenIfOlder ? null : newerThan(word, known);
    if (newer !== null) return { kind: 'superseded', made, detail: newer };
    try {
      const broken = await puts[kind](parts, callOf(sender, word, known, offered), code, content);
      if (broken !== null) return contractBroken(kind, broken);
      if (!offered.evenIfOlder) parts.knowledge.put.push(word);
      return { kind: 'accepted', made };
    } catch (error) {
      // Somebody changed it meanwhile: what is known by now may be newer.
      const isChanged = error instanceof ProblemError && error.problem.code === 'document_changed';
      if (!isChanged) throw error;
      if (attempt === attemptsMax) return { kind: 'later', detail: `The ${made} is being changed by others.` };
      known = (await readKnown(parts.pool, [word])).known.get(documentKey(word)) ?? known;
    }
  }
}

/** Each was lost to somebody who changed the same document in the same moment. */
const attemptsMax = 10;

/** It is to find what it was judged by; put by a person's decision it is that person's word. */
function callOf(sender: Sender, word: Word, { changedAt }: Known, { evenIfOlder }: Offered): Call {
  if (evenIfOlder) return { sender, headers: {}, query: {} };
  const headers = changedAt === null ? { 'if-none-match': '*' } : { 'if-match': '*' };
  return { sender: { ...sender, word }, headers, query: {} };
}
