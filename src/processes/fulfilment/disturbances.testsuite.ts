// Everything that can get in the way of an order, at whatever stage it is.
import assert from 'node:assert/strict';
import { isLive } from '#orders/fulfilment.ts';
import type { Command } from '#processes/message.ts';
import { order } from '#runtime/fulfilment.testsuite.ts';
import type { Submission } from '#runtime/engine.ts';
import { nextSaid, say, tell } from './go-on.testsuite.ts';
import { playedAgain } from './network.testsuite.ts';
import type { Network } from './network.testsuite.ts';
import { cancelled, inHamburg, lamps, shipment, wants } from './stages.testsuite.ts';

export const kinds = ['cancel', 'change', 'duplicate', 'late', 'out of order', 'refused', 'silent', 'crash'] as const;

interface Disturbed {
  readonly kind: (typeof kinds)[number];
  /** What happens, for somebody who looks it up. */
  readonly words: string;
  /** What is left of the network when it lost its memory. */
  readonly happen: (network: Network) => Promise<Network | void>;
}

export const disturbances = {
  cancel: {
    kind: 'cancel',
    words: 'The customer cancels. Warehouses give back what they have.',
    happen: async (network) => {
      await say(network, cancelled);
      await allReleases(network, 'release.cancelled');
    },
  },
  'cancel too late': {
    kind: 'cancel',
    words: 'The customer cancels. The warehouse cannot stop it, and sends the goods.',
    happen: async (network) => {
      await say(network, cancelled);
      await allReleases(network, 'release.cancel_refused');
      await shipRest(network);
    },
  },
  'fewer wanted': {
    kind: 'change',
    words: 'The customer wants three instead of five. Warehouses give back what they have.',
    happen: async (network) => {
      await say(network, wants(network, 3));
      await allReleases(network, 'release.cancelled');
    },
  },
  'fewer wanted too late': {
    kind: 'change',
    words: 'The customer wants three instead of five. The warehouse cannot stop it.',
    happen: async (network) => {
      await say(network, wants(network, 3));
      await allReleases(network, 'release.cancel_refused');
    },
  },
  'more wanted': {
    kind: 'change',
    words: 'The customer wants seven instead of five. Warehouses give back what they have.',
    happen: async (network) => {
      await say(network, wants(network, 7));
      await allReleases(network, 'release.cancelled');
    },
  },
  'later date': {
    kind: 'change',
    words: 'The customer wants the goods on 27 March. Warehouses give back what they have.',
    happen: async (network) => {
      await say(network, { type: 'order.change', id: order, change: { requestedFor: '2026-03-27' } });
      await allReleases(network, 'release.cancelled');
    },
  },
  'told twice': {
    kind: 'duplicate',
    words: 'The last message comes once more, from a sender that has not heard the answer.',
    happen: async (network) => {
      await network.decide(reports(network).at(-1) ?? placed(network));
    },
  },
  'told again': {
    kind: 'duplicate',
    words: 'The last report comes once more, as another message. Where nothing was reported, the order does.',
    happen: async (network) => {
      const { message } = reports(network).at(-1) ?? placed(network);
      const { command, digest } = message;
      if (command.type === 'order.event')
        await say(network, { ...command, event: { ...command.event, id: `${command.event.id}, told again` } });
      // The body is the same: only the id that we gave the order is another.
      else await network.decide(network.message({ ...command, id: 'ord_again' } as Command, { digest }));
    },
  },
  'answered late': {
    kind: 'late',
    words: 'Thirty hours nobody says anything. Then comes what was awaited.',
    happen: async (network) => {
      await network.wait(30);
      const next = nextSaid(network);
      if (next !== null) await say(network, next);
    },
  },
  'late after cancellation': {
    kind: 'late',
    words: 'The customer cancels, warehouses give the goods back. Then they leave after all.',
    happen: async (network) => {
      await disturbances.cancel.happen(network);
      await shipRest(network);
    },
  },
  'out of order': {
    kind: 'out of order',
    words: 'What comes last is heard first: invoiced, delivered, shipped, packed, picked, posted.',
    happen: async (network) => {
      await tell(network, 'invoice.issued', { shipment: 'S1', invoice: 'INV-1' });
      await tell(network, 'shipment.delivered', { shipment: 'S1' });
      await shipRest(network);
      await tell(network, 'shipment.packed', shipment);
      await tell(network, 'shipment.picked', { ...shipment, lines: [lamps(5)] });
      await tell(network, 'issue.posted', { shipment: 'S1', document: 'GI-1' });
    },
  },
  refused: {
    kind: 'refused',
    words: 'Whoever is asked now says no: finance, the warehouse, the carrier, the ERP.',
    happen: async (network) => {
      const { fulfilment } = network.order();
      const [first] = fulfilment.shipments;
      const no = { shipment: 'S1', reason: 'no' };
      if (fulfilment.holds.length > 0) await tell(network, 'credit.refused', { request: 'ord_1-C1', reason: 'no' });
      else if (first === undefined) await tell(network, 'release.refused', { ...inHamburg, reason: 'no' });
      else if (first.state === 'packed') await tell(network, 'transport.refused', no);
      else if (first.invoice.state !== 'open') await tell(network, 'invoice.refused', no);
      else if (first.issue.state !== 'open') await tell(network, 'issue.refused', no);
      else await tell(network, 'release.refused', { ...inHamburg, reason: 'no' });
    },
  },
  'nothing found': {
    kind: 'refused',
    words: 'The warehouse does not find the goods on the shelf.',
    happen: async (network) => {
      await tell(network, 'shipment.picked', { ...shipment, shipment: 'S3', lines: [{ ...lamps(0), short: 5 }] });
    },
  },
  silent: {
    kind: 'silent',
    words: 'Nobody says anything for thirty hours.',
    happen: (network) => network.wait(30),
  },
  crash: {
    kind: 'crash',
    words:
      'The node loses power while it decides the next message, and starts anew from what is stored. The sender sends it again.',
    happen: async (network) => {
      const next = nextSaid(network);
      if (next === null) return playedAgain(network, [1].values());
      const lost = network.message(
        next,
        next.type === 'order.event' ? { claim: { source: next.event.source, id: next.event.id } } : {},
      );
      await network.dies(lost);
      const again = await playedAgain(network, [1].values());
      await again.decide(lost);
      await again.wait(0);
      return again;
    },
  },
} satisfies Record<string, Disturbed>;

export type Disturbance = keyof typeof disturbances;

/** Where the order has a release, warehouses answer; otherwise there is nobody to. */
async function allReleases(network: Network, kind: 'release.cancelled' | 'release.cancel_refused'): Promise<void> {
  for (const { id, site } of network.order().fulfilment.releases.filter(isLive)) {
    const at = { release: id, site };
    if (kind === 'release.cancelled') await tell(network, kind, at);
    else await tell(network, kind, { ...at, reason: 'no' });
  }
}

/** What has not left is shipped, whatever was told before. */
async function shipRest(network: Network): Promise<void> {
  const rest = network.order().fulfilment.releases[0]?.lines[0];
  const quantity = rest === undefined ? 5 : rest.quantity - rest.shipped;
  const partly = rest !== undefined && rest.shipped > 0 && quantity > 0;
  await tell(network, 'shipment.shipped', {
    ...shipment,
    shipment: partly ? 'S2' : 'S1',
    lines: [lamps(quantity === 0 ? 5 : quantity)],
    complete: true,
  });
}

function reports(network: Network): Submission[] {
  return network.played
    .map(({ submission }) => submission)
    .filter(({ message }) => message.command.type === 'order.event');
}

function placed(network: Network): Submission {
  const found = network.played.find(({ submission }) => submission.message.command.type === 'order.place');
  assert(found !== undefined, 'every stage begins with an order');
  return found.submission;
}
