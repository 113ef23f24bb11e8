// Runs one system on a shortened clock: wakes it when something is due, sends what it says, keeps what it knows.
import { join } from 'node:path';
import { createCarrier } from '../carrier/model.ts';
import { createErp, usualErp } from '../erp/model.ts';
import { createFinance } from '../finance/model.ts';
import { createShop, usualShop } from '../shop/model.ts';
import type { Input, SystemName, Taken } from '../system/message.ts';
import type { Settings, System } from '../system/system.ts';
import { createWms, usualWms } from '../wms/model.ts';
import { makeClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { ConfigProblem, readOptions } from './config.ts';
import type { Config, SystemConfig } from './config.ts';
import { openOutbox } from './outbox.ts';
import type { Outbox } from './outbox.ts';
import { makeSender } from './sender.ts';
import { keepState, readState } from './state-file.ts';
import type { Saved } from './state-file.ts';

export interface Host extends AsyncDisposable {
  readonly system: System;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly secret: string;
  /** `full`: too much waits to be sent, so nothing more is taken. */
  take: (input: Input) => Taken | { readonly taken: 'full' };
}

/** More than a system gives in the seconds that a crash may cost. */
const numbersSkipped = 10_000;
/** When so much waits to be sent, or is kept back, the system takes nothing more and its clock stands still until there is room. */
const waitingMax = 10_000;
const lookAgainMs = 1_000;
/** The longest a timer of Node can wait. */
const sleepMaxMs = 2 ** 31 - 1;

export interface HostOptions {
  readonly log: (line: string) => void;
  /** First pause after a failure to send; left out: a second. */
  readonly pauseMs?: number;
}

export function startHost(name: SystemName, config: Config, { log, pauseMs = 1_000 }: HostOptions): Host {
  const own = config.systems[name];
  if (own === undefined) throw new ConfigProblem(`systems.${name} is missing: describe it in the settings.`);
  const path = config.stateFolder === null ? null : join(config.stateFolder, `${name}.json`);
  const saved = path === null ? null : readState(path, config.seed);
  const real = (): number => Date.now();
  const clock = makeClock({
    virtualStart: saved?.virtualNow ?? real(),
    minutesPerSecond: config.minutesPerSecond,
    real,
  });
  const instance = saved?.instance ?? `${real().toString(36)}-`;
  const system = createNamed(name, own, {
    seed: config.seed,
    network: config.network,
    startAt: clock.now(),
    instance,
    calendar: clock,
    ...(own.source !== null && { source: own.source }),
    ...(saved !== null && { snapshot: saved.snapshot, numbersSkipped: saved.isLast ? 0 : numbersSkipped }),
  });
  const state = (): Omit<Saved, 'isLast'> => ({
    instance,
    seed: config.seed,
    virtualNow: clock.now(),
    waiting: outbox.waiting(),
    snapshot: system.snapshot(),
  });
  const outbox: Outbox = openOutbox({
    send: makeSender({
      crossdock: { ...config.crossdock, key: own.key, inbox: own.inbox },
      from: name,
      systems: config.systems,
    }),
    isUp: () => !system.isDown(),
    answered: (output, { status, body }) => {
      const { taken } = take({ kind: 'answer', id: output.id, status, body });
      return taken === 'yes' || taken === 'repeated';
    },
    changed: () => keeper?.changed(),
    pauseMs,
  });
  const keeper =
    path === null
      ? null
      : keepState(path, { state, failed: (error) => log(`${name}: ${path} was not written: ${String(error)}`) });
  let timer: NodeJS.Timeout | undefined;
  outbox.put(saved?.waiting ?? []);
  if (saved === null) switchFaults();
  wake();

  function switchFaults(): void {
    for (const [fault, parameters] of Object.entries(own?.faults ?? {})) {
      const handled = system.handle({ kind: 'fault', fault, on: true, parameters }, clock.now());
      if (handled.taken === 'unreadable') throw new ConfigProblem(`systems.${name}.faults: ${handled.reason}.`);
      outbox.put(handled.outputs);
    }
  }

  function wake(): void {
    // Step by step: what is late must not leave all at once when there is room for some.
    const now = clock.now();
    for (let at = system.nextAt(); at !== null && at <= now && !isFull(); at = system.nextAt())
      outbox.put(system.due(at));
    arm();
  }

  function isFull(): boolean {
    return outbox.size() + system.withheld() >= waitingMax;
  }

  function arm(): void {
    clearTimeout(timer);
    if (isFull()) {
      clock.stop();
      timer = setTimeout(wake, lookAgainMs);
      return;
    }
    clock.goOn();
    const at = system.nextAt();
    if (at === null) return;
    timer = setTimeout(wake, Math.min(clock.untilMs(at), sleepMaxMs));
  }

  function take(input: Input): ReturnType<Host['take']> {
    if (isFull() && input.kind !== 'fault' && input.kind !== 'answer') return { taken: 'full' };
    const { outputs, ...taken } = system.handle(input, clock.now());
    outbox.put(outputs);
    keeper?.changed();
    arm();
    return taken;
  }

  return {
    system,
    clock,
    outbox,
    secret: own.secret,
    take,
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer);
      await outbox[Symbol.asyncDispose]();
      await keeper?.[Symbol.asyncDispose]();
    },
  };
}

function createNamed(name: SystemName, { options }: SystemConfig, settings: Settings): System {
  const place = `systems.${name}.options`;
  switch (name) {
    case 'erp': {
      const chosen = readOptions(usualErp, options, place);
      if (chosen.issues === 'on_request' || chosen.issues === 'from_reports') return createErp(settings, chosen);
      throw new ConfigProblem(`${place}.issues must be on_request or from_reports.`);
    }
    case 'wms':
      return createWms(settings, readOptions(usualWms, options, place));
    case 'shop':
      return createShop(settings, readOptions(usualShop, options, place));
    case 'carrier':
      readOptions({}, options, place);
      return createCarrier(settings);
    case 'finance':
      readOptions({}, options, place);
      return createFinance(settings);
  }
}
