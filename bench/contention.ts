// Many callers for the last units, and an import, on the ledger that was seeded: what tests show on small ledgers is to hold on it too.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const inRepository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const callers = 64;
const unitsAtSite = 5;
/** The first two of the world. */
const sites = ['S01', 'S02'];

export interface Server {
  readonly url: string;
  readonly key: string;
}

export interface LastUnits {
  readonly units: number;
  readonly sold: number;
  /** Sold beyond what there was, or left although somebody was refused. */
  readonly wrong: number;
}

/** In each round as many callers as ever ask at once for units of one item that lie at two sites. */
export async function lastUnits(server: Server, rounds: number): Promise<LastUnits> {
  const run = Date.now();
  const all = { units: 0, sold: 0, wrong: 0 };
  for (let round = 1; round <= rounds; round++) {
    const item = `LAST-${run}-${round}`;
    await send(server, `/v1/items/${item}`, 'PUT', { name: 'The last units', unit: 'each' });
    for (const site of sites)
      await send(server, '/v1/events', 'POST', {
        specversion: '1.0',
        id: `${item}-${site}`,
        source: '/contention',
        type: 'crossdock.stock.received.v1',
        data: { item, site, quantity: unitsAtSite },
      });
    const statuses = await Promise.all(
      Array.from({ length: callers }, (_, caller) =>
        ask(server, '/v1/orders', 'POST', {
          channel: 'contention',
          externalId: `${item}-${caller}`,
          customer: 'C1',
          lines: [{ line: 1, item, quantity: 1 }],
        }).then(({ status }) => status),
      ),
    );
    const sold = statuses.filter((status) => status === 201).length;
    assert.equal(statuses.filter((status) => status === 409).length, callers - sold, `answers: ${statuses.join(' ')}`);
    const units = unitsAtSite * sites.length;
    const { items } = (await send(server, `/v1/stock?item=${item}`, 'GET')) as {
      readonly items: readonly { readonly reserved: number; readonly available: number }[];
    }; // The route's contract.
    const reserved = items.reduce((sum, place) => sum + place.reserved, 0);
    const available = items.reduce((sum, place) => sum + place.available, 0);
    all.units += units;
    all.sold += sold;
    all.wrong += Math.abs(units - sold) + Math.abs(sold - reserved) + Math.abs(units - sold - available);
  }
  return all;
}

export interface Imported {
  readonly lines: number;
  readonly linesPerSecond: number;
}

/** The shipped command, by default on the project's own sample; it compares the ledger with the files itself, and fails where they differ. */
export async function importFiles({ url, key }: Server, home: string, files: readonly string[]): Promise<Imported> {
  const mapping = inRepository('examples/online-retail/mapping.json');
  const given = files.length > 0 ? files : [inRepository('examples/online-retail/sample.csv')];
  const { stdout } = await execute(
    process.execPath,
    [inRepository('src/cli/main.ts'), 'import', '--mapping', mapping, '--url', url, '--json', ...given],
    { env: { ...process.env, CROSSDOCK_HOME: home, CROSSDOCK_KEY: key } },
  );
  const { lines, linesPerSecond } = JSON.parse(stdout) as {
    readonly lines: number;
    readonly linesPerSecond: { readonly total: number };
  }; // As the command documents its report.
  return { lines, linesPerSecond: linesPerSecond.total };
}

async function send(server: Server, path: string, method: string, body?: object): Promise<unknown> {
  const response = await ask(server, path, method, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

function ask({ url, key }: Server, path: string, method: string, body?: object): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
