// An order is named by its id, or by its channel and the id it has there.
import type { OrderView } from '#orders/view.ts';
import { SetupError } from '#postgres/errors.ts';
import { requestAll } from './client.ts';
import type { NodeAddress } from './client.ts';

export async function orderIdOf(node: NodeAddress, name: string): Promise<string> {
  const slash = name.indexOf('/');
  if (slash < 0) return name;
  const channel = encodeURIComponent(name.slice(0, slash));
  const externalId = encodeURIComponent(name.slice(slash + 1));
  const [found] = await requestAll<OrderView>(node, `/v1/orders?channel=${channel}&externalId=${externalId}`);
  if (found === undefined)
    throw new SetupError(
      'order',
      `No order is called ${name}: give channel/external id, or the id that starts with ord_.`,
    );
  return found.id;
}
