// How long it takes from the moment another system sends an event until the API answers with it: pushed, signed, stored, worked on,
// committed. Others go on sending meanwhile.
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../load.ts';

export interface VisibleOptions {
  readonly url: string;
  readonly key: string;
  /** Path of the stream, and the secret of its connection. */
  readonly path: string;
  readonly secret: string;
  readonly samples: number;
  /** Events a second that others send meanwhile. */
  readonly perSecond: number;
}

export interface Visible {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
}

export async function visible(options: VisibleOptions): Promise<Visible> {
  const { samples, perSecond } = options;
  let number = 0;
  let isOver = false;
  const others = (async (): Promise<void> => {
    const started = performance.now();
    for (let sent = 0; !isOver; sent++) {
      await push(options, (number += 1), 'I2');
      await sleep(Math.max(0, started + (sent * 1_000) / perSecond - performance.now()));
    }
  })();
  const ages: number[] = [];
  let onHand = await stock(options, 'I1');
  for (let sample = 0; sample < samples; sample++) {
    const started = performance.now();
    await push(options, (number += 1), 'I1');
    onHand += 1;
    while ((await stock(options, 'I1')) < onHand) await sleep(2);
    ages.push(performance.now() - started);
  }
  isOver = true;
  await others;
  ages.sort((one, other) => one - other);
  return { samples, p50Ms: percentile(ages, 0.5), p99Ms: percentile(ages, 0.99), slowestMs: ages.at(-1) ?? Number.NaN };
}

async function push({ url, path, secret }: VisibleOptions, number: number, item: string): Promise<void> {
  const body = JSON.stringify({
    specversion: '1.0',
    id: `pushed-${number}`,
    source: 'bench',
    type: 'crossdock.stock.received.v1',
    time: new Date().toISOString(),
    data: { item, site: 'S1', quantity: 1 },
  });
  const seconds = Math.floor(Date.now() / 1_000);
  const signed = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`push-${number}.${seconds}.${body}`)
    .digest('base64');
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents+json',
      'webhook-id': `push-${number}`,
      'webhook-timestamp': String(seconds),
      'webhook-signature': `v1,${signed}`,
    },
    body,
  });
  if (!answer.ok) throw new Error(`an event was not taken: ${answer.status} ${await answer.text()}`);
}

async function stock({ url, key }: VisibleOptions, item: string): Promise<number> {
  const answer = await fetch(`${url}/v1/stock?item=${item}&site=S1`, { headers: { authorization: `Bearer ${key}` } });
  const { items } = (await answer.json()) as { items: { onHand: number }[] }; // As its description has it.
  return items[0]?.onHand ?? 0;
}
