// A system that pushes signed events and takes signed events: `hook` and `webhook`, by Standard Webhooks both ways.
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { startReceiver } from '#connectors/webhook/receiver.testsuite.ts';
import { prove } from './proof.testsuite.ts';
import { lostAnswers, networkTroubles, requestTroubles } from './troubles.testsuite.ts';
import { toldTypes } from './words.testsuite.ts';
import type { Report } from './words.testsuite.ts';

const key = Buffer.alloc(24, 5);
const secret = `whsec_${key.toString('base64')}`;

prove({
  name: 'webhooks',
  seed: 20_260_501,
  async make(node, random) {
    await using stack = new AsyncDisposableStack();
    const receiver = stack.use(await startReceiver());
    const inwards = stack.use(await startFaultProxy({ port: node.port }));
    const outwards = stack.use(await startFaultProxy({ port: Number(new URL(receiver.url).port) }));
    const owner = 'Proof';
    const kept = stack.move();
    return {
      connections: {
        wms: {
          kind: 'hook',
          owner,
          settings: { proof: { kind: 'standard_webhooks' } },
          streams: [{ name: 'reports', settings: { as: 'cloud_events' } }],
          rights: { role: 'warehouse', sources: ['/wms'] },
          credentials: { secret },
        },
        shop: {
          kind: 'webhook',
          owner,
          types: toldTypes,
          settings: { url: `http://127.0.0.1:${outwards.port}/hooks` },
          limits: { timeoutMs: 1_000 },
        },
      },
      troubles: [inwards, outwards].map((proxy) => [...networkTroubles(proxy, random), ...requestTroubles(proxy)]),
      killedIn: lostAnswers([inwards, outwards]),
      killedOver: ['shop'],
      async send(report) {
        // Told again now and then although it was taken: senders do that.
        const times = random.chance(0.2) ? 2 : 1;
        for (let taken = 0; taken < times; await wait(50)) if (await isTaken(inwards.port, report)) taken += 1;
      },
      effects: () => {
        const ids = new Set(receiver.received.map(({ id }) => id));
        return Promise.resolve([...ids].map((id) => ({ connection: 'shop', id })));
      },
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    };
  },
});

/** One attempt of a sender that follows the standard; it knows nothing of ours. */
async function isTaken(port: number, report: Report): Promise<boolean> {
  const body = JSON.stringify(report);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', key).update(`${report.id}.${timestamp}.${body}`).digest('base64');
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/in/wms/reports`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json',
        'webhook-id': report.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
      signal: AbortSignal.timeout(1_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // It cannot know what became of it: it sends it again.
  }
}
