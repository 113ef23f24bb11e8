// Sends milestones to subscribers, signed. It tries five times and then gives up: polling is what counts.
import { createHmac, randomUUID } from 'node:crypto';
import type { Subscription } from './ledger.ts';
import type { Milestone } from './milestones.ts';

function signatureOf(secret: string, input: { timestamp: number; body: string }): string {
  const hex = createHmac('sha256', secret).update(`${input.timestamp}.${input.body}`).digest('hex');
  return `t=${input.timestamp},v1=${hex}`;
}

const waitsInSteps = [0, 1, 2, 5, 10];

export interface Push {
  readonly send: (subscriptions: Iterable<Subscription>, milestones: readonly Milestone[], copies: number) => void;
  readonly close: () => void;
}

export function createPush(options: { now: () => number; stepMs: number; log: (line: string) => void }): Push {
  const timers = new Set<NodeJS.Timeout>();
  const closing = new AbortController();

  const attempt = async (subscription: Subscription, body: string): Promise<boolean> => {
    const timestamp = Math.floor(options.now() / 1000);
    try {
      const answer = await fetch(subscription.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-freightline-signature': signatureOf(subscription.secret, { timestamp, body }),
        },
        body,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(5000)]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch (error) {
      options.log(`push to ${subscription.id} failed: ${String(error)}`);
      return false;
    }
  };

  const later = (subscription: Subscription, body: string, tries: number): void => {
    const wait = waitsInSteps[tries];
    if (wait === undefined) return options.log(`push to ${subscription.id} given up`);
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(subscription, body).then((taken) => {
        if (!taken && !closing.signal.aborted) later(subscription, body, tries + 1);
      });
    }, wait * options.stepMs);
    timers.add(timer);
  };

  return {
    send(subscriptions, milestones, copies) {
      if (milestones.length === 0) return;
      for (const subscription of subscriptions) {
        const body = JSON.stringify({ deliveryId: randomUUID(), milestones });
        for (let copy = 0; copy < copies; copy++) later(subscription, body, 0);
      }
    },
    close() {
      closing.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
