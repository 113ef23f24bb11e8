// Drives systems through virtual time: each output goes where it is addressed, at the moment it leaves.
import type { CloudEvent, Input, Output } from '../system/message.ts';
import type { System } from '../system/system.ts';

/** Everything a single system sends until `until`; notices to others are only recorded. */
export function runUntil(system: System, until: number): Output[] {
  const outputs: Output[] = [];
  for (let at = system.nextAt(); at !== null && at <= until; at = system.nextAt()) outputs.push(...system.due(at));
  return outputs;
}

export function take(system: System, event: CloudEvent, now: number): Output[] {
  const handled = system.handle({ kind: 'event', event }, now);
  if (handled.taken !== 'yes') throw new Error(`${system.name} answered ${JSON.stringify(handled)}`);
  return [...handled.outputs];
}

export function switchOn(
  system: System,
  fault: string,
  now: number,
  parameters: Record<string, unknown> = {},
): Output[] {
  return switched(system, { kind: 'fault', fault, on: true, parameters }, now);
}

export function switchOff(system: System, fault: string, now: number): Output[] {
  return switched(system, { kind: 'fault', fault, on: false, parameters: {} }, now);
}

function switched(system: System, input: Input, now: number): Output[] {
  const handled = system.handle(input, now);
  if (handled.taken !== 'yes') throw new Error(`${system.name} answered ${JSON.stringify(handled)}`);
  return [...handled.outputs];
}

export function events(outputs: readonly Output[], type?: string): CloudEvent[] {
  return outputs.flatMap((output) =>
    output.kind === 'event' && (type === undefined || output.body.type === `crossdock.${type}.v1`) ? [output.body] : [],
  );
}

/** The types of the events, without `crossdock.` and `.v1`. */
export function types(outputs: readonly Output[]): string[] {
  return events(outputs).map(({ type }) => type.slice('crossdock.'.length, -'.v1'.length));
}

export interface Crossdock {
  /** What Crossdock sends back to whom, and what it answers to an order. */
  receive: (output: Output) => {
    readonly answer?: Input;
    readonly sends: readonly { readonly to: string; readonly event: CloudEvent }[];
  };
}

/** Runs systems against each other until `until`. Crossdock tries again every ten minutes while a system is down. */
export function runTogether(systems: readonly System[], crossdock: Crossdock, until: number): Output[] {
  const all: Output[] = [];
  const waiting: { at: number; to: string; input: Input }[] = [];
  const byName = new Map<string, System>(systems.map((system) => [system.name, system]));
  for (;;) {
    const times = [...systems.map((system) => system.nextAt()), ...waiting.map(({ at }) => at)].filter(
      (at) => at !== null,
    );
    const now = Math.min(...times);
    if (times.length === 0 || now > until) return all;
    const outputs = systems.flatMap((system) => system.due(now));
    for (const delivery of waiting.splice(0)) {
      if (delivery.at > now) waiting.push(delivery);
      else outputs.push(...deliver(delivery.to, delivery.input, now));
    }
    for (let index = 0; index < outputs.length; index += 1) {
      const output = outputs[index];
      if (output === undefined) break;
      all.push(output);
      if (output.to === 'crossdock') {
        const { answer, sends } = crossdock.receive(output);
        if (answer !== undefined) outputs.push(...deliver('shop', answer, now));
        for (const { to, event } of sends) outputs.push(...deliver(to, { kind: 'event', event }, now));
      } else {
        const from = systems.find((system) => system.name !== output.to)?.name ?? 'erp';
        outputs.push(...deliver(output.to, { kind: 'notice', id: output.id, from, notice: output.body }, now));
      }
    }
  }

  function deliver(to: string, input: Input, now: number): readonly Output[] {
    const system = byName.get(to);
    if (system === undefined) return [];
    const handled = system.handle(input, now);
    if (handled.taken === 'unreadable') throw new Error(`${to}: ${handled.reason} ${JSON.stringify(input)}`);
    if (handled.taken === 'down' || handled.taken === 'unanswered') waiting.push({ at: now + 600_000, to, input });
    return handled.outputs;
  }
}
