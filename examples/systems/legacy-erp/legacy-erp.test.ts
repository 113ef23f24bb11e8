// A customer of Meridian: it knows the files and nothing else. It writes its own records, column by column.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { customersOf, itemsOf } from './masters.ts';
import { startMeridian, type Meridian, type MeridianOptions } from './meridian.ts';

const [valve, , , hose] = itemsOf(1);
const locked = itemsOf(1).at(-1);
const [customer] = customersOf(1);
assert.ok(valve && hose && locked && customer);

interface Site {
  folder: string;
  start: (settings?: Partial<MeridianOptions>) => Meridian;
  out: (prefix: string) => string[];
  file: (path: string) => string;
  drop: (name: string, lines: string[], encoding?: 'latin1' | 'utf8') => void;
}

function site(t: TestContext): Site {
  const folder = mkdtempSync(join(tmpdir(), 'meridian-'));
  const running: Meridian[] = [];
  t.after(async () => {
    for (const meridian of running) await meridian.crash();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    start(settings = {}) {
      const quick = { seed: 1, cycleMs: 10, writeMs: 1, stockEveryMs: 3_600_000, counterEvery: 0 };
      const meridian = startMeridian({ folder, ...quick, ...settings });
      running.push(meridian);
      return meridian;
    },
    out: (prefix) =>
      readdirSync(join(folder, 'out'))
        .filter((name) => name.startsWith(prefix) && !name.endsWith('TMP'))
        .toSorted(),
    file: (path) => new TextDecoder('windows-1252').decode(readFileSync(join(folder, path))),
    drop(name, lines, encoding = 'latin1') {
      writeFileSync(join(folder, 'in', `${name}.DAT`), lines.map((line) => `${line}\r\n`).join(''), encoding);
      writeFileSync(join(folder, 'in', `${name}.rdy`), '');
    },
  };
}

async function until(what: string, check: () => boolean): Promise<void> {
  for (let tries = 0; !check(); tries++) {
    assert.ok(tries < 400, `waited for ${what} in vain`);
    await sleep(20);
  }
}

interface Wish {
  reference: string;
  item: string;
  quantity: number;
  unit: string;
  customer?: string;
}

function orders(sequence: number, wishes: Wish[], changes: { total?: number; remark?: string } = {}): string[] {
  const lines = wishes.flatMap(({ reference, item, quantity, unit, customer: buyer = customer?.number ?? '' }) => [
    `K${reference.padEnd(20)}${buyer}12611231261125  ${(changes.remark ?? '').padEnd(30)}`.padEnd(80),
    `P${reference.padEnd(20)}0010${item}${String(quantity * 1000).padStart(11, '0')}${unit.padEnd(3)}000000000`.padEnd(
      80,
    ),
  ]);
  const total = changes.total ?? wishes.reduce((sum, { quantity }) => sum + quantity * 1000, 0);
  const count = String(wishes.length).padStart(7, '0');
  return [
    `HSHOP      ORDERS${String(sequence).padStart(6, '0')}1261123101500001D`.padEnd(80),
    ...lines,
    `T${count}${count}${String(total).padStart(15, '0')}`.padEnd(80),
  ];
}

test('items are written in 80 columns of Windows-1252 with a control total', async (t) => {
  const { start, out, file } = site(t);
  start();
  await until('the items', () => out('ITM').length === 1);
  const lines = file('out/ITM000001.DAT').split('\r\n').slice(0, -1);
  assert.ok(lines.every((line) => line.length === 80));
  const details = lines.filter((line) => line.startsWith('D'));
  const sum = details.reduce((total, line) => total + Number(line.slice(2, 20)), 0);
  assert.equal(lines.at(-1), `T${String(details.length).padStart(7, '0')}${String(sum).padStart(15, '0')}`.padEnd(80));
  assert.ok(lines.some((line) => line.includes('Rohrschelle verzinkt 20–25 mm')));
});

test('an order is confirmed, issued and seen in the stock', async (t) => {
  const { start, out, file, drop, folder } = site(t);
  start({ stockEveryMs: 1 });
  drop('SO000001', orders(1, [{ reference: 'W-1', item: valve.number, quantity: 7, unit: 'ST' }]));
  await until('the goods issue', () => out('GIS').length === 1);
  const [, line = ''] = file('out/OAK000001.DAT').split('\r\n');
  assert.equal(line.slice(1, 21).trimEnd(), 'W-1');
  assert.equal(line.slice(53, 67), '00000007000ST ');
  assert.equal(line.slice(74, 76), '00');
  const [, issue = ''] = file('out/GIS000001.DAT').split('\r\n');
  assert.equal(issue.slice(1, 11), line.slice(21, 31), 'by the number of the acknowledgement');
  const left = `${valve.number};"Kugelhahn ½"" Messing";H01;ST;33,000;0,000`;
  await until('the stock', () => file(`out/${out('BST').at(-1) ?? ''}`).includes(left));
  assert.ok(existsSync(join(folder, 'archive', 'SO000001.DAT')));
  assert.deepEqual(readdirSync(join(folder, 'in')), []);
});

test('an order gets what there is, in whole cartons, or the reason why not', async (t) => {
  const { start, out, file, drop } = site(t);
  start();
  const wish = (reference: string, changes: Partial<Wish>): Wish => ({
    ...{ reference, item: hose.number, quantity: 1, unit: 'M' },
    ...changes,
  });
  drop(
    'SO000001',
    orders(1, [
      wish('carton', { item: valve.number, unit: 'KAR' }),
      wish('part', { quantity: 200 }),
      wish('none left', {}),
      wish('unknown', { item: '0'.repeat(18) }),
      wish('locked', { item: locked.number, unit: 'ST' }),
      wish('unit', { unit: 'KG' }),
      wish('buyer', { customer: '0000000001' }),
      wish('part', {}),
    ]),
  );
  await until('the acknowledgement', () => out('OAK').length === 1);
  const answers = file('out/OAK000001.DAT')
    .split('\r\n')
    .filter((line) => line.startsWith('A'))
    .map((line) => `${line.slice(1, 21).trimEnd()} ${Number(line.slice(53, 64))} ${line.slice(74, 76)}`);
  assert.deepEqual(answers, [
    'carton 0 20',
    'part 115500 10',
    'none left 0 20',
    'unknown 0 90',
    'locked 0 91',
    'unit 0 94',
    'buyer 0 93',
    'part 0 92',
  ]);
});

test('a wrong file goes back whole, with line and reason', async (t) => {
  const { start, out, file, drop, folder } = site(t);
  start();
  const wish = { reference: 'W-1', item: valve.number, quantity: 7, unit: 'ST' };
  const cases: [string, string[], 'latin1' | 'utf8', RegExp][] = [
    ['SO000001', orders(1, [wish], { total: 6000 }), 'latin1', /^00004;M408;control total is 6000, file has 7000/m],
    ['SO000002', orders(2, [wish], { remark: 'eilig für Müller' }), 'utf8', /^00002;M404;record has 82 columns/m],
    ['SO000003', orders(3, [{ ...wish, unit: 'ST1' }]).slice(0, -1), 'latin1', /^00003;M402;/m],
    ['SO000004', orders(4, [{ ...wish, item: 'A'.repeat(18) }]), 'latin1', /^00003;M405;field item, columns 26-43/m],
    ['SC000005', ['K;KORREKTUR;000001;20261123;101500', 'E;1;0,000'], 'latin1', /^00002;M407;/m],
  ];
  for (const [name, lines, encoding] of cases) drop(name, lines, encoding);
  writeFileSync(join(folder, 'in', 'SO000009.rdy'), '');
  await until('the refusals', () => readdirSync(join(folder, 'error')).length === 11);
  for (const [name, , , reason] of cases) assert.match(file(`error/${name}.err`), reason);
  assert.match(file('error/SO000009.err'), /^00000;M401;/m);
  drop('SO000010', orders(4, [wish]));
  await until('the acknowledgement', () => out('OAK').length === 1);
  drop('SO000011', orders(4, [{ ...wish, reference: 'W-2' }]));
  await until('the repetition', () => existsSync(join(folder, 'error', 'SO000011.err')));
  assert.match(file('error/SO000011.err'), /^00001;M412;sequence 4 is not above 4/m);
});

test('a file without its marker is left alone, one half-written has another name', async (t) => {
  const { start, out, drop, folder } = site(t);
  start({ writeMs: 300 });
  drop('SO000001', orders(1, [{ reference: 'W-1', item: valve.number, quantity: 1, unit: 'ST' }]));
  rmSync(join(folder, 'in', 'SO000001.rdy'));
  await until('one half', () => existsSync(join(folder, 'out', 'ITM000001.TMP')));
  assert.deepEqual(out('ITM'), []);
  await until('the customers', () => out('CUS').length === 1);
  assert.deepEqual(readdirSync(join(folder, 'in')), ['SO000001.DAT']);
});

test('corrections are differences; what falls below zero has its sign behind', async (t) => {
  const { start, out, file, drop } = site(t);
  start({ stockEveryMs: 1 });
  drop('SC000001', [
    'K;KORREKTUR;000001;20261123;101500',
    `P;${valve.number};H01;50,000-;ST;BRUCH`,
    `P;${hose.number};H01;0,500;M;INV`,
    'E;2;49,500-',
  ]);
  const seen = (): string => (out('BST').length === 0 ? '' : file(`out/${out('BST').at(-1) ?? ''}`));
  await until('the stock', () => seen().includes(';H01;ST;10,000-;0,000'));
  assert.ok(seen().includes(`${hose.number};Gewebeschlauch Ø 19 mm;H01;M;116,000;0,000`));
});

test('after a power cut the last numbers come again, after an orderly end they do not', async (t) => {
  const { start, out, file, drop, folder } = site(t);
  const first = start();
  drop('SO000001', orders(1, [{ reference: 'W-1', item: valve.number, quantity: 1, unit: 'ST' }]));
  await until('the goods issue', () => out('GIS').length === 1);
  const before = file('out/OAK000001.DAT');
  await sleep(100);
  await first.crash();
  for (const name of readdirSync(join(folder, 'out'))) rmSync(join(folder, 'out', name));
  const second = start();
  await until('the acknowledgement again', () => out('GIS').length === 1 && out('BST').length === 1);
  assert.equal(file('out/OAK000001.DAT'), before);
  assert.deepEqual(out('BST'), ['BST000001.CSV']);
  assert.match(file('out/BST000001.CSV'), /Kugelhahn ½"" Messing";H01;ST;39,000/);
  await second.stop();
  for (const name of readdirSync(join(folder, 'out'))) rmSync(join(folder, 'out', name));
  start();
  await until('the next stock', () => out('BST').length === 1);
  assert.deepEqual(out(''), ['BST000002.CSV']);
});
