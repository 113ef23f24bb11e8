// Agreements with partners of EDI over HTTP, and what came and went under them. They concern the whole network, like connections: only
// callers without limits define and see them.
import type pg from 'pg';
import {
  listAgreementChanges,
  listAgreements,
  putAgreement,
  readAgreement,
  removeAgreement,
  settingsOf,
} from '#connections/agreements/agreement-store.ts';
import { agreementOf, problemsOf } from '#connections/agreements/define.ts';
import type { AgreementRequest } from '#connections/agreements/define.ts';
import { listInterchanges, listMissing, listUnknownAnswers } from '#connections/agreements/exchange-store.ts';
import type { InterchangeRow } from '#connections/agreements/exchange-store.ts';
import type { Agreement, AgreementRecord } from '#connections/agreements/model.ts';
import { warningsOf } from '#connections/agreements/surroundings.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { checkCode } from './code.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import { checkUnchanged, etagOf } from './etag.ts';
import { refuse } from './problems.ts';

type Names =
  | 'listAgreements'
  | 'getAgreement'
  | 'putAgreement'
  | 'deleteAgreement'
  | 'checkAgreement'
  | 'listAgreementChanges'
  | 'listInterchanges';

export function agreementHandlers({ pool }: { readonly pool: pg.Pool }): Handlers<Names> {
  const visible = async (sender: Sender, code: string): Promise<AgreementRecord> => {
    const known = isUnlimited(sender.grant.scope) ? await readAgreement(pool, code) : undefined;
    if (known === undefined) throw unknown(code);
    return known;
  };
  return {
    async listAgreements({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string'])?.[0] ?? null;
      const known = isUnlimited(sender.grant.scope) ? await listAgreements(pool, { after, limit: size }) : [];
      return ok(
        toPage(
          known,
          size,
          (one) => one,
          ({ code }) => [code],
        ),
      );
    },

    async getAgreement({ sender, path }) {
      const known = await visible(sender, path.agreement);
      return ok(known, { etag: etagOf(settingsOf(known)) });
    },

    async putAgreement({ sender, path, body, headers }) {
      checkCode('agreement', path.agreement);
      mayChange(sender);
      const agreement = checked(path.agreement, body);
      const put = await putAgreement(pool, agreement, sender.actor, (known, count) => {
        checkUnchanged(headers, known && settingsOf(known));
        if (known === undefined && count >= limits.agreementsMax)
          throw refuse('document_invalid', `There are ${count} agreements, and no more are taken.`);
      });
      if (put.kind === 'overlaps') throw overlapping(put.other);
      const { record, created } = put;
      return {
        status: created ? 201 : 200,
        body: { ...record, warnings: await warningsOf(pool, record) },
        headers: { etag: etagOf(settingsOf(record)) },
      };
    },

    async deleteAgreement({ sender, path, headers }) {
      mayChange(sender);
      const removed = await removeAgreement(pool, path.agreement, sender.actor, (known) =>
        checkUnchanged(headers, settingsOf(known)),
      );
      if (!removed) throw unknown(path.agreement);
      return ok({ code: path.agreement, removed: true });
    },

    async checkAgreement({ sender, path, body }) {
      checkCode('agreement', path.agreement);
      mayChange(sender);
      const agreement = checked(path.agreement, body);
      return ok({ ok: true, warnings: await warningsOf(pool, agreement) });
    },

    async listAgreementChanges({ sender, path, query }) {
      const size = pageSize(query.limit);
      const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
      // Also of one that is gone.
      const changes = isUnlimited(sender.grant.scope)
        ? await listAgreementChanges(pool, path.agreement, { before, limit: size })
        : [];
      return ok(
        toPage(
          changes,
          size,
          ({ before: was, after, changedAt, changedBy }) => ({ before: was, after, changedAt, changedBy }),
          ({ epoch }) => [epoch],
        ),
      );
    },

    async listInterchanges({ sender, path, query }) {
      const { code } = await visible(sender, path.agreement);
      const size = pageSize(query.limit);
      const cursor = readCursor(query.cursor, ['number', 'string']);
      const rows = await listInterchanges(pool, code, {
        direction: query.way ?? null,
        isOpen: query.open ?? false,
        before: cursor === null ? null : { place: cursor[0], control: cursor[1] },
        limit: size,
      });
      const now = Date.now();
      const page = toPage(
        rows,
        size,
        (row) => interchangeView(row, now),
        ({ place, control }) => [place, control],
      );
      return ok({
        ...page,
        missing: await listMissing(pool, code),
        unknownAnswers: await listUnknownAnswers(pool, code),
      });
    },
  };
}

function interchangeView({ place: _place, ...row }: InterchangeRow, now: number): object {
  return { ...row, ageSeconds: Math.max(0, Math.round((now - row.at.getTime()) / 1_000)) };
}

function checked(code: string, body: AgreementRequest): Agreement {
  const agreement = agreementOf(code, body);
  const problems = problemsOf(agreement);
  if (problems.length > 0)
    throw refuse('document_invalid', 'The agreement cannot be put as it is.', { errors: problems });
  return agreement;
}

function mayChange({ grant }: Sender): void {
  if (!isUnlimited(grant.scope))
    throw refuse('scope_too_narrow', 'An agreement concerns every site, and the key is limited to some.');
}

function overlapping(other: string): Error {
  const detail = `Agreement ${other} has the same ids on both sides and the same indicator: an interchange could be meant for either.`;
  const fix = `Change ${other} instead, or make one of them inactive.`;
  return refuse('document_invalid', detail, { errors: [{ pointer: '/theirs', detail, fix }] });
}

function unknown(code: string): Error {
  return refuse('not_found', `No agreement has the code ${code}.`);
}
