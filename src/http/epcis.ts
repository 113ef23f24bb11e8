// Capture and query of EPCIS events. What is captured is kept as what it is and moves no stock; what is answered is what the sites of
// the key may see.
import type pg from 'pg';
import { printEvent, printQueryResults } from '#gs1/epcis/json-write.ts';
import { readEpcis } from '#gs1/epcis/read.ts';
import type { ReadEpcis } from '#gs1/epcis/read.ts';
import { timeOf } from '#gs1/epcis/values.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import { questionOf, termsAsked } from '#traceability/question.ts';
import type { Question, TermParameterName } from '#traceability/question.ts';
import {
  capture,
  eventOf,
  glnsOfSites,
  listCaptures,
  readCapture,
  readEvents,
  readWords,
} from '#traceability/store.ts';
import type { Behaviour, CaptureJob, Captured } from '#traceability/store.ts';
import { errorOf, sift } from '#traceability/verdicts.ts';
import type { CaptureError } from '#traceability/verdicts.ts';
import type { WordKind } from '#traceability/terms.ts';
import type { Answer, Handlers, Sender } from './call.ts';
import { pageSize, readCursor, writeCursor } from './cursor.ts';
import type { Directory } from './directory.ts';
import type { Query } from './parameters.ts';
import { problem, ProblemError, refuse } from './problems.ts';

type Names =
  | 'listEpcisResources'
  | 'captureEpcis'
  | 'listEpcisCaptures'
  | 'getEpcisCapture'
  | 'captureEpcisEvent'
  | 'queryEpcis'
  | 'getEpcisEvent'
  | 'listEpcisNames'
  | 'listEpcisBelow'
  | 'queryEpcisOf';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
}

const base = '/v1/epcis';
const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'];
const versions = { 'gs1-epcis-version': '2.0', 'gs1-cbv-version': '2.0', 'gs1-epc-format': 'Never_Translates' };
const captureLimits = {
  'gs1-epcis-capture-limit': String(limits.epcisCaptureEventsMax),
  'gs1-epcis-capture-file-size-limit': String(limits.epcisCaptureBytesMax),
};

/** The resources that the standard has above events, by the parameter that asks for the same. EPCs are too many for a list of them. */
const resources = {
  eventTypes: { parameter: 'eventType', words: 'eventType' },
  epcs: { parameter: 'MATCH_anyEPC', words: null },
  bizSteps: { parameter: 'EQ_bizStep', words: 'bizStep' },
  bizLocations: { parameter: 'EQ_bizLocation', words: 'bizLocation' },
  readPoints: { parameter: 'EQ_readPoint', words: 'readPoint' },
  dispositions: { parameter: 'EQ_disposition', words: 'disposition' },
} as const satisfies Readonly<Record<string, { parameter: TermParameterName; words: WordKind | null }>>;

export function epcisHandlers({ pool, directory }: Parts): Handlers<Names> {
  const seen = (sender: Sender): Promise<readonly string[] | null> =>
    glnsOfSites(pool, directory.visibleSites(sender.grant.scope));

  async function keep(sender: Sender, read: Readable, behaviour: Behaviour): Promise<CaptureJob> {
    const glns = await seen(sender);
    const { incoming, errors } = sift(read, glns === null ? null : new Set(glns));
    const captured: Captured = {
      actor: sender.actor,
      behaviour,
      events: read.document.events.length + read.unread.length,
      incoming,
      errors,
      receivedAt: new Date(),
    };
    return capture(pool, captured);
  }

  async function answer(sender: Sender, path: string, query: Asked, question: Question): Promise<Answer> {
    const size = pageSize(query.perPage);
    const rows = await readEvents(pool, question, {
      glns: await seen(sender),
      after: placeAfter(query.nextPageToken, question),
      limit: size,
    });
    const shown = rows.slice(0, size - 1);
    const last = shown.at(-1);
    const isLast = last === undefined || last.found <= shown.length;
    const token = isLast ? null : writeCursor(question.orderBy === 'eventTime' ? [last.at, last.seq] : [last.seq]);
    return document(printQueryResults(shown.map(eventOf), { creationDate: new Date().toISOString() }), {
      ...linkTo(path, query, token),
    });
  }

  return {
    listEpcisResources: () => listed(['capture', 'events', ...Object.keys(resources)], captureLimits),

    async captureEpcis({ sender, body, headers }) {
      const behaviour = behaviourOf(headers['gs1-capture-error-behaviour']);
      const job = await keep(
        sender,
        readable(body, (kind) => kind !== 'query'),
        behaviour,
      );
      return {
        status: 202,
        body: jobView(job),
        headers: { ...versions, location: `${base}/capture/${job.id}`, 'gs1-capture-error-behaviour': behaviour },
      };
    },

    async listEpcisCaptures({ sender, query }) {
      const size = pageSize(query.perPage);
      const before = readCursor(query.nextPageToken, ['number'])?.[0] ?? null;
      const rows = await listCaptures(pool, { actor: actorSeen(sender), before, limit: size });
      const shown = rows.slice(0, size - 1);
      const last = shown.at(-1);
      const token = rows.length < size || last === undefined ? null : writeCursor([last.seq]);
      return listed(shown.map(jobView), linkTo(`${base}/capture`, query, token));
    },

    async getEpcisCapture({ sender, path }) {
      const job = await readCapture(pool, path.capture);
      const actor = actorSeen(sender);
      if (job === undefined || (actor !== null && job.capturedBy !== actor))
        throw epcisRefusal('NoSuchName', refuse('not_found', `No capture has the id ${path.capture}.`));
      return { status: 200, body: jobView(job), headers: versions };
    },

    async captureEpcisEvent({ sender, body }) {
      const read = readable(body, (kind) => kind === 'event');
      const job = await keep(sender, read, 'rollback');
      const [error] = job.errors;
      if (error !== undefined) throw invalid(job.errors, error.detail);
      const [kept] = sift(read, null).incoming;
      if (kept === undefined) throw new Error('an event without an error was not kept');
      return {
        status: 201,
        body: JSON.parse(printEvent(kept.event)) as object,
        headers: { ...versions, location: `${base}/events/${encodeURIComponent(kept.id)}` },
      };
    },

    queryEpcis: ({ sender, query }) => answer(sender, `${base}/events`, query, questionOf(query)),

    async getEpcisEvent({ sender, path }) {
      const question = { ...questionOf({ orderBy: 'recordTime', orderDirection: 'ASC' }), eventIds: [path.event] };
      const page = { glns: await seen(sender), after: null, limit: limits.pageSizeMax };
      const rows = await readEvents(pool, question, page);
      if (rows.length === 0)
        throw epcisRefusal('NoSuchName', refuse('not_found', `No event has the id ${path.event}.`));
      return document(printQueryResults(rows.map(eventOf), { creationDate: new Date().toISOString() }), {});
    },

    async listEpcisNames({ sender, path, query }) {
      const { words } = resourceAt(path.resource);
      if (words === null)
        throw epcisRefusal(
          'Implementation',
          refuse('not_found', `There is no list of ${path.resource}.`, {
            fix: `Ask for one by its id: ${base}/${path.resource}/{id}/events.`,
          }),
        );
      const size = pageSize(query.perPage);
      const after = readCursor(query.nextPageToken, ['string'])?.[0] ?? null;
      const found = await readWords(pool, words, { glns: await seen(sender), after, limit: size });
      const member = found.slice(0, size - 1);
      const last = member.at(-1);
      const token = found.length < size || last === undefined ? null : writeCursor([last]);
      return {
        status: 200,
        body: { '@context': context, type: 'Collection', member },
        headers: { ...versions, ...linkTo(`${base}/${path.resource}`, query, token) },
      };
    },

    listEpcisBelow({ path }) {
      termsOfResource(path.resource, path.value);
      return listed(['events'], {});
    },

    queryEpcisOf({ sender, path, query }) {
      const { resource, value } = path;
      const question = questionOf(query);
      const terms = [...question.terms, termsOfResource(resource, value)];
      const address = `${base}/${resource}/${encodeURIComponent(value)}/events`;
      return answer(sender, address, query, { ...question, terms });
    },
  };
}

type Asked = Query<TermParameterName | 'perPage' | 'nextPageToken' | 'orderBy' | 'orderDirection' | 'EQ_eventID'> &
  Parameters<typeof questionOf>[0];

type Readable = ReadEpcis & { readonly document: NonNullable<ReadEpcis['document']> };

/** What is wrong with the document as a whole refuses it; what is wrong with events is told by the job. */
function readable(body: Buffer, isRight: (kind: Readable['document']['kind']) => boolean): Readable {
  const read = readEpcis(body);
  const { document, faults, faultsMore } = read;
  const ofDocument = document === null ? faults : faults.filter(({ event }) => event === null);
  const [first] = ofDocument;
  if (first !== undefined) throw invalid(ofDocument.map(errorOf), first.detail);
  if (document === null || !isRight(document.kind))
    throw invalid([], `It is ${document === null ? 'nothing' : `a ${document.kind}`}, which is not taken here.`);
  const events = document.events.length + read.unread.length;
  if (events > limits.epcisCaptureEventsMax)
    throw epcisRefusal(
      'CaptureLimitExceeded',
      refuse(
        'body_too_large',
        `The document has ${events} events, and at most ${limits.epcisCaptureEventsMax} are taken.`,
      ),
      captureLimits,
    );
  // Without all faults nobody knows which events have none.
  if (faultsMore > 0) throw invalid(faults.map(errorOf), `It has ${faults.length + faultsMore} faults.`);
  return { ...read, document };
}

const errorsShown = 50;

function invalid(errors: readonly CaptureError[], detail: string): ProblemError {
  const shown = errors.slice(0, errorsShown).map(({ event, place, detail: what, fix }) => {
    const at = event === null ? '' : `Event ${event + 1}: `;
    return { pointer: place ?? '', detail: `${at}${what}`, fix };
  });
  return epcisRefusal('Validation', new ProblemError(problem('epcis_invalid', detail, { errors: shown })));
}

/** The standard names its exceptions in the type of a problem. */
function epcisRefusal(
  exception: 'Validation' | 'NoSuchName' | 'Implementation' | 'CaptureLimitExceeded' | 'QueryParameter',
  { problem: own }: ProblemError,
  headers: Readonly<Record<string, string>> = {},
): ProblemError {
  return new ProblemError({ ...own, type: `epcisException:${exception}Exception` }, headers);
}

function behaviourOf(header: string | string[] | undefined): Behaviour {
  if (header === undefined || header === 'rollback') return 'rollback';
  if (header === 'proceed') return 'proceed';
  const fix = 'Send rollback or proceed, or leave the header out.';
  const errors = [{ parameter: 'GS1-Capture-Error-Behaviour', detail: 'It has an unusable value.', fix }];
  throw epcisRefusal(
    'Validation',
    refuse('parameter_invalid', 'GS1-Capture-Error-Behaviour has an unusable value.', { errors }),
  );
}

/** Null: jobs of everybody. */
function actorSeen({ grant, actor }: Sender): string | null {
  return isUnlimited(grant.scope) ? null : actor;
}

function jobView(job: CaptureJob): object {
  const { id, createdAt, finishedAt, success, behaviour, events, captured, known, errors } = job;
  return {
    captureID: id,
    createdAt,
    finishedAt,
    running: false,
    success,
    captureErrorBehaviour: behaviour,
    events,
    captured,
    known,
    errors: errors.map(({ code, ...error }) => ({
      type: 'epcisException:ValidationException',
      title: code,
      ...error,
    })),
  };
}

function resourceAt(name: string): { readonly parameter: TermParameterName; readonly words: WordKind | null } {
  if (Object.hasOwn(resources, name)) return resources[name as keyof typeof resources];
  throw epcisRefusal(
    'NoSuchName',
    refuse('not_found', `There is no resource ${name}.`, {
      fix: `Use one of: ${Object.keys(resources).join(', ')}.`,
    }),
  );
}

function termsOfResource(resource: string, value: string): readonly string[] {
  const terms = termsAsked(resourceAt(resource).parameter, [value]);
  if (terms !== null) return terms;
  throw epcisRefusal('NoSuchName', refuse('not_found', `${value} is none of ${resource}.`));
}

function placeAfter(
  token: string | undefined,
  { orderBy }: Question,
): { readonly at: string | null; readonly seq: number } | null {
  if (orderBy === 'recordTime') {
    const key = readCursor(token, ['number']);
    return key === null ? null : { at: null, seq: key[0] };
  }
  const key = readCursor(token, ['string', 'number']);
  if (key === null) return null;
  if (timeOf(key[0]) === null) throw refuse('cursor_invalid', 'The page token does not belong to this list.');
  return { at: key[0], seq: key[1] };
}

/** The address of the next page, with all that was asked. */
function linkTo(path: string, query: object, token: string | null): Readonly<Record<string, string>> {
  if (token === null) return {};
  const asked = Object.entries(query).map(([name, value]: [string, unknown]): [string, string] => [
    name,
    Array.isArray(value) ? value.join('|') : String(value),
  ]);
  const parameters = new URLSearchParams({ ...Object.fromEntries(asked), nextPageToken: token });
  return { link: `<${path}?${parameters.toString()}>; rel="next"` };
}

function document(body: string, headers: Readonly<Record<string, string>>): Answer {
  return { status: 200, body, type: 'application/json; charset=utf-8', headers: { ...versions, ...headers } };
}

function listed(items: readonly unknown[], headers: Readonly<Record<string, string>>): Answer {
  return { status: 200, body: [...items], headers: { ...versions, ...headers } };
}
