// How fast formats read and write, beside the bare library or the engine's own parser in the same run. `node bench/formats.ts`
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { SaxesParser } from 'saxes';
import type { FormatSettings } from '../src/connections/formats/format.ts';
import { formats } from '../src/connections/formats/formats.ts';

const rounds = 3;
const rows = 100_000;
const values = Array.from({ length: rows }, (_, index) => ({
  order: `SO-${100_000 + Math.floor(index / 3)}`,
  item: `BOLT-M${index % 40}`,
  description: index % 10 === 0 ? 'Bolt, "hexagon", zinc' : 'Bolt with hexagon head',
  quantity: String(index % 500),
  price: `${index % 90}.${String(index % 100).padStart(2, '0')}`,
}));
const fields = {
  order: { start: 1, length: 12 },
  item: { start: 13, length: 10 },
  description: { start: 23, length: 30 },
  quantity: { start: 53, length: 7, type: 'number' },
  price: { start: 60, length: 9, type: 'number', decimals: 2 },
};

interface Measured {
  readonly settings: FormatSettings;
  readonly value: unknown;
  readonly library?: { readonly name: string; read(body: Uint8Array): Promise<number> | number };
}

const measured: readonly Measured[] = [
  {
    settings: { name: 'csv' },
    value: values,
    library: {
      name: 'csv-parse',
      async read(body) {
        let count = 0;
        for await (const _ of Readable.from(pieces(body)).pipe(parse({ columns: true }))) count += 1;
        return count;
      },
    },
  },
  {
    settings: { name: 'json', records: '/rows' },
    value: { rows: values },
    library: {
      name: 'JSON.parse',
      read: (body) => (JSON.parse(Buffer.from(body).toString()) as { rows: unknown[] }).rows.length,
    },
  },
  {
    settings: { name: 'ndjson' },
    value: values,
    library: {
      name: 'JSON.parse',
      read: (body) =>
        Buffer.from(body)
          .toString()
          .split('\n')
          .filter((line) => line !== '')
          .map((line): unknown => JSON.parse(line)).length,
    },
  },
  {
    settings: { name: 'xml', records: '/rows/row' },
    value: { rows: { row: values } },
    library: {
      name: 'saxes',
      read(body) {
        let count = 0;
        const parser = new SaxesParser();
        parser.on('opentag', ({ name }) => {
          if (name === 'row') count += 1;
        });
        for (const piece of pieces(body)) parser.write(Buffer.from(piece).toString());
        parser.close();
        return count;
      },
    },
  },
  { settings: { name: 'fixed', records: { '': { fields } } }, value: values },
];

process.stdout.write('format    MB   write MB/s   read MB/s   records/s   bare library\n');
for (const { settings, value, library } of measured) {
  const format = formats.get(settings.name);
  if (format === undefined) throw new Error(`There is no format ${settings.name}.`);
  const { body } = format.write(value, settings);
  const megabytes = body.length / 1e6;
  const writing = await best(() => format.write(value, settings).body.length);
  const reading = await best(async () => {
    let count = 0;
    for await (const { problem } of format.read(pieces(body), settings)) if (problem === undefined) count += 1;
    return checked(count);
  });
  const bare = library === undefined ? undefined : await best(async () => checked(await library.read(body)));
  const beside =
    library === undefined || bare === undefined
      ? ''
      : `${library.name} ${rate(megabytes, bare)} MB/s: ${(bare / reading).toFixed(2)} of it`;
  process.stdout.write(
    `${settings.name.padEnd(7)}${megabytes.toFixed(1).padStart(5)}${rate(megabytes, writing).padStart(13)}${rate(megabytes, reading).padStart(12)}${Math.round(
      (rows / reading) * 1000,
    )
      .toLocaleString('en')
      .padStart(12)}   ${beside}\n`,
  );
}

function* pieces(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536);
}

function checked(count: number): number {
  if (count !== rows) throw new Error(`${count} records were read of ${rows}.`);
  return count;
}

/** The best of a few rounds, in milliseconds: what else the machine does only slows down. */
async function best(run: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    await run();
    least = Math.min(least, performance.now() - from);
  }
  return least;
}

function rate(megabytes: number, milliseconds: number): string {
  return (megabytes / (milliseconds / 1_000)).toFixed(0);
}
