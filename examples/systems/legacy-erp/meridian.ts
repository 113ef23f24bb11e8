// Meridian at work. Every few seconds: read what is ready, book, write what came of it. All in one file's time.
import { setTimeout as sleep } from 'node:timers/promises';
import { dayOf, timeOf } from './fields.ts';
import { openFolders } from './folders.ts';
import { customersOf, itemsOf } from './masters.ts';
import { issueGoods, sellAtCounter, takeOrders } from './orders.ts';
import { readCorrections } from './correction-file.ts';
import { readOrders, type Refusal } from './order-file.ts';
import { acknowledgementFile, customerFile, issueFile, itemFile, stockFile } from './outgoing.ts';
import { kinds, loadState, saveState } from './state.ts';

export interface MeridianOptions {
  folder: string;
  seed: number;
  cycleMs: number;
  /** How long a file stays half-written. */
  writeMs: number;
  stockEveryMs: number;
  /** A sale at the counter in every so many cycles, a new price in ten times as many; 0 for never. */
  counterEvery: number;
}

export interface Meridian {
  /** Ends after the cycle it is in. */
  stop: () => Promise<void>;
  /** Ends at once, as by a power cut. */
  crash: () => Promise<void>;
}

const filesACycle = 2;

export function startMeridian(options: MeridianOptions): Meridian {
  const folders = openFolders(options.folder);
  const masters = { items: itemsOf(options.seed), customers: customersOf(options.seed) };
  const state = loadState(folders.stateFile, masters.items);
  const save = (): void => saveState(folders.stateFile, state);
  let stockDue = 0;
  let isStopping = false;
  const cut = new AbortController();
  const nap = new AbortController();

  const begin = (): void => {
    if (state.cycle === 0) {
      const now = Date.now();
      state.outbox.push(
        itemFile(state, masters.items, { now, extent: 'F' }),
        customerFile(state, masters.customers, now),
      );
    } else if (!state.isClosed) {
      // Nobody knows any more what arrived: the last file of each kind again. The stock is read anew, under its old number.
      const queued = new Set(state.outbox.map(({ kind }) => kind));
      for (const kind of kinds) {
        const last = state.last[kind];
        if (last === undefined || queued.has(kind)) continue;
        if (kind === 'BST') state.sequences.BST = last.sequence - 1;
        else state.outbox.push(last);
      }
    }
    state.isClosed = false;
    save();
  };

  /** Books a file of others, or says why not. */
  const take = (name: string, text: string): Refusal | undefined => {
    const isOrders = name.startsWith('SO');
    const result = isOrders ? readOrders(text) : readCorrections(text, masters.items);
    if ('code' in result) return result;
    const kind = isOrders ? 'orders' : 'corrections';
    if (result.sequence <= state.taken[kind])
      return { line: 1, code: 'M412', reason: `sequence ${result.sequence} is not above ${state.taken[kind]}` };
    state.taken[kind] = result.sequence;
    if ('orders' in result) {
      const lines = takeOrders(state, masters, result.orders);
      if (lines.length > 0) state.outbox.push(acknowledgementFile(state, lines, Date.now()));
    } else
      for (const { item, thousandths } of result.corrections)
        state.stock[item] = (state.stock[item] ?? 0) + thousandths;
    return undefined;
  };

  const receive = (): void => {
    for (const name of folders.ready().slice(0, filesACycle)) {
      if (name !== state.unmoved) {
        const text = folders.read(name);
        const refusal =
          text === undefined
            ? { line: 0, code: 'M401', reason: 'marker without a file' }
            : /^S[OC]/.test(name)
              ? take(name, text)
              : { line: 0, code: 'M400', reason: 'the name begins neither with SO nor with SC' };
        if (refusal !== undefined) {
          folders.refuse(name, refusal, `${dayOf(Date.now())};${timeOf(Date.now())}`);
          continue;
        }
        state.unmoved = name;
        save();
      }
      folders.archive(name);
      state.unmoved = null;
      save();
    }
  };

  const cycle = async (): Promise<void> => {
    state.cycle += 1;
    receive();
    const { counterEvery } = options;
    if (counterEvery > 0 && state.cycle % counterEvery === 0) sellAtCounter(state, masters, options.seed);
    const now = Date.now();
    if (counterEvery > 0 && state.cycle % (counterEvery * 10) === 0) {
      const item = masters.items[state.cycle % masters.items.length];
      if (item !== undefined) {
        state.prices[item.number] = Math.ceil((state.prices[item.number] ?? item.cents) * 1.01);
        state.outbox.push(itemFile(state, [item], { now, extent: 'D' }));
      }
    }
    const issues = issueGoods(state, masters);
    if (issues.length > 0) state.outbox.push(issueFile(state, issues, now));
    if (now >= stockDue) {
      stockDue = now + options.stockEveryMs;
      state.outbox.push(stockFile(state, masters.items, now));
    }
    save();
    for (let first = state.outbox[0]; first !== undefined; first = state.outbox[0]) {
      await folders.write(first, { ms: options.writeMs, signal: cut.signal });
      state.outbox.shift();
      state.last[first.kind] = first;
      save();
    }
  };

  const work = async (): Promise<void> => {
    begin();
    while (!isStopping) {
      await cycle();
      await sleep(options.cycleMs, undefined, { signal: AbortSignal.any([nap.signal, cut.signal]) }).catch(ignoreAbort);
    }
    if (cut.signal.aborted) return;
    state.isClosed = true;
    save();
  };
  const working = work().catch(ignoreAbort);

  return {
    stop() {
      isStopping = true;
      nap.abort();
      return working;
    },
    crash() {
      isStopping = true;
      cut.abort();
      return working;
    },
  };
}

/** A wait that was cut short is how both ends come about; anything else is a fault. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}
