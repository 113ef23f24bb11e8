// Orders over HTTP: placed one by one or in batches, changed, cancelled, listed and told as a timeline.
import type pg from 'pg';
import type { Validator } from '#contracts/validate.ts';
import { may } from '#governance/roles.ts';
import { listExceptions, listOrders } from '#orders/store.ts';
import { viewOrder } from '#orders/view.ts';
import type { OrderView } from '#orders/view.ts';
import type { Engine, Reply } from '#runtime/engine.ts';
import { wordsOf } from '#connections/erased-words.ts';
import { forgetErrors, forgetQuotesOf } from '#connections/erasure.ts';
import { forgetEdits } from '#connections/outbound/letter-store.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Digest } from './digest.ts';
import type { Directory } from './directory.ts';
import { documentInvalid } from './document-invalid.ts';
import * as messages from './messages.ts';
import { faultOfRead, faultProblem, rejectionProblem } from './problems.ts';
import type { Problem } from './problems.ts';
import { submit } from './submit.ts';
import { visibleOrder } from './visible-order.ts';

interface Parts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly digest: Digest;
  readonly validator: Validator;
}

type Names =
  | 'placeOrder'
  | 'placeOrders'
  | 'listOrders'
  | 'listExceptions'
  | 'getOrder'
  | 'changeOrder'
  | 'cancelOrder'
  | 'erasePersonalData';

export function orderHandlers({ engine, pool, directory, digest, validator }: Parts): Handlers<Names> {
  const visible = visibleOrder(pool, directory);

  async function placeOne(sender: Sender, document: unknown, index: number): Promise<object> {
    const checked = validator.validate('order', document);
    if (!checked.ok) return { index, status: 'rejected', problem: documentInvalid(checked.errors) };
    const submission = messages.placeOrder(sender, digest, checked.value, index);
    const { channel, externalId } = checked.value;
    const outcome = await replyOrProblem(engine, submission);
    if ('title' in outcome) return { index, channel, externalId, status: 'rejected', problem: outcome };
    const { answer } = outcome;
    return answer.status === 'refused'
      ? { index, channel, externalId, status: 'rejected', problem: rejectionProblem(answer.rejection) }
      : { index, channel, externalId, status: 'accepted', order: answer.result };
  }

  return {
    async placeOrder({ sender, body }) {
      const submission = messages.placeOrder(sender, digest, body);
      const { result, repeated } = await submit(engine, submission);
      const { id } = result as OrderView; // What order.place answers.
      // The same order sent again without an Idempotency-Key is the order that exists.
      return {
        status: repeated || id === submission.id ? 201 : 200,
        body: result,
        headers: { location: `/v1/orders/${id}` },
      };
    },

    async placeOrders({ sender, body }) {
      return ok({ items: await Promise.all(body.orders.map((document, index) => placeOne(sender, document, index))) });
    },

    async listOrders({ sender, query }) {
      const size = pageSize(query.limit);
      const before = readCursor(query.cursor, ['string']);
      const sites = sitesOf(directory, sender, query.site);
      const filter = {
        status: query.status ?? null,
        channel: query.channel ?? null,
        customer: query.customer ?? null,
        externalId: query.externalId ?? null,
        attention: query.attention ?? null,
      };
      const orders = await listOrders(pool, { ...filter, sites, before: before?.[0] ?? null, limit: size });
      return ok(toPage(orders, size, viewOrder, (order) => [order.id]));
    },

    async listExceptions({ sender, query }) {
      const size = pageSize(query.limit);
      const rows = await listExceptions(pool, {
        sites: sitesOf(directory, sender, query.site),
        owner: query.owner ?? null,
        after: readCursor(query.cursor, ['number', 'string', 'string']),
        limit: size,
      });
      return ok(
        toPage(
          rows,
          size,
          (row) => row,
          (row) => [row.since.getTime(), row.order, row.kind],
        ),
      );
    },

    async getOrder({ sender, path }) {
      const { order, shipTo } = await visible(sender, path.order);
      return ok(may(sender.grant.role, 'personal:read') ? { ...viewOrder(order), shipTo } : viewOrder(order));
    },

    async changeOrder({ sender, path, body }) {
      await visible(sender, path.order);
      return ok((await submit(engine, messages.changeOrder(sender, digest, path.order, body))).result);
    },

    async cancelOrder({ sender, path, body }) {
      await visible(sender, path.order);
      return ok((await submit(engine, messages.cancelOrder(sender, digest, path.order, body))).result);
    },

    async erasePersonalData({ sender, path }) {
      const { shipTo } = await visible(sender, path.order);
      // First, while it is known what to look for. Asked again after a fault in between, it is done all the same.
      await forgetEdits(pool, path.order);
      await forgetQuotesOf(pool, path.order, wordsOf(shipTo));
      const { result } = await submit(engine, messages.eraseParty(sender, digest, path.order));
      // An attempt that began meanwhile had read the address before it went.
      await forgetErrors(pool, path.order);
      return ok(result);
    },
  };
}

/** Sites a list is cut to: the one asked for, if the caller sees it, or all the caller sees. Null means all. */
export function sitesOf(directory: Directory, sender: Sender, site: string | undefined): readonly string[] | null {
  const { scope } = sender.grant;
  if (site === undefined) return directory.visibleSites(scope);
  return directory.sees(scope, site) ? [site] : [];
}

/** One order of a batch that meets a fault is answered with it; the others are not held up. */
async function replyOrProblem(
  engine: Engine,
  submission: ReturnType<typeof messages.placeOrder>,
): Promise<Reply | Problem> {
  try {
    return await engine.submit('bulk', submission);
  } catch (error) {
    const fault = faultOfRead(error);
    if (fault === undefined) throw error;
    return faultProblem(fault);
  }
}
