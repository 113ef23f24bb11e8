// Crossdock between the systems: what they report becomes messages of turns, what turns write is brought to those who listen, and
// deadlines fire by the virtual clock. Beside it are the people who act where Crossdock asks for somebody.
import type { Command } from '#processes/message.ts';
import type { CloudEvent, Output } from '../../counterparties/system/message.ts';
import { orderId } from '../order-id.ts';
import { startAt } from '../parameters.ts';
import type { Channel } from '../parameters.ts';
import type { Observer } from '../observer.ts';
import type { Integration, Send } from '../stage.ts';
import type { Participant, World } from '../world.ts';
import { checked, opening, startProduct } from './product.ts';
import type { Decided, Product } from './product.ts';
import { makePeople } from './people.ts';

const listening: readonly Exclude<Participant, Channel>[] = ['erp', 'wms', 'carrier', 'finance'];

export interface CrossdockIntegration extends Integration {
  readonly product: Product;
  /** Events that could not be applied and were kept, by code. */
  readonly held: ReadonlyMap<string, number>;
}

export function crossdockIntegration(world: World, observer: Observer, send: Send): CrossdockIntegration {
  let now = startAt;
  const product = startProduct(() => now);
  const people = makePeople(world, observer, product);
  const held = new Map<string, number>();

  /** Brings what a turn wrote to those who listen; what people may have to do is noted for their next round. */
  function bring({ events }: Decided): void {
    for (const event of events) {
      people.hear(event);
      if (event.type === 'crossdock.order.change_refused.v1') observer.undoChange(event.subject ?? '');
      if (event.type === 'crossdock.event.held.v1') {
        const code = String(event.data['code']);
        held.set(code, (held.get(code) ?? 0) + 1);
      }
      for (const to of listening) if (world[to].listensTo.includes(event.type)) send(to, { kind: 'event', event });
      const channel = channelOf(product, event);
      if (channel !== null && world.shops[channel].listensTo.includes(event.type))
        send(channel, { kind: 'event', event });
    }
  }

  async function ask(output: Output & { readonly to: 'crossdock' }, from: Channel): Promise<void> {
    if (output.kind === 'event') return;
    const decided = await product.decide(commandOf(output, now), { actor: `key:${from}` });
    const { answer } = decided;
    // A caller is answered before webhooks leave.
    if (answer.status === 'done') send(from, { kind: 'answer', id: output.id, status: 200, body: answer.result });
    else send(from, { kind: 'answer', id: output.id, status: 409, body: { code: answer.rejection.rejected } });
    bring(decided);
  }

  return {
    product,
    held,
    open: async () => {
      for (const told of opening(world, new Date(startAt).toISOString())) {
        const { answer } = await ('specversion' in told ? product.event(told) : product.decide(told));
        if (answer.status === 'refused') throw new Error(`bug: ${answer.rejection.detail} (${nameOf(told)})`);
      }
    },
    nextAt: () => Math.min(product.nextAt() ?? Infinity, people.nextAt()),
    due: async (at) => {
      now = at;
      for (let commands = product.due(); commands.length > 0; commands = product.due())
        for (const command of commands) bring(await product.decide(command));
      if (people.nextAt() > at) return;
      for (const command of people.round(at, send)) bring(await product.decide(command, { actor: 'key:desk' }));
    },
    take: async (output, from, at) => {
      now = at;
      if (output.kind === 'event') bring(await product.event(output.body));
      else if (from === 'web' || from === 'edi') await ask(output, from);
    },
  };
}

function commandOf(
  output: Exclude<Output & { readonly to: 'crossdock' }, { kind: 'event' }>,
  now: number,
): Parameters<Product['decide']>[0] {
  switch (output.kind) {
    case 'order': {
      const { shipTo, ...document } = checked('order', output.body);
      void shipTo; // Personal data travels beside the message, and nothing here needs it.
      return {
        type: 'order.place',
        id: orderId(document.channel, document.externalId, now),
        document,
        party: null,
      };
    }
    case 'change':
      return { type: 'order.change', id: output.order, change: checked('order-change', output.body) };
    case 'cancel':
      return { type: 'order.cancel', id: output.order, reason: checked('order-cancel', output.body).reason ?? null };
  }
}

function channelOf(product: Product, event: CloudEvent): Channel | null {
  const channel = product.order(event.subject ?? '')?.channel;
  return channel === 'web' || channel === 'edi' ? channel : null;
}

function nameOf(told: Command | CloudEvent): string {
  return 'specversion' in told ? told.id : told.type;
}
