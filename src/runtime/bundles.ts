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
import { takeBundle } from './bundles-store.ts';
import type { BundleKey, Bundled } from './bundles-store.ts';
import { attemptOf, endedByUs, once } from './deliveries-attempt.ts';
import { drawTokens } from './deliveries-notes.ts';
import { isRepeatable, outcomeOf } from './deliveries-outcome.ts';
import type { Outcome } from './deliveries-outcome.ts';
import { nowhere, settlementOf } from './deliveries-settlement.ts';
import { renew } from './deliveries-store.ts';
import { settle } from './deliveries-settle.ts';
import type { Leased } from './deliveries-store.ts';

export interface BundlesOptions {
  readonly pool: pg.Pool;
  readonly node: string;
  readonly sessions: Sessions;
  readonly writers: Writers;
  readonly leaseMs: number;
  readonly onError: (error: unknown) => void;
}

type Bundling = Operation & { readonly bundle: NonNullable<Operation['bundle']> };

export class Bundles {
  readonly #options: BundlesOptions;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #abort = new AbortController();

  constructor(options: BundlesOptions) {
    this.#options = options;
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
    const { sessions, pool, node, leaseMs } = this.#options;
    let begun = 0;
    for (const code of sessions.codes()) {
      const opened = sessions.get(code);
      if (opened?.session.send === undefined || isResting(opened.connection, Date.now())) continue;
      for (const operation of bundlingOf(opened)) {
        const name = `${code} ${operation.name}`;
        if (this.#underWay.has(name)) continue;
        const key = { connection: code, operation: operation.name };
        const bundled = await takeBundle(pool, node, key, operation.bundle, leaseMs);
        if (bundled === null || bundled.members.length === 0) continue;
        begun += bundled.members.length;
        const sent = this.#send(opened, operation, bundled)
          .catch(this.#options.onError) // The leases lapse, and the same is sent again.
          .finally(() => this.#underWay.delete(name));
        this.#underWay.set(name, sent);
      }
    }
    return begun;
  }

  /** Until nothing is under way any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  giveUp(): void {
    this.#abort.abort();
  }

  async #send(opened: Opened, operation: Operation, bundled: Bundled): Promise<void> {
    const { pool, node, writers, leaseMs, onError } = this.#options;
    const { connection } = opened;
    const held = new AbortController();
    const signal = AbortSignal.any([held.signal, this.#abort.signal]);
    const renewals = setInterval(() => {
      renew(pool, node, bundled.members, leaseMs).then((kept) => {
        if (kept.length < bundled.members.length) held.abort(); // Another node has it by now.
      }, onError);
    }, leaseMs / 3);
    try {
      const number = String(bundled.number);
      const { whole, members, bad } = await makeBundle({ connection, operation, number }, bundled.members, writers);
      const settlements = bad.map(({ member, error }) => settlementOf(member, { state: 'dead', error }, nowhere, true));
      const [first] = members;
      if (whole !== null && first !== undefined) {
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
          traceparent: null,
        };
        const outcome = await this.#attempt(opened, outgoing, members, signal);
        for (const member of members) settlements.push(settlementOf(member, outcome, nowhere, true));
      }
      for (const { seq, state } of settlements)
        if (state === 'dead')
          onError(new Error(`Delivery ${seq} to ${connection.code} is dead: crossdock delivery show ${seq} says why.`));
      await settle(pool, node, settlements);
    } finally {
      clearInterval(renewals);
    }
  }

  async #attempt(
    opened: Opened,
    outgoing: Outgoing,
    members: readonly Leased[],
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { pool, onError } = this.#options;
    const { connection } = opened;
    const { perSecond } = connection.limits;
    if (perSecond !== null) {
      const given = await drawTokens(pool, [{ connection: connection.code, perSecond, wanted: 1 }]);
      if ((given.get(connection.code) ?? 0) < 1) return { state: 'released' };
    }
    const declared = declaredBy(opened.connector, outgoing.settings);
    // What is known of one is known of all: they were sent together, and what was sent before is looked for if it was of any.
    const eldest = members.find(({ lapsed }) => lapsed) ?? members.find(({ attempts }) => attempts > 1) ?? members[0];
    if (eldest === undefined) return { state: 'released' };
    const said = isRepeatable(declared)
      ? await attemptOf(opened, outgoing, signal)
      : await once(opened, outgoing, eldest, signal);
    const sent = endedByUs(said, declared, signal);
    const outcome = outcomeOf(sent, { number: outgoing.attempt, random: Math.random(), declared });
    if (outcome.state === 'gone') {
      const problem = { ...outcome.error, delivery: eldest.seq, at: showInstant(Date.now()) };
      if (await switchOff(pool, connection.code, connection.epoch, problem))
        onError(
          new Error(`Connection ${connection.code} was switched off: ${outcome.error.code}. Its problem says why.`),
        );
    }
    return outcome;
  }
}

function bundlingOf(opened: Opened | undefined): Bundling[] {
  return (opened?.connection.operations ?? []).filter((one): one is Bundling => one.bundle !== undefined);
}
