// Documents of partners that are written down: the orders they are about are looked up by name, as far as the connection sees them.
import type pg from 'pg';
import type { From, Verdict } from '#connections/inbound/door.ts';
import type { ContractTypes } from '#contracts/generated/contracts.ts';
import { findOrders, ordersAtSites } from '#orders/store.ts';
import type { NamedOrder, OrderName } from '#processes/message.ts';
import { orderName } from '#processes/place-order.ts';
import type { Engine } from '#runtime/engine.ts';
import type { Sender } from './call.ts';
import type { Digest } from './digest.ts';
import type { Directory } from './directory.ts';
import { refused } from './door-verdicts.ts';
import { noteDocument } from './messages.ts';
import { rejectionProblem } from './problems.ts';

interface DocumentParts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly digest: Digest;
  readonly directory: Pick<Directory, 'visibleSites'>;
}

export async function takeDocument(
  { engine, pool, digest, directory }: DocumentParts,
  sender: Sender,
  from: Pick<From, 'code'> & { readonly message: string },
  content: ContractTypes['document-received'],
): Promise<Verdict> {
  const { document, id, partner = null, issuedOn = null, amount = null, items = [], facts = {} } = content;
  const names = new Map(content.orders?.map((name) => [orderName(name.channel, name.externalId), name]));
  const orders = await ordersSeen(pool, [...names.values()], directory.visibleSites(sender.grant.scope));
  for (const { channel, externalId } of orders) names.delete(orderName(channel, externalId));
  const { answer, repeated } = await engine.submit(
    'intake',
    noteDocument(sender, digest, inOneOrder(content), {
      type: 'document.note',
      subject: `${from.code}/${document}/${id}`,
      partner,
      orders,
      unknown: [...names.values()],
      data: { document, id, issuedOn, amount, items, facts, source: from.code, message: from.message },
    }),
  );
  if (answer.status === 'refused') return refused(rejectionProblem(answer.rejection), 'documentReceived');
  return { kind: repeated ? 'duplicate' : 'accepted', made: `${document} ${id}` };
}

/** An order outside of what the connection sees is as unknown to it as one that is not there. */
async function ordersSeen(
  pool: pg.Pool,
  names: readonly OrderName[],
  sites: readonly string[] | null,
): Promise<readonly NamedOrder[]> {
  const found = (await findOrders(pool, names)).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  if (sites === null) return found;
  const ids = found.map(({ id }) => id);
  const seen = await ordersAtSites(pool, ids, sites);
  return found.filter(({ id }) => seen.has(id));
}

/** Whoever writes its fields in another order writes the same document. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, part]) => [name, inOneOrder(part)]));
}
