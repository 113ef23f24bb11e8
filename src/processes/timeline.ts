// What an order's timeline says of each journal entry: who, in one sentence what, the move of the case and why policies decided as
// they did. Pure: the same entry is always told the same.
import { catalogue } from './catalogue.ts';
import type { SealedEntry } from './entry.ts';
import type { Explained, Told } from './fulfilment/told.ts';
import {
  around,
  heard,
  list,
  money,
  ordinal,
  plain,
  promises,
  reported,
  scaled,
  sentence,
  word,
} from './timeline-words.ts';
import type { Data, Lines } from './timeline-words.ts';

/** `system`: another system reported it. `caller`: somebody asked for it, by the id of the key. `crossdock`: it follows from the process. */
export interface Who {
  readonly kind: 'system' | 'caller' | 'crossdock';
  readonly name: string;
}

export interface TimelineEntry extends SealedEntry {
  readonly who: Who;
  readonly what: string;
  /** Null where the entry does not move the case. */
  readonly case: Pick<Told, 'process' | 'from' | 'to'> | null;
  readonly decisions: readonly {
    /** `order-holds/1` */
    readonly policy: string;
    readonly inputs: Explained['inputs'];
    readonly outputs: readonly Data[];
    readonly rules: readonly { readonly id: string; readonly description: string }[];
  }[];
}

export interface Known {
  readonly lines: Lines;
  /** What a rule of a version of a policy says in words; entries name only its id. */
  readonly ruleOf: (policy: string, id: string) => string | undefined;
}

export function tell(entry: SealedEntry, { lines, ruleOf }: Known): TimelineEntry {
  const { case: told, ...data } = entry.data as Data & { readonly case?: Told }; // As outcome() of the case wrote it.
  const kind = entry.type.replace(/^crossdock\./, '').replace(/\.v\d+$/, '');
  const telling = tellings[kind];
  return {
    ...entry,
    who: whoOf(telling?.by ?? 'caller', entry),
    what: sentence(telling === undefined ? plain(kind) : telling.what(data, { lines, entry })),
    data,
    case:
      told === undefined
        ? null
        : { process: told.process, ...(told.from !== undefined && { from: told.from }), to: told.to },
    decisions: (told?.decisions ?? []).map(({ policy, rules, inputs, output }) => ({
      policy,
      inputs,
      outputs: [output].flat(),
      rules: rules.map((id) => ({ id, description: ruleOf(policy, id) ?? '' })),
    })),
  };
}

/** Versions of policies that an entry quotes. */
export function quotedPolicies({ data }: SealedEntry): readonly string[] {
  const { case: told } = data as { readonly case?: Told }; // As above.
  return (told?.decisions ?? []).map(({ policy }) => policy);
}

function ofInterchange(data: Data): string {
  return `Interchange ${word(data['control'])}`;
}

function whoOf(by: Who['kind'], { actor, data }: SealedEntry): Who {
  if (by === 'crossdock' || actor === 'system') return { kind: 'crossdock', name: 'Crossdock' };
  const source = word(data['eventSource']) || word(data['source']);
  return by === 'system' && source !== '' ? { kind: 'system', name: source } : { kind: 'caller', name: actor };
}

interface Telling {
  readonly by: Who['kind'];
  readonly what: (data: Data, about: { readonly lines: Lines; readonly entry: SealedEntry }) => string;
}

const because = (data: Data): string => around(': ', word(data['reason']));
const release = (data: Data): string => `release ${word(data['release'])}`;
const shipment = (data: Data): string => `shipment ${word(data['shipment'])}`;
const site = (data: Data): string => word(data['site']);
const idOf = (entry: SealedEntry, type: string): string =>
  entry.objects.find((object) => object.type === type)?.id ?? '';

const tellings: Readonly<Record<string, Telling>> = {
  'order.accepted': {
    by: 'caller',
    what: (data, { lines }) =>
      `accepted from ${word(data['channel'])} as ${word(data['externalId'])}: ${scaled(data['lines'], lines, 'ordered')}`,
  },
  'order.promised': { by: 'crossdock', what: (data, { lines }) => `promised: ${promises(data['portions'], lines)}` },
  'order.backordered': {
    by: 'crossdock',
    what: (data, { lines }) =>
      `${around('promised: ', promises(data['portions'], lines), '; ')}waits for stock: ${scaled(data['backordered'], lines)}`,
  },
  'order.allocated': {
    by: 'crossdock',
    what: (data, { lines }) => `goods came, promised: ${promises(data['portions'], lines)}`,
  },
  'order.held': {
    by: 'crossdock',
    what: (data) =>
      `held: ${list(data['holds'])
        .map((hold) => `${word(hold['hold'])}, ${word(hold['ask'])} decides`)
        .join('; ')}`,
  },
  'order.hold_released': {
    by: 'caller',
    what: (data) => `hold ${word(data['hold'])} released${because(data)}`,
  },
  'order.hold_refused': {
    by: 'caller',
    what: (data) => `hold ${word(data['hold'])} refused${because(data)}`,
  },
  'order.books_retried': { by: 'caller', what: (data) => `the books are tried again${because(data)}` },
  'order.transport_retried': { by: 'caller', what: (data) => `a carrier is asked again${because(data)}` },
  'order.recovery_chosen': {
    by: 'caller',
    what: (data) => `chosen: ${plain(data['option'])}${because(data)}`,
  },
  'order.change_asked': {
    by: 'caller',
    what: (data, { lines }) =>
      `a change is asked for${around(': ', reported(data['lines'], lines))}${around(', wanted for ', word(data['requestedFor']))}`,
  },
  'order.changed': {
    by: 'caller',
    what: (data, { lines }) =>
      `changed from ${scaled(data['before'], lines, 'ordered')} to ${scaled(data['after'], lines, 'ordered')}`,
  },
  'order.change_refused': { by: 'crossdock', what: (data) => `the change is refused${because(data)}` },
  'order.cancel_asked': { by: 'caller', what: (data) => `cancellation is asked for${because(data)}` },
  'order.cancelled': {
    by: 'caller',
    what: (data, { lines }) =>
      `cancelled${because(data)}${around('; taken back in all: ', scaled(data['lines'], lines, 'cancelled'))}`,
  },
  'order.expired': {
    by: 'crossdock',
    what: (data, { lines }) => `expired${around('; taken back in all: ', scaled(data['lines'], lines, 'cancelled'))}`,
  },
  'order.clock_rang': {
    by: 'crossdock',
    what: ({ event }) => `time is up: ${heard(catalogue.events[word(event)], event)}`,
  },
  'order.endangered': {
    by: 'crossdock',
    what: (data) =>
      `the promise is in danger: ${plain(data['cause'])}${around(', goods expected on ', word(data['expectedOn']))}`,
  },
  'order.deviated': {
    by: 'crossdock',
    what: ({ event, repeated, severity }) =>
      `${repeated === true ? 'told before' : 'not expected here'} (${word(severity)}): ${heard(catalogue.events[word(event)], event)}`,
  },
  'order.closed': { by: 'crossdock', what: () => 'closed' },
  'edi.acknowledged': {
    by: 'crossdock',
    what: (data) => `${ofInterchange(data)} is acknowledged by ${word(data['partner'])}`,
  },
  'edi.refused': {
    by: 'crossdock',
    what: (data) =>
      `${ofInterchange(data)} is refused by ${word(data['partner'])}${around(': ', word(data['reason']))}`,
  },
  'edi.overdue': {
    by: 'crossdock',
    what: (data) => `${ofInterchange(data)} is not acknowledged by ${word(data['partner'])} in time`,
  },
  'exception.raised': {
    by: 'crossdock',
    what: ({ kind, times, owner }) =>
      `${word(owner)} has to look: ${plain(kind)}${Number(times) > 1 ? `, for the ${ordinal(Number(times))} time` : ''}`,
  },
  'exception.closed': { by: 'crossdock', what: ({ kind }) => `nobody has to look any more: ${plain(kind)}` },
  'exception.settled': {
    by: 'caller',
    what: (data) => `dealt with: ${plain(data['kind'])}${because(data)}`,
  },
  'credit.requested': {
    by: 'crossdock',
    what: (data) => `finance is asked for credit${around(' of ', money(data['amount']))} for ${word(data['customer'])}`,
  },
  'credit.approved': { by: 'system', what: (data) => `credit approved${around(': ', word(data['note']))}` },
  'credit.refused': { by: 'system', what: (data) => `credit refused${because(data)}` },
  'release.requested': {
    by: 'crossdock',
    what: (data, { lines }) =>
      `${site(data)} is asked to send ${reported(data['lines'], lines)}${around(', promised for ', word(data['promisedFor']))}: ${release(data)}`,
  },
  'release.reminded': { by: 'crossdock', what: (data) => `${site(data)} is reminded of ${release(data)}` },
  'release.cancel_requested': {
    by: 'crossdock',
    what: (data) => `${site(data)} is asked to give ${release(data)} back${because(data)}`,
  },
  'release.accepted': {
    by: 'system',
    what: (data) => `${site(data)} accepted ${release(data)}${around(', wave ', word(data['wave']))}`,
  },
  'release.refused': { by: 'system', what: (data) => `${site(data)} refused ${release(data)}${because(data)}` },
  'release.cancelled': { by: 'system', what: (data) => `${site(data)} gave ${release(data)} back` },
  'release.cancel_refused': {
    by: 'system',
    what: (data) => `${site(data)} cannot give ${release(data)} back${because(data)}`,
  },
  'shipment.picked': {
    by: 'system',
    what: (data, { lines }) => {
      const substitutes = list(data['lines']).map((line) => line['substitute'] ?? {});
      const instead = reported(substitutes, lines);
      const missing = around('; not found: ', reported(data['lines'], lines, 'short'));
      return `${site(data)} picked ${shipment(data)}${around(': ', reported(data['lines'], lines))}${missing}${around('; instead: ', instead)}`;
    },
  },
  'shipment.packed': {
    by: 'system',
    what: (data) => {
      const packages = list(data['packages']).length;
      return `${site(data)} packed ${shipment(data)}${packages > 0 ? ` in ${packages} ${packages === 1 ? 'package' : 'packages'}` : ''}`;
    },
  },
  'shipment.shipped': {
    by: 'system',
    what: (data, { lines }) =>
      `${shipment(data)} left ${site(data)}${around(' with ', `${word(data['carrier'])} ${word(data['tracking'])}`.trim())}: ${reported(data['lines'], lines)}`,
  },
  'shipment.delayed': {
    by: 'system',
    what: (data) => `${shipment(data)} will arrive on ${word(data['expectedOn'])}${because(data)}`,
  },
  'shipment.delivered': { by: 'system', what: (data) => `${shipment(data)} arrived` },
  'transport.requested': {
    by: 'crossdock',
    what: (data) =>
      `a carrier is asked to take ${shipment(data)} from ${site(data)}${data['expedite'] === true ? ', faster than usual' : ''}`,
  },
  'transport.reminded': { by: 'crossdock', what: (data) => `the carrier is reminded of ${shipment(data)}` },
  'transport.booked': {
    by: 'system',
    what: (data) =>
      `${word(data['carrier'])} takes ${shipment(data)} as ${word(data['tracking'])}, expected on ${word(data['expectedOn'])}${around(', for ', money(data['cost']))}`,
  },
  'transport.refused': { by: 'system', what: (data) => `the carrier refused ${shipment(data)}${because(data)}` },
  'transfer.requested': {
    by: 'crossdock',
    what: (data, { lines }) =>
      `${word(data['from'])} is asked to send ${reported(data['lines'], lines)} to ${word(data['to'])}`,
  },
  'transfer.cancel_requested': {
    by: 'crossdock',
    what: (data, { lines }) =>
      `${word(data['from'])} is not to send ${reported(data['lines'], lines)} to ${word(data['to'])} any more`,
  },
  'issue.requested': { by: 'crossdock', what: (data) => `the ERP is asked to post the issue of ${shipment(data)}` },
  'issue.posted': {
    by: 'system',
    what: (data) => `the ERP posted the issue of ${shipment(data)} as ${word(data['document'])}`,
  },
  'issue.refused': { by: 'system', what: (data) => `the ERP refused the issue of ${shipment(data)}${because(data)}` },
  'invoice.requested': {
    by: 'crossdock',
    what: (data) => `finance is asked to bill ${shipment(data)}${around(' over ', money(data['amount']))}`,
  },
  'invoice.issued': {
    by: 'system',
    what: (data) =>
      `finance billed ${shipment(data)} with ${word(data['invoice'])}${around(' over ', money(data['amount']))}`,
  },
  'invoice.refused': { by: 'system', what: (data) => `finance refused to bill ${shipment(data)}${because(data)}` },
  'promise.at_risk': {
    by: 'crossdock',
    what: (data) => {
      const ways = list(data['alternatives']).map((way) => {
        const cost = around(' for ', money(way['cost']));
        return `${plain(way['option'])}${around(' on ', word(way['date']))}${cost}${way['recommended'] === true ? ' (proposed)' : ''}`;
      });
      return `the promise${around(' for ', word(data['promisedFor']))} is going to break: ${plain(data['cause'])}${around(', goods expected on ', word(data['expectedOn']))}${around('; possible: ', ways.join(', '))}`;
    },
  },
  'promise.changed': {
    by: 'crossdock',
    what: (data) =>
      `promised for ${word(data['after']) || 'no date'} instead of ${word(data['before']) || 'no date'}: ${plain(data['option'])}`,
  },
  'stock.issued': {
    by: 'system',
    what: (data, { lines, entry }) => {
      const item = idOf(entry, 'item');
      const { scale = 0 } = lines.find((line) => line.item === item) ?? {};
      return `${scaled([{ item, scale, quantity: data['quantity'] }], [])} left ${idOf(entry, 'site')}`;
    },
  },
  'order.goods_arrived': { by: 'crossdock', what: () => 'goods came that the order was promised' },
  'order.goods_deferred': {
    by: 'crossdock',
    what: () => 'its goods went to an order that can leave now; a supply brings others in time',
  },
  'order.goods_under_way': {
    by: 'crossdock',
    what: (data, { lines }) => `on the way from ${word(data['from'])}: ${promises(data['portions'], lines)}`,
  },
  'stock.moved': {
    by: 'system',
    what: (data, { lines, entry }) => {
      const item = idOf(entry, 'item');
      const { scale = 0 } = lines.find((line) => line.item === item) ?? {};
      const to = entry.objects.find(({ qualifier }) => qualifier === 'moved to')?.id ?? '';
      return `${scaled([{ item, scale, quantity: data['quantity'] }], [])} moved from ${idOf(entry, 'site')}${around(' to ', to)}`;
    },
  },
  'order.document_noted': {
    by: 'system',
    what: (data) => {
      const orders = Number(data['orders']);
      const amount = `${around(': ', money(data['amount']))}${orders > 1 ? `, about ${orders} orders` : ''}`;
      return `${word(data['document']).replaceAll('-', ' ')} ${word(data['id'])} came${around(' from ', word(data['partner']))}${amount}`;
    },
  },
  'party.erased': { by: 'caller', what: () => 'name and address were erased' },
  'event.held': {
    by: 'system',
    what: (data) =>
      `the event ${word(data['event'])} of type ${word(data['eventType'])} could not be applied and is held (${word(data['code'])})`,
  },
  'event.replayed': { by: 'caller', what: () => 'the held event was applied after all' },
};
