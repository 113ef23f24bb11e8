// Sends bundles: several deliveries as one file or message, each settled only when it is there.
import type pg from 'pg';
import { switchOff } from '#connections/connection-store.ts';
import { isResting } from '#connections/model.ts';
import type { Operation } from '#connections/model.ts';
import { makeBundle } from '#connections/outbound/bundle.ts';
import { declaredBy } from '#connections/outbound/prepare.ts';
import type { Writers } from '#connections/outbound/prepare.ts';
import type { Opened, Sessions } from '#connections/sessions.ts';
import type { Outgoing } from '#connectors/connector.ts';
import { eventId } from '#connectors/webhook/event.ts';
import { showInstant } from '#kernel/time.ts';
import type { Tracer } from '#kernel/trace.ts';
import { takeBundle } from './bundles-store.ts';
import type { BundleKey, Bundled } from './bundles-store.ts';
import { attemptOf, endedByUs, once } from './deliveries-attempt.ts';
import { Flights } from './deliveries-flights.ts';
import { drawTokens } from './deliveries-notes.ts';
import { isRepeatable, outcomeOf } from './deliveries-outcome.ts';
import type { DeliveryError, Outcome } from './deliveries-outcome.ts';
import type { Receivers } from './deliveries-receivers.ts';
import { nowhere, settlementOf } from './deliveries-settlement.ts';
import { hurry } from './deliveries-store.ts';
import type { Leased } from './deliveries-store.ts';
import { tracedBundle } from './tracing/traced-bundle.ts';
import type { BundleOutcome } from './tracing/traced-bundle.ts';

export interface BundlesOptions {
  readonly pool: pg.Pool;
  readonly node: string;
  readonly sessions: Sessions;
  readonly writers: Writers;
  readonly receivers: Receivers;
  readonly leaseMs: number;
  readonly tracer?: Tracer | undefined;
  readonly onError: (error: unknown) => void;
  /** Outcomes were written. */
  readonly onSettled: () => Promise<void>;
}

type Bundling = Operation & { readonly bundle: NonNullable<Operation['bundle']> };

export class Bundles {
  readonly #options: BundlesOptions;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Apart from deliveries that go out one by one: a file of hundreds takes no room from them. */
  readonly #flights: Flights;

  constructor(options: BundlesOptions) {
    this.#options = options;
    this.#flights = new Flights(options);
  }

  /** Operations whose deliveries nobody else sends. */
  keys(): BundleKey[] {
    const { sessions } = this.#options;
    return [...sessions.codes()].flatMap((connection) =>
      bundlingOf(sessions.get(connection)).map(({ name }) => ({ connection, operation: name })),
    );
  }

  /** Begins what is due; answers how many deliveries that are. */
  async begin(): Promise<number> {
    const { sessions, pool, node, leaseMs, receivers, onError } = this.#options;
    let begun = 0;
    for (const code of sessions.codes()) {
      const opened = sessions.get(code);
      if (opened?.session.send === undefined || isResting(opened.connection, Date.now())) continue;
      const { perSecond } = opened.connection.limits;
      for (const operation of bundlingOf(opened)) {
        const name = `${code} ${operation.name}`;
        if (this.#underWay.has(name) || receivers.allowed(code, 1) === 0) continue;
        if (perSecond !== null && receivers.mostByRate(code, perSecond) === 0) continue;
        const key = { connection: code, operation: operation.name };
        const bundled = await takeBundle(pool, node, key, operation.bundle, leaseMs);
        if (bundled === null || bundled.members.length === 0) continue;
        begun += bundled.members.length;
        const sent = this.#send(opened, operation, bundled)
          .catch((error: unknown) => {
            onError(error);
            this.#forget(bundled); // The leases lapse, and the same is sent again.
          })
          .finally(() => this.#underWay.delete(name));
        this.#underWay.set(name, sent);
      }
    }
    return begun;
  }

  renewing(): NodeJS.Timeout {
    return this.#flights.renewing();
  }

  /** Until nothing is under way any more, and what came of it is written. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
    await this.#flights.settleNow();
  }

  stop(): void {
    this.#flights.stop();
  }

  giveUp(): void {
    this.#flights.abortAll();
  }

  #forget({ members }: Bundled): void {
    for (const { seq } of members) this.#flights.forgetSeq(seq);
  }

  async #send(opened: Opened, operation: Operation, bundled: Bundled): Promise<void> {
    const { tracer, onError } = this.#options;
    const { members, number } = bundled;
    const { code: connection, kind } = opened.connection;
    const flights = members.map((member) => this.#flights.begin(member));
    // What another node has by now is given up as a whole.
    const signal = AbortSignal.any(flights.map(({ abort }) => abort.signal));
    const of = { connection, kind, operation: operation.name, number, members };
    const outcomes = await tracedBundle(tracer, of, (traceparent) =>
      this.#outcomes(opened, operation, bundled, { signal, traceparent }),
    );
    // A number of which no file was ever sent is that of the next.
    const isUnused =
      outcomes.every(({ outcome }) => outcome.state === 'delivered' && outcome.nothing === true) &&
      members.every(({ attempts, lapsed }) => attempts === 1 && !lapsed);
    const unused = { connection, operation: operation.name, number };
    for (const { member, outcome } of outcomes) {
      const flight = flights.find(({ delivery }) => delivery === member);
      if (flight === undefined || !this.#flights.isOurs(flight)) continue;
      flight.settlement = { ...settlementOf(member, outcome, nowhere, true), ...(isUnused && { unused }) };
      if (outcome.state === 'dead')
        onError(
          new Error(`Delivery ${member.seq} to ${connection} is dead: crossdock delivery show ${member.seq} says why.`),
        );
    }
    this.#flights.settleSoon();
  }

  /** What became of each that is in it. */
  async #outcomes(
    opened: Opened,
    operation: Operation,
    { members: all, number: count }: Bundled,
    { signal, traceparent }: { readonly signal: AbortSignal; readonly traceparent: string | null },
  ): Promise<readonly BundleOutcome[]> {
    const { connection } = opened;
    const number = String(count);
    const made = await makeBundle({ connection, operation, number }, all, this.#options.writers);
    const { whole, members, nothing } = made;
    const outcomes: BundleOutcome[] = [
      ...made.bad.map(({ member, error }): BundleOutcome => ({ member, outcome: { state: 'dead', error } })),
      ...nothing.map((member): BundleOutcome => ({
        member,
        outcome: { state: 'delivered', answer: null, nothing: true },
      })),
    ];
    const [first] = members;
    if (whole === null || first === undefined) return outcomes;
    const outgoing: Outgoing = {
      id: `${eventId(first.turnId, first.ordinal)}-bundle-${number}`,
      operation: operation.name,
      settings: operation.settings,
      lane: operation.name,
      number,
      attempt: Math.max(...members.map(({ attempts }) => attempts)),
      value: whole.value,
      body: whole.written.body,
      mediaType: whole.written.mediaType,
      traceparent,
    };
    const outcome = await this.#attempt(opened, outgoing, members, signal);
    return [...outcomes, ...members.map((member) => ({ member, outcome }))];
  }

  async #attempt(
    opened: Opened,
    outgoing: Outgoing,
    members: readonly Leased[],
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { pool, sessions, receivers } = this.#options;
    const { code, epoch, limits } = opened.connection;
    const { perSecond } = limits;
    if (perSecond !== null) {
      const given = await drawTokens(pool, [{ connection: code, perSecond, wanted: 1 }]);
      if ((given.get(code) ?? 0) < 1) {
        receivers.noteEmpty(code, perSecond);
        return { state: 'released' };
      }
    }
    const declared = declaredBy(opened.connector, outgoing.settings);
    // What is known of one is known of all: they were sent together, and what was sent before is looked for if it was of any.
    const eldest = members.find(({ lapsed }) => lapsed) ?? members.find(({ attempts }) => attempts > 1) ?? members[0];
    if (eldest === undefined) return { state: 'released' };
    const said = isRepeatable(declared)
      ? await attemptOf(opened, outgoing, signal)
      : await once(opened, outgoing, eldest, signal);
    const sent = endedByUs(said, declared, signal);
    // A connection that was changed meanwhile starts afresh.
    if (sessions.get(code)?.connection.epoch === epoch) {
      const isBack = receivers.noteAttempt(code, sent, 'fault' in sent ? sent.fault : null);
      if (isBack) await this.#beside(() => hurry(pool, code));
    }
    const outcome = outcomeOf(sent, { number: outgoing.attempt, random: Math.random(), declared });
    if (outcome.state === 'gone')
      await this.#beside(() => this.#off(opened, { ...outcome.error, delivery: eldest.seq }));
    return outcome;
  }

  async #off({ connection }: Opened, error: DeliveryError & { delivery: number }): Promise<void> {
    const { pool, sessions, onError } = this.#options;
    const { code, epoch } = connection;
    if (!(await switchOff(pool, code, epoch, { ...error, at: showInstant(Date.now()) }))) return;
    await sessions.drop(code);
    onError(
      new Error(`Connection ${code} was switched off (${error.code}): crossdock connection show ${code} says why.`),
    );
  }

  /** What came of the attempt is kept even if this fails, or it would be made once more. */
  async #beside(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

function bundlingOf(opened: Opened | undefined): Bundling[] {
  return (opened?.connection.operations ?? []).filter((one): one is Bundling => one.bundle !== undefined);
}
