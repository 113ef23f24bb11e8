// Very many attempts to reserve the same few units, at several nodes at once: as many succeed as there are units.
import { connect } from 'node:net';
import { v7 } from 'uuid';
import { verifyLedger } from '../../src/runtime/verify.ts';
import { openingScarce, sites } from './load.ts';
import { openWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export interface AttemptsOptions extends WorldOptions {
  readonly attempts: number;
  /** Ends before all are made. */
  readonly minutes?: number;
  readonly onProgress?: (done: number) => void;
}

export interface AttemptsReport {
  readonly attempts: number;
  readonly seconds: number;
  readonly succeeded: number;
  readonly givenBack: number;
  readonly refused: number;
  readonly units: number;
  readonly oversold: number;
  readonly violations: readonly string[];
}

const callersPerNode = 48;
const item = 'SCARCE-1';
/** Each caller gives back what it has held longest after so many attempts of its own: what only fills up would be fought for once. */
const givesBackEvery = 8;
/** Fewer than this share of the attempts means that units did not go round, and that nothing was tried. */
const succeededShareMin = 0.05;

export async function attempts(options: AttemptsOptions): Promise<AttemptsReport> {
  await using world = await openWorld(options);
  const units = openingScarce * sites.length;
  const tally: Tally = {
    wanted: options.attempts,
    until: performance.now() + (options.minutes ?? Infinity) * 60_000,
    units,
    sent: 0,
    succeeded: 0,
    givingBack: 0,
    givenBack: 0,
    refused: 0,
    wrong: [],
  };
  const startedAt = performance.now();
  const told = setInterval(() => options.onProgress?.(tally.sent), 500);
  try {
    await Promise.all(
      world.nodes
        .filter((node) => node.takesRequests)
        .flatMap((node) => Array.from({ length: callersPerNode }, () => call(node.port, world.key, tally))),
    );
  } finally {
    clearInterval(told);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return { ...(await resultOf(world, tally)), attempts: tally.sent, seconds: Math.round(seconds) };
}

interface Tally {
  readonly wanted: number;
  readonly until: number;
  readonly units: number;
  sent: number;
  succeeded: number;
  /** Sent, answered or not. */
  givingBack: number;
  givenBack: number;
  refused: number;
  readonly wrong: string[];
}

async function resultOf({ pool }: World, tally: Tally): Promise<Omit<AttemptsReport, 'attempts' | 'seconds'>> {
  const { rows } = await pool.query<{ reserved: number; on_hand: number; pending: number; made: number }>(
    `select (select sum(reserved)::int from balances where item = $1) as reserved, (select sum(on_hand)::int from balances where item = $1) as on_hand,
       (select count(*)::int from reservations where item = $1 and state = 'pending') as pending, (select count(*)::int from reservations where item = $1) as made`,
    [item],
  );
  const { reserved = 0, on_hand: onHand = 0, pending = 0, made = 0 } = rows[0] ?? {};
  const { succeeded, givenBack, units } = tally;
  const live = succeeded - givenBack;
  const enough = Math.floor((tally.sent - units) * succeededShareMin);
  const { violations } = await verifyLedger(pool);
  return {
    succeeded,
    givenBack,
    refused: tally.refused,
    units,
    oversold: Math.max(0, reserved - onHand),
    violations: [
      ...tally.wrong.slice(0, 20),
      ...(succeeded >= enough
        ? []
        : [`${succeeded} of ${tally.sent} attempts succeeded, fewer than ${enough}: units did not go round`]),
      ...(made === succeeded ? [] : [`${succeeded} reservations were acknowledged and ${made} are there`]),
      ...(pending === live && reserved === live
        ? []
        : [`${live} reservations should be alive, ${pending} are, of ${reserved} units`]),
      ...(reserved <= onHand ? [] : [`${reserved} units are reserved of ${onHand}`]),
      ...violations.map(({ check, detail }) => `verify, ${check}: ${detail}`),
    ],
  };
}

/** One request after the other on one connection, some of which give back what others got. */
function call(port: number, key: string, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const held: string[] = [];
    let buffered = '';
    let own = 0;
    let gives = false;
    const send = (): void => {
      const isTurn = !gives && own > 0 && own % givesBackEvery === 0;
      const back = isTurn ? held.shift() : undefined;
      gives = back !== undefined;
      if (back !== undefined) {
        tally.givingBack += 1;
        socket.write(request(`/v1/reservations/${back}/void`, key, '{}'));
        return;
      }
      if (tally.sent >= tally.wanted || performance.now() > tally.until) {
        socket.end();
        resolve();
        return;
      }
      tally.sent += 1;
      own += 1;
      socket.write(
        request('/v1/reservations', key, `{"id":"res_${v7()}","item":"${item}","quantity":1,"expiresInSeconds":86400}`),
      );
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      buffered += chunk;
      const head = buffered.indexOf('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(buffered.slice(0, Math.max(0, head)));
      if (head < 0 || length === null || buffered.length < head + 4 + Number(length[1])) return;
      const status = Number(buffered.slice(9, 12));
      const body = buffered.slice(head + 4);
      buffered = '';
      const id = /"id":"(res_[^"]+)"/.exec(body)?.[1];
      if (gives && status === 200) tally.givenBack += 1;
      else if (!gives && status === 201 && id !== undefined) got(tally, held, id);
      else if (!gives && status === 409) tally.refused += 1;
      else
        tally.wrong.push(`${gives ? 'giving back' : 'reserving'} was answered with ${status}: ${body.slice(0, 300)}`);
      send();
    });
  });
}

/** What callers have and have not begun to give back must be there, at every moment and not only in the end. */
function got(tally: Tally, held: string[], id: string): void {
  held.push(id);
  tally.succeeded += 1;
  const kept = tally.succeeded - tally.givingBack;
  if (kept > tally.units) tally.wrong.push(`callers held ${kept} units at once, of ${tally.units}`);
}

function request(path: string, key: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
