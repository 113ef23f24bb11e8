// Releases: taken or refused, queued for the site's next wave, cancelled while nothing is packed.
import { causeOf } from '../system/tools.ts';
import { recordsMax, retire } from '../system/keep.ts';
import type { CloudEvent } from '../system/message.ts';
import { flag, list, optionalText, text, Unreadable, whole } from '../system/read.ts';
import type { Fields } from '../system/read.ts';
import { minuteMs, nextStep } from '../system/time.ts';
import { tellShipment } from './shipments.ts';
import { commitLine, putBack, readWanted } from './shelves.ts';
import type { Release, ReleaseLine, Shipment, WmsTools, WmsOptions, WmsState } from './state.ts';

const waveEveryMs = 30 * minuteMs;

export function takeRelease(tools: WmsTools, state: WmsState, event: CloudEvent): void {
  const { data } = event;
  const id = text(data, 'release');
  const known = state.releases.get(id);
  // What was refused is looked at anew; what was taken is only told again.
  if (known !== undefined && known.stage !== 'refused') {
    known.cause = causeOf(event);
    return tell(tools, state, known);
  }
  const release: Release = {
    release: id,
    order: text(data, 'order'),
    site: text(data, 'site'),
    priority: data['priority'] === undefined ? 5 : whole(data, 'priority'),
    promisedFor: optionalText(data, 'promisedFor') ?? '9999-12-31',
    expedite: flag(data, 'expedite'),
    takenAt: tools.now,
    lines: list(data, 'lines').map((line) => readLine(tools, line)),
    shipments: [],
    cause: causeOf(event),
    stage: 'open',
    reason: null,
    wave: null,
  };
  const reason = obstacle(tools, state, release);
  state.releases.set(id, release);
  retire(
    state.releases,
    recordsMax,
    ({ stage }) => stage !== 'open',
    (dropped) => letGo(tools, state, dropped),
  );
  if (reason === null) enqueue(tools, state, release);
  else Object.assign(release, { stage: 'refused', reason });
  tell(tools, state, release);
}

/** Asked how it stands, it tells what it knows; of what never came it knows nothing, and a reminder has no lines. */
export function remind(tools: WmsTools, state: WmsState, event: CloudEvent): void {
  const release = state.releases.get(text(event.data, 'release'));
  if (release === undefined) return;
  release.cause = causeOf(event);
  tell(tools, state, release);
}

function readLine(tools: WmsTools, line: Fields): ReleaseLine {
  const wanted = readWanted(tools, line);
  const substitutes = line['substitutes'] === undefined ? [] : line['substitutes'];
  if (!Array.isArray(substitutes)) throw new Unreadable('substitutes is not a list');
  return { ...wanted, substitutes: substitutes.map(String), isWaiting: true };
}

function obstacle(tools: WmsTools, state: WmsState, release: Release): string | null {
  if (state.unwanted.has(release.release)) return 'cancelled before it came';
  if (!tools.market.sites.has(release.site)) return 'site is not known';
  const stranger = release.lines.find(({ item }) => !tools.market.items.has(item));
  return stranger === undefined ? tools.refusal() : `item ${stranger.item} is not known`.slice(0, 64);
}

function enqueue(tools: WmsTools, state: WmsState, release: Release): void {
  const queue = state.queues.get(release.site) ?? [];
  state.queues.set(release.site, queue);
  if (queue.length === 0) planWave(tools, release.site);
  queue.push(release.release);
  for (const line of release.lines) commitLine(tools, state, release.site, line, 1);
}

function planWave(tools: WmsTools, site: string): void {
  tools.schedule({ kind: 'wave', site }, nextStep(tools.now, waveEveryMs));
}

/** As many lines as the site can pick until the next wave, most urgent first; the rest of a release may follow later. */
export function wave(tools: WmsTools, state: WmsState, site: string, options: WmsOptions): void {
  const queue = (state.queues.get(site) ?? [])
    .map((id) => state.releases.get(id))
    .filter((release) => release !== undefined)
    .toSorted(byUrgency);
  const number = tools.nextNumber(`WAVE-${site}`);
  let left = linesPerWave(tools, site, options);
  for (const release of queue) {
    const lines = release.lines.filter(({ isWaiting }) => isWaiting).slice(0, left);
    if (lines.length === 0) continue;
    left -= lines.length;
    release.wave = number;
    startShipment(tools, state, release, lines);
  }
  const waiting = queue.filter(({ lines }) => lines.some(({ isWaiting }) => isWaiting));
  state.queues.set(
    site,
    waiting.map(({ release }) => release),
  );
  if (waiting.length > 0) planWave(tools, site);
}

function byUrgency(first: Release, second: Release): number {
  return (
    Number(second.expedite) - Number(first.expedite) ||
    first.promisedFor.localeCompare(second.promisedFor) ||
    second.priority - first.priority ||
    first.takenAt - second.takenAt
  );
}

export function linesPerHour(tools: WmsTools, site: string, options: WmsOptions): number {
  const byRank = [...tools.market.sites.values()].toSorted((first, second) => (first.rank ?? 0) - (second.rank ?? 0));
  const place = byRank.findIndex(({ code }) => code === site);
  return options.linesPerHour[site] ?? [120, 60][place] ?? 30;
}

function linesPerWave(tools: WmsTools, site: string, options: WmsOptions): number {
  const lines = (linesPerHour(tools, site, options) * waveEveryMs) / (60 * minuteMs);
  const where = tools.word('congestion', 'site');
  if (!tools.isOn('congestion') || (where !== '' && where !== site)) return Math.floor(lines);
  const share = tools.setting('congestion', 'capacity');
  return share === 0 ? 0 : Math.max(1, Math.floor(lines * share));
}

function startShipment(tools: WmsTools, state: WmsState, release: Release, lines: readonly ReleaseLine[]): void {
  const shipment: Shipment = {
    shipment: tools.nextNumber(`SH-${release.site}`),
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
  const minutes = tools.whole(`picking ${shipment.part}`, 4, 15) + 2 * lines.length;
  tools.schedule({ kind: 'pick', shipment: shipment.shipment }, tools.now + minutes * minuteMs);
}

export function cancelRelease(tools: WmsTools, state: WmsState, event: CloudEvent): void {
  const { data } = event;
  const [id, order, site] = [text(data, 'release'), text(data, 'order'), text(data, 'site')];
  const about = { order, release: id, site };
  const release = state.releases.get(id);
  const cause = causeOf(event);
  const shipments = (release?.shipments ?? [])
    .map((number) => state.shipments.get(number))
    .filter((shipment) => shipment !== undefined);
  const late = shipments.find(({ stage }) => stage === 'packed' || stage === 'left');
  const afterMs = tools.whole(`cancelling ${id}`, 1, 6) * minuteMs;
  if (late !== undefined) {
    const reason = late.stage === 'left' ? 'the goods have left' : 'the goods are packed';
    return tools.report({ type: 'release.cancel_refused', about: order, data: { ...about, reason }, cause, afterMs });
  }
  if (release === undefined) {
    state.unwanted.set(id, true);
    retire(state.unwanted, recordsMax, () => true);
  } else if (release.stage === 'open') cancelOpen(tools, state, release, shipments);
  tools.report({ type: 'release.cancelled', about: order, data: about, cause, afterMs });
}

function cancelOpen(tools: WmsTools, state: WmsState, release: Release, shipments: readonly Shipment[]): void {
  release.stage = 'cancelled';
  const picking = shipments.filter(({ stage }) => stage === 'picking').flatMap(({ lines }) => lines);
  for (const line of picking) commitLine(tools, state, release.site, line, -1);
  letGo(tools, state, release);
  for (const shipment of shipments) {
    if (shipment.stage !== 'empty') shipment.stage = 'returned';
    putBack(tools, state, release.site, shipment.taken);
    shipment.taken = [];
  }
}

/** What waits for a wave has no claim on the stock any more. */
function letGo(tools: WmsTools, state: WmsState, { site, lines }: Release): void {
  for (const line of lines) {
    if (line.isWaiting) commitLine(tools, state, site, line, -1);
    line.isWaiting = false;
  }
}

/** Says how it stands: once when it comes, and again whenever it is asked again. */
function tell(tools: WmsTools, state: WmsState, release: Release): void {
  const { order, site, cause, stage, reason } = release;
  const about = { order, release: release.release, site };
  const afterMs = tools.whole(`answering ${release.release}`, 1, 5) * minuteMs;
  if (stage === 'refused')
    return tools.report({ type: 'release.refused', about: order, data: { ...about, reason }, cause, afterMs });
  if (stage === 'cancelled')
    return tools.report({ type: 'release.cancelled', about: order, data: about, cause, afterMs });
  const wave = release.wave === null ? {} : { wave: release.wave };
  tools.report({ type: 'release.accepted', about: order, data: { ...about, ...wave }, cause, afterMs });
  for (const number of release.shipments) {
    const shipment = state.shipments.get(number);
    if (shipment !== undefined) tellShipment(tools, state, shipment);
  }
}
