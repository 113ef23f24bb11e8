// Releases: taken or refused, queued for the site's next wave, cancelled while nothing is packed.
import { causeOf } from '../system/desk.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent } from '../system/message.ts';
import { flag, list, optionalText, text, Unreadable, whole } from '../system/read.ts';
import type { Fields } from '../system/read.ts';
import { minuteMs, nextStep } from '../system/time.ts';
import { tellShipment } from './shipments.ts';
import { commitLine, putBack, readWanted } from './shelves.ts';
import type { Release, ReleaseLine, Shipment, WmsDesk, WmsOptions, WmsState } from './state.ts';

const waveEveryMs = 30 * minuteMs;

export function takeRelease(desk: WmsDesk, state: WmsState, event: CloudEvent): void {
  const { data } = event;
  const id = text(data, 'release');
  const known = state.releases.get(id);
  // What was refused is looked at anew; what was taken is only told again.
  if (known !== undefined && known.stage !== 'refused') {
    known.cause = causeOf(event);
    return tell(desk, state, known);
  }
  const release: Release = {
    release: id,
    order: text(data, 'order'),
    site: text(data, 'site'),
    priority: data['priority'] === undefined ? 5 : whole(data, 'priority'),
    promisedFor: optionalText(data, 'promisedFor') ?? '9999-12-31',
    expedite: flag(data, 'expedite'),
    takenAt: desk.now,
    lines: list(data, 'lines').map((line) => readLine(desk, line)),
    shipments: [],
    cause: causeOf(event),
    stage: 'open',
    reason: null,
    wave: null,
  };
  const reason = obstacle(desk, state, release);
  state.releases.set(id, release);
  retire(
    state.releases,
    recordsMax,
    ({ stage }) => stage !== 'open',
    (dropped) => letGo(desk, state, dropped),
  );
  if (reason === null) enqueue(desk, state, release);
  else Object.assign(release, { stage: 'refused', reason });
  tell(desk, state, release);
}

/** Asked how it stands, it tells what it knows; of what never came it knows nothing, and a reminder has no lines. */
export function remind(desk: WmsDesk, state: WmsState, event: CloudEvent): void {
  const release = state.releases.get(text(event.data, 'release'));
  if (release === undefined) return;
  release.cause = causeOf(event);
  tell(desk, state, release);
}

function readLine(desk: WmsDesk, line: Fields): ReleaseLine {
  const wanted = readWanted(desk, line);
  const substitutes = line['substitutes'] === undefined ? [] : line['substitutes'];
  if (!Array.isArray(substitutes)) throw new Unreadable('substitutes is not a list');
  return { ...wanted, substitutes: substitutes.map(String), isWaiting: true };
}

function obstacle(desk: WmsDesk, state: WmsState, release: Release): string | null {
  if (state.unwanted.has(release.release)) return 'cancelled before it came';
  if (!desk.market.sites.has(release.site)) return 'site is not known';
  const stranger = release.lines.find(({ item }) => !desk.market.items.has(item));
  return stranger === undefined ? desk.refusal() : `item ${stranger.item} is not known`.slice(0, 64);
}

function enqueue(desk: WmsDesk, state: WmsState, release: Release): void {
  const queue = state.queues.get(release.site) ?? [];
  state.queues.set(release.site, queue);
  if (queue.length === 0) planWave(desk, release.site);
  queue.push(release.release);
  for (const line of release.lines) commitLine(desk, state, release.site, line, 1);
}

function planWave(desk: WmsDesk, site: string): void {
  desk.schedule({ kind: 'wave', site }, nextStep(desk.now, waveEveryMs));
}

/** As many lines as the site can pick until the next wave, most urgent first; the rest of a release may follow later. */
export function wave(desk: WmsDesk, state: WmsState, site: string, options: WmsOptions): void {
  const queue = (state.queues.get(site) ?? [])
    .map((id) => state.releases.get(id))
    .filter((release) => release !== undefined)
    .toSorted(byUrgency);
  const number = desk.nextNumber(`WAVE-${site}`);
  let left = linesPerWave(desk, site, options);
  for (const release of queue) {
    const lines = release.lines.filter(({ isWaiting }) => isWaiting).slice(0, left);
    if (lines.length === 0) continue;
    left -= lines.length;
    release.wave = number;
    startShipment(desk, state, release, lines);
  }
  const waiting = queue.filter(({ lines }) => lines.some(({ isWaiting }) => isWaiting));
  state.queues.set(
    site,
    waiting.map(({ release }) => release),
  );
  if (waiting.length > 0) planWave(desk, site);
}

function byUrgency(first: Release, second: Release): number {
  return (
    Number(second.expedite) - Number(first.expedite) ||
    first.promisedFor.localeCompare(second.promisedFor) ||
    second.priority - first.priority ||
    first.takenAt - second.takenAt
  );
}

export function linesPerHour(desk: WmsDesk, site: string, options: WmsOptions): number {
  const byRank = [...desk.market.sites.values()].toSorted((first, second) => (first.rank ?? 0) - (second.rank ?? 0));
  const place = byRank.findIndex(({ code }) => code === site);
  return options.linesPerHour[site] ?? [120, 60][place] ?? 30;
}

function linesPerWave(desk: WmsDesk, site: string, options: WmsOptions): number {
  const lines = (linesPerHour(desk, site, options) * waveEveryMs) / (60 * minuteMs);
  const where = desk.word('congestion', 'site');
  if (!desk.isOn('congestion') || (where !== '' && where !== site)) return Math.floor(lines);
  const share = desk.setting('congestion', 'capacity');
  return share === 0 ? 0 : Math.max(1, Math.floor(lines * share));
}

function startShipment(desk: WmsDesk, state: WmsState, release: Release, lines: readonly ReleaseLine[]): void {
  const shipment: Shipment = {
    shipment: desk.nextNumber(`SH-${release.site}`),
    part: `${release.release} ${release.shipments.length + 1}`,
    release: release.release,
    order: release.order,
    site: release.site,
    lines,
    stage: 'picking',
    picked: [],
    taken: [],
    packages: [],
    collection: null,
    isLast: false,
  };
  for (const line of lines) line.isWaiting = false;
  release.shipments.push(shipment.shipment);
  state.shipments.set(shipment.shipment, shipment);
  retire(state.shipments, recordsMax, ({ stage }) => stage === 'left' || stage === 'empty' || stage === 'returned');
  const minutes = desk.whole(`picking ${shipment.part}`, 4, 15) + 2 * lines.length;
  desk.schedule({ kind: 'pick', shipment: shipment.shipment }, desk.now + minutes * minuteMs);
}

export function cancelRelease(desk: WmsDesk, state: WmsState, event: CloudEvent): void {
  const { data } = event;
  const [id, order, site] = [text(data, 'release'), text(data, 'order'), text(data, 'site')];
  const about = { order, release: id, site };
  const release = state.releases.get(id);
  const cause = causeOf(event);
  const shipments = (release?.shipments ?? [])
    .map((number) => state.shipments.get(number))
    .filter((shipment) => shipment !== undefined);
  const late = shipments.find(({ stage }) => stage === 'packed' || stage === 'left');
  const afterMs = desk.whole(`cancelling ${id}`, 1, 6) * minuteMs;
  if (late !== undefined) {
    const reason = late.stage === 'left' ? 'the goods have left' : 'the goods are packed';
    return desk.report({ type: 'release.cancel_refused', about: order, data: { ...about, reason }, cause, afterMs });
  }
  if (release === undefined) {
    state.unwanted.set(id, true);
    retire(state.unwanted, recordsMax, () => true);
  } else if (release.stage === 'open') cancelOpen(desk, state, release, shipments);
  desk.report({ type: 'release.cancelled', about: order, data: about, cause, afterMs });
}

function cancelOpen(desk: WmsDesk, state: WmsState, release: Release, shipments: readonly Shipment[]): void {
  release.stage = 'cancelled';
  const picking = shipments.filter(({ stage }) => stage === 'picking').flatMap(({ lines }) => lines);
  for (const line of picking) commitLine(desk, state, release.site, line, -1);
  letGo(desk, state, release);
  for (const shipment of shipments) {
    if (shipment.stage !== 'empty') shipment.stage = 'returned';
    putBack(desk, state, release.site, shipment.taken);
    shipment.taken = [];
  }
}

/** What waits for a wave has no claim on the stock any more. */
function letGo(desk: WmsDesk, state: WmsState, { site, lines }: Release): void {
  for (const line of lines) {
    if (line.isWaiting) commitLine(desk, state, site, line, -1);
    line.isWaiting = false;
  }
}

/** Says how it stands: once when it comes, and again whenever it is asked again. */
function tell(desk: WmsDesk, state: WmsState, release: Release): void {
  const { order, site, cause, stage, reason } = release;
  const about = { order, release: release.release, site };
  const afterMs = desk.whole(`answering ${release.release}`, 1, 5) * minuteMs;
  if (stage === 'refused')
    return desk.report({ type: 'release.refused', about: order, data: { ...about, reason }, cause, afterMs });
  if (stage === 'cancelled')
    return desk.report({ type: 'release.cancelled', about: order, data: about, cause, afterMs });
  const wave = release.wave === null ? {} : { wave: release.wave };
  desk.report({ type: 'release.accepted', about: order, data: { ...about, ...wave }, cause, afterMs });
  for (const number of release.shipments) {
    const shipment = state.shipments.get(number);
    if (shipment !== undefined) tellShipment(desk, state, shipment);
  }
}
