// The disconnected set-up between the systems: interfaces that run by the clock, and people who make up for what they miss.
import type { CloudEvent, Output } from '../../counterparties/system/message.ts';
import { text } from '../../counterparties/system/read.ts';
import { nextStep } from '../../counterparties/system/time.ts';
import { nextHour, nextRound, nextWorkingHour } from '../calendar.ts';
import { startAt } from '../parameters.ts';
import { makeProcurement } from '../procurement.ts';
import type { Observer } from '../observer.ts';
import type { Integration, Send } from '../stage.ts';
import type { Participant, World } from '../world.ts';
import { makeAvailability } from './availability.ts';
import { billingRun, matchByHand } from './billing.ts';
import { deskRound } from './desk.ts';
import type { Office } from './desk.ts';
import { readFile } from './files.ts';
import { makeSay } from './messages.ts';
import { hearOfCredit, settleWishes, takeOrder, takeWish } from './orders.ts';
import { setUp } from './parameters.ts';
import { releaseBatch } from './releases.ts';
import type { OldState } from './state.ts';

export function disconnectedIntegration(world: World, observer: Observer, send: Send): Integration {
  const state: OldState = { orders: new Map(), shipments: new Map(), blocked: new Map() };
  const availability = makeAvailability(world, state);
  const office: Office = {
    world,
    state,
    observer,
    availability,
    procurement: makeProcurement(world, observer),
    say: makeSay(),
    send,
  };
  /** What warehouses and ERP have said since the last files. */
  let files: CloudEvent[] = [];
  const next = {
    batch: nextStep(startAt, setUp.batchMs),
    release: nextStep(startAt, setUp.releaseMs),
    round: nextRound(startAt),
    billing: nextHour(startAt, setUp.billingHour),
    matching: nextWorkingHour(startAt, setUp.matchingHour),
  };

  function batch(now: number): void {
    for (const event of files.splice(0)) readFile(office, event, now);
    settleWishes(office, now);
  }

  /** Labels are printed by the carrier's own program beside the packing table: that works without anybody. */
  function bookTransport({ data }: CloudEvent): void {
    const id = text(data, 'order');
    const order = state.orders.get(id);
    if (order === undefined) throw new Error(`bug: the ERP has no order ${id}`);
    const { customer, promisedFor, isExpedited: expedite } = order;
    const { release, shipment, site } = data;
    const booking = { order: id, release, shipment, site, customer, promisedFor, expedite };
    send('carrier', office.say('transport.requested', id, booking));
  }

  async function take(output: Output & { readonly to: 'crossdock' }, from: Participant, now: number): Promise<void> {
    if (output.kind === 'event') {
      const event = output.body;
      if (event.type === 'crossdock.shipment.packed.v1') bookTransport(event);
      else if (event.type.startsWith('crossdock.credit.')) hearOfCredit(office, event.type, event.data, now);
      else if (from === 'wms') files.push(event);
    } else if (output.kind === 'order' && (from === 'web' || from === 'edi')) takeOrder(office, output, from, now);
    else if (output.kind !== 'order') takeWish(office, output, now);
  }

  return {
    open: async () => availability.refresh(startAt),
    nextAt: () => Math.min(...Object.values(next)),
    due: async (now) => {
      if (now >= next.batch) {
        next.batch = nextStep(now, setUp.batchMs);
        batch(now);
      }
      if (now >= next.release) {
        next.release = nextStep(now, setUp.releaseMs);
        releaseBatch(office, now);
      }
      // The desk works on what the batch could not send.
      if (now >= next.round) {
        next.round = nextRound(now);
        deskRound(office, now);
      }
      if (now >= next.matching) {
        next.matching = nextWorkingHour(now, setUp.matchingHour);
        matchByHand(office);
      }
      if (now >= next.billing) {
        next.billing = nextHour(now, setUp.billingHour);
        billingRun(office);
      }
      availability.refresh(now);
    },
    take,
  };
}
