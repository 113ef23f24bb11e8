// An order by EDI from end to end, over a whole node and folders: 850 in, 997 and 855 out, 940 to the warehouse and 945 back, 856 and
// 810 out, 820 in. The first 855 is refused, an acknowledgement is lost. Customer and warehouse read what they get with its checks, and
// know nothing else of us; ERP and finance answer over the API.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MessageChecks } from '#edi/checks/check.ts';
import { dictionaryOf } from '#edi/dictionaries/load.ts';
import { EdiReader } from '#edi/reader.ts';
import { loadPolicies } from '#policies/load.ts';
import { loadProcesses } from '#statecharts/load.ts';
import { drop, partnerFolder, publish, until } from './example.testsuite.ts';
import { ProofNode } from './node.testsuite.ts';

const example = fileURLToPath(new URL('../../../examples/edi-story/', import.meta.url));
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const sscc = '340000010000000017';

interface Got {
  readonly type: string;
  readonly control: string;
  readonly group: string;
  /** Elements as they stand. */
  readonly rows: readonly (readonly string[])[];
}

/** The other side of a folder: it numbers what it sends, and takes only what is right. */
class Partner {
  readonly #folder: string;
  readonly #id: readonly [qualifier: string, id: string];
  #number = 0;

  constructor(folder: string, id: readonly [string, string]) {
    this.#folder = folder;
    this.#id = id;
  }

  /** A set of X12 in an interchange of its own. */
  send(kind: string, type: string, rows: readonly string[]): void {
    const number = String((this.#number += 1));
    const [qualifier, id] = this.#id;
    const isa = `ISA*00*          *00*          *${qualifier}*${id.padEnd(15)}*ZZ*${'CROSSDOCK'.padEnd(15)}*260301*0915*U*00401*${number.padStart(9, '0')}*0*P*>`;
    const segments = [
      isa,
      `GS*${kind}*${id}*CROSSDOCK*20260301*0915*${number}*X*004010`,
      `ST*${type}*0001`,
      ...rows,
      `SE*${rows.length + 2}*0001`,
      `GE*1*${number}`,
      `IEA*1*${number.padStart(9, '0')}`,
    ];
    drop(this.#folder, `${type}-${number}.edi`, segments.map((one) => `${one}~\n`).join(''));
  }

  acknowledge({ type, group }: Got, kind: string, said: 'A' | 'R' = 'A'): void {
    const set = said === 'A' ? ['AK5*A'] : ['AK3*PO1*3**8', 'AK4*4**7', 'AK5*R*5'];
    this.send('FA', '997', [
      `AK1*${kind}*${group}`,
      `AK2*${type}*0001`,
      ...set,
      `AK9*${said}*1*1*${said === 'A' ? 1 : 0}`,
    ]);
  }

  /** Sets of the type so far, each of which must be without a fault. */
  all(type: string): readonly Got[] {
    const out = join(this.#folder, 'out');
    const names = readdirSync(out).filter((name) => name.endsWith('.edi'));
    return names.toSorted().flatMap((name) => {
      const reader = new EdiReader();
      const checks = new MessageChecks(dictionaryOf);
      const items = [...reader.push(readFileSync(join(out, name))), ...reader.end()].map((item) =>
        checks.checked(item),
      );
      return items.flatMap((item) => {
        const faults = item.kind === 'message' ? item.message.faults : 'faults' in item ? item.faults : [];
        assert.deepEqual(
          faults.map(({ code, detail }) => `${name}: ${code} ${detail}`),
          [],
        );
        if (item.kind !== 'message' || item.message.type !== type) return [];
        const { control, group, segments } = item.message;
        return [{ type, control, group: group?.control ?? '', rows: segments.map(({ elements }) => elements) }];
      });
    });
  }

  got(type: string, count = 1): Promise<Got> {
    return until(`${count} ${type}`, () => this.all(type)[count - 1]);
  }
}

function rowsOf({ rows }: Got, id: string): readonly (readonly string[])[] {
  return rows.filter(([first]) => first === id);
}

function rowOf(got: Got, id: string): readonly string[] {
  const [row] = rowsOf(got, id);
  assert.ok(row !== undefined, `${got.type} has no ${id}: ${JSON.stringify(got.rows)}`);
  return row;
}

async function define(node: ProofNode): Promise<void> {
  const shipped = [
    ...loadPolicies().map((one) => ({ kind: 'policy', ...one })),
    ...loadProcesses().map((one) => ({ kind: 'process', ...one })),
  ];
  for (const { kind, name, versions } of shipped)
    for (const { version, text } of versions.slice(-1))
      await node.ask('POST', '/v1/definitions', { kind, name, version, content: JSON.parse(text), active: true });
  await publish(node, example, readdirSync(join(example, 'mappings')));
}

async function connect(node: ProofNode, code: string, id: readonly [string, string]): Promise<Partner> {
  const partner = new Partner(partnerFolder(node, code), id);
  const read = (name: string): string => readFileSync(join(example, code, name), 'utf8');
  // Looked at more often than anybody would.
  const connection = read('connection.json').replace('"everySeconds": 2', '"everySeconds": 0.2');
  await node.ask('PUT', `/v1/connections/${code}`, JSON.parse(connection) as object);
  // Nobody waits for two hours here.
  const agreement = read('agreement.json').replace(
    '"acknowledgementWithinMinutes": 120',
    '"acknowledgementWithinMinutes": 0.05',
  );
  const put = await node.ask('PUT', `/v1/agreements/${code}`, JSON.parse(agreement) as object);
  assert.deepEqual(put['warnings'], []);
  return partner;
}

async function setUp(node: ProofNode): Promise<{ readonly customer: Partner; readonly warehouse: Partner }> {
  await node.ask('PUT', '/v1/sites/NORTH', { name: 'North', company: 'C1', zone: 'Europe/Berlin', rank: 1 });
  await node.ask('PUT', '/v1/items/LAMP-01', { name: 'Lamp', unit: 'each' });
  const units = [{ unit: 'case', factor: '10' }];
  await node.ask('PUT', '/v1/items/BULB-E27', { name: 'Bulb', unit: 'each', units });
  await node.ask('PUT', '/v1/partners/C-CORNER', { name: 'Corner Stores', roles: ['customer'] });
  await node.ask('PUT', '/v1/partners/W-NORTH', { name: 'North Warehouse', roles: ['carrier'] });
  await node.ask('PUT', '/v1/identifier-systems/corner-stores', { owner: 'EDI team', sameCodes: ['item'] });
  await node.ask('PUT', '/v1/identifiers/corner-stores/partner/1500', { code: 'C-CORNER' });
  await node.ask('PUT', '/v1/identifier-systems/north-warehouse', { owner: 'EDI team', sameCodes: ['item', 'site'] });
  await define(node);
  for (const item of ['LAMP-01', 'BULB-E27'])
    await tell(node, `stock ${item}`, 'crossdock.stock.received.v1', { item, site: 'NORTH', quantity: 100 });
  const customer = await connect(node, 'corner-stores', ['01', '000111222']);
  const warehouse = await connect(node, 'north-warehouse', ['ZZ', 'NORTHWHSE']);
  return { customer, warehouse };
}

async function tell(node: ProofNode, id: string, type: string, data: object): Promise<void> {
  const event = { specversion: '1.0', id, source: 'others', type, time: new Date().toISOString(), data };
  await node.ask('POST', '/v1/events', event);
}

const stateOf = async (node: ProofNode, agreement: string, order: string, at: number): Promise<string | undefined> => {
  const { items } = await node.ask('GET', `/v1/agreements/${agreement}/interchanges?way=out`);
  const those = (items as { about: string[]; state: string; control: string }[]).filter(({ about }) =>
    about.includes(order),
  );
  return those.toSorted((a, b) => Number(a.control) - Number(b.control))[at]?.state;
};

test('an order by EDI from end to end, with one refused and one lost on the way', { timeout: 400_000 }, async () => {
  await using node = await ProofNode.open();
  const { customer, warehouse } = await setUp(node);

  customer.send('PO', '850', [
    'BEG*00*SA*PO-7001**20260301',
    `DTM*002*${tomorrow.replaceAll('-', '')}`,
    'N1*BY*Corner Stores*92*1500',
    'N1*ST*Corner Store 12*92*0012',
    'N3*Harbour Street 1',
    'N4*Hamburg**20457*DE',
    'PO1*1*6*EA*12.5**VP*LAMP-01',
    'PO1*2*2*CA*4**VP*BULB-E27',
    'CTT*2',
  ]);
  assert.deepEqual(rowOf(await customer.got('997'), 'AK9'), ['AK9', 'A', '1', '1', '1']);
  const order = await until('the order', async () => {
    const { items } = await node.ask('GET', '/v1/orders?channel=corner-stores');
    return (items as { id: string }[])[0]?.id;
  });

  // The first answer is refused: it comes back as a dead letter with the customer's reasons, and goes out again when somebody says so.
  const refused = await customer.got('855');
  assert.deepEqual(
    rowsOf(refused, 'ACK').map((row) => row.slice(1, 4)),
    [
      ['IA', '6', 'EA'],
      ['IA', '20', 'EA'],
    ],
  );
  customer.acknowledge(refused, 'PR', 'R');
  const letter = await until('a dead letter', async () => {
    const { items } = await node.ask('GET', '/v1/deliveries?connection=corner-stores&deliveryState=dead');
    return (items as { seq: number; lane: string; lastError: { detail: string } }[])[0];
  });
  assert.equal(letter.lane, order);
  assert.match(letter.lastError.detail, /segment 3 \(PO1\), element 4/);
  await node.ask('POST', `/v1/deliveries/${letter.seq}/replay`, {});
  const again = await customer.got('855', 2);
  assert.notEqual(again.group, refused.group, 'it is another interchange');
  customer.acknowledge(again, 'PR');

  // The warehouse gets its order, in its own numbers.
  const release = await warehouse.got('940');
  warehouse.acknowledge(release, 'OW');
  assert.deepEqual(rowOf(release, 'W05').slice(1, 4), ['N', 'PO-7001-R1', 'PO-7001']);
  const ours = rowOf(release, 'N9');
  assert.deepEqual(ours.slice(1), ['ZZ', '', `${order}-R1`]);
  assert.deepEqual(
    rowsOf(release, 'W01').map((row) => [row[1], row[2], row[5]]),
    [
      ['6', 'EA', 'LAMP-01'],
      ['20', 'EA', 'BULB-E27'],
    ],
  );
  warehouse.send('SW', '945', [
    'W06*F*PO-7001-R1*20260305*SH-4711**PO-7001',
    'N1*SF*North Warehouse',
    ours.join('*'),
    'W27*M*ABCD',
    'LX*1',
    `MAN*GM*${sscc}`,
    'W12*CC*6*6**EA**VP*LAMP-01',
    'N9*LI*1',
    'W12*CC*20*20**EA**VP*BULB-E27',
    'N9*LI*2',
    'W03*26',
  ]);
  assert.equal(rowOf(await warehouse.got('997'), 'AK9')[1], 'A');

  // What left is told to the customer, package by package.
  const notice = await customer.got('856');
  customer.acknowledge(notice, 'SH');
  assert.equal(rowOf(notice, 'BSN')[2], 'SH-4711');
  assert.deepEqual(
    rowsOf(notice, 'HL').map((row) => [row[1], row[2], row[3]]),
    [
      ['1', '', 'S'],
      ['2', '1', 'O'],
      ['3', '2', 'P'],
      ['4', '3', 'I'],
      ['5', '3', 'I'],
    ],
  );
  assert.equal(rowOf(notice, 'PRF')[1], 'PO-7001');
  assert.deepEqual(rowOf(notice, 'MAN').slice(1), ['GM', sscc]);

  // ERP and finance do their part; the invoice goes out, and its acknowledgement is lost: that is seen in time, and over when it comes.
  await tell(node, 'issue', 'crossdock.issue.posted.v1', { order, shipment: 'SH-4711', document: '4900012345' });
  await tell(node, 'invoice', 'crossdock.invoice.issued.v1', {
    order,
    shipment: 'SH-4711',
    invoice: 'INV-815',
    amount: { amount: '83.00', currency: 'EUR' },
  });
  const invoice = await customer.got('810');
  assert.deepEqual(
    [rowOf(invoice, 'BIG')[2], rowOf(invoice, 'BIG')[4], rowOf(invoice, 'TDS')[1]],
    ['INV-815', 'PO-7001', '8300'],
  );
  assert.deepEqual(
    rowsOf(invoice, 'IT1').map((row) => row.slice(2, 5)),
    [
      ['6', 'EA', '12.5'],
      ['20', 'EA', '0.40'],
    ],
  );
  const invoiceIs = (state: string): Promise<true> =>
    until(`an invoice that is ${state}`, async () =>
      (await stateOf(node, 'corner-stores', order, 3)) === state ? true : undefined,
    );
  await invoiceIs('overdue');
  customer.acknowledge(invoice, 'IN');
  await invoiceIs('accepted');

  // It is paid: seen with the order, and on its way to whoever asks for it.
  customer.send('RA', '820', [
    'BPR*I*83*C*ACH************20260405',
    'TRN*1*TRN-4711',
    'N1*PR*Corner Stores',
    'ENT*1',
    'RMR*IV*INV-815*PO*83*83',
    'REF*PO*PO-7001',
  ]);
  const told = await until('the payment on the timeline', async () => {
    const { items } = await node.ask('GET', `/v1/orders/${order}/timeline?limit=200`);
    const types = (items as { type: string }[]).map(({ type }) => type.replace(/^crossdock\./, ''));
    return types.includes('order.document_noted.v1') ? types : undefined;
  });
  for (const type of [
    'order.accepted.v1',
    'exception.raised.v1',
    'exception.closed.v1',
    'shipment.shipped.v1',
    'invoice.issued.v1',
  ])
    assert.ok(told.includes(type), `${type} is not among ${told.join(', ')}`);
});
