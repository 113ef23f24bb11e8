// Very many attempts to reserve the same few units, at several nodes at once: as many succeed as there are units.
import { connect } from 'node:net';
import { v7 } from 'uuid';
import { verifyLedger } from '../../src/runtime/verify.ts';
import { openingScarce, sites } from './load.ts';
import { openWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export interface AttemptsOptions extends WorldOptions {
  readonly attempts: number;
  readonly onProgress?: (done: number) => void;
}

export interface AttemptsReport {
  readonly attempts: number;
  readonly seconds: number;
  readonly succeeded: number;
  readonly refused: number;
  readonly units: number;
  readonly oversold: number;
  readonly violations: readonly string[];
}

const callersPerNode = 48;
const item = 'SCARCE-1';
/** Units given back and wanted again: a place that only fills up would be asked once only. */
const voidEvery = 3;

export async function attempts(options: AttemptsOptions): Promise<AttemptsReport> {
  await using world = await openWorld(options);
  const units = openingScarce * sites.length;
  const tally: Tally = { sent: 0, succeeded: 0, voided: 0, refused: 0, wanted: options.attempts, wrong: [] };
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
  return { ...(await resultOf(world, tally, units)), attempts: tally.sent, seconds: Math.round(seconds) };
}

interface Tally {
  readonly wanted: number;
  sent: number;
  succeeded: number;
  voided: number;
  refused: number;
  readonly wrong: string[];
}

async function resultOf(
  { pool }: World,
  tally: Tally,
  units: number,
): Promise<Omit<AttemptsReport, 'attempts' | 'seconds'>> {
  const { rows } = await pool.query<{ reserved: number; on_hand: number; pending: number; made: number }>(
    `select (select sum(reserved)::int from balances where item = $1) as reserved, (select sum(on_hand)::int from balances where item = $1) as on_hand,
       (select count(*)::int from reservations where item = $1 and state = 'pending') as pending, (select count(*)::int from reservations where item = $1) as made`,
    [item],
  );
  const { reserved = 0, on_hand: onHand = 0, pending = 0, made = 0 } = rows[0] ?? {};
  const live = tally.succeeded - tally.voided;
  const { violations } = await verifyLedger(pool);
  return {
    succeeded: tally.succeeded,
    refused: tally.refused,
    units,
    oversold: Math.max(0, reserved - onHand),
    violations: [
      ...tally.wrong.slice(0, 20),
      ...(made === tally.succeeded ? [] : [`${tally.succeeded} reservations were acknowledged and ${made} are there`]),
      ...(pending === live && reserved === live
        ? []
        : [`${live} reservations should be alive, ${pending} are, of ${reserved} units`]),
      ...(reserved <= onHand ? [] : [`${reserved} units are reserved of ${onHand}`]),
      ...violations.map(({ check, detail }) => `verify, ${check}: ${detail}`),
    ],
  };
}

/** One request after the other on one connection; every so often what was got is given back. */
function call(port: number, key: string, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let buffered = '';
    let held = '';
    let gives = false;
    const send = (): void => {
      gives = held !== '' && tally.succeeded % voidEvery === 0;
      if (!gives && tally.sent >= tally.wanted) {
        socket.end();
        resolve();
        return;
      }
      if (gives) {
        socket.write(request(`/v1/reservations/${held}/void`, key, '{}'));
        held = '';
        return;
      }
      tally.sent += 1;
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
      if (gives && status === 200) tally.voided += 1;
      else if (!gives && status === 201) {
        tally.succeeded += 1;
        held = /"id":"(res_[^"]+)"/.exec(body)?.[1] ?? '';
      } else if (!gives && status === 409) tally.refused += 1;
      else
        tally.wrong.push(`${gives ? 'giving back' : 'reserving'} was answered with ${status}: ${body.slice(0, 300)}`);
      send();
    });
  });
}

function request(path: string, key: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
