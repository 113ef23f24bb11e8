// One line of the table: a disturbance at a stage, what is the case then, and what it comes to when everybody does his part again.
import assert from 'node:assert/strict';
import { balanceOf, counted, foundIn, isSent, nameOf } from '#runtime/scenarios/found.ts';
import { disturbances } from './disturbances.testsuite.ts';
import type { Disturbance } from './disturbances.testsuite.ts';
import { goOn } from './go-on.testsuite.ts';
import {
  everyOrderEndsOrWaits,
  linesAddUp,
  nothingIsAskedTwice,
  unitsAreConserved,
  whatLeftIsBooked,
} from './invariants.testsuite.ts';
import { Network } from './network.testsuite.ts';

import { reach } from './stages.testsuite.ts';
import type { Stage } from './stages.testsuite.ts';

export interface Played {
  readonly network: Network;
  /** The columns of the table, with | between. */
  readonly line: string;
}

export async function cell(stage: Stage, disturbance: Disturbance): Promise<Played> {
  const undisturbed = await new Network().open();
  await reach(undisturbed, stage);
  const before = undisturbed.entries().length;
  const disturbed = await disturbances[disturbance].happen(undisturbed);
  const network = disturbed ?? undisturbed;
  assertSound(network);
  const then = columnsOf(network, before);
  await goOn(network);
  assertSound(network);
  nothingIsAskedTwice(network);
  return { network, line: [...then, ...endOf(network)].join(' | ') };
}

function assertSound(network: Network): void {
  assert.deepEqual(network.bugs, []);
  unitsAreConserved(network);
  linesAddUp(network);
  everyOrderEndsOrWaits(network);
  whatLeftIsBooked(network);
}

function columnsOf(network: Network, before: number): string[] {
  const found = foundIn(network);
  const sent = counted(
    network
      .entries()
      .slice(before)
      .flatMap(({ type }) => (isSent(type) ? [nameOf(type)] : [])),
  );
  const regions =
    found.state === 'closed'
      ? ['closed', '-', '-']
      : found.state.split(' ').map((region) => region.replace(/^\w+:/, ''));
  return [
    found.status,
    ...regions,
    sent.join(', ') || '-',
    factsOf(network),
    stockOf(network),
    found.invoiced,
    found.exceptions.join(', ') || '-',
    counted(network.refusals).join(', ') || '-',
  ];
}

function endOf(network: Network): string[] {
  return [factsOf(network), stockOf(network), foundIn(network).invoiced];
}

function factsOf(network: Network): string {
  return network
    .order()
    .lines.map((line) => [line.reserved, line.backordered, line.issued, line.cancelled].join('/'))
    .join(' ');
}

/** At both sites together. */
function stockOf(network: Network): string {
  const item = network.order().lines[0]?.item ?? '';
  const sites = ['HAM', 'LYO'].map((site) => balanceOf(network, item, site));
  return [0, 1].map((at) => sites.reduce((sum, balance) => sum + (balance[at] ?? 0), 0)).join('/');
}
