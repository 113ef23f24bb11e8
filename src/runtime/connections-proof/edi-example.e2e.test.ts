// The example of EDI, over a whole node: a purchase order as a file becomes an order, and is acknowledged by a file. What the partner
// sends wrong is told with its place, and its other orders are taken.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EdiReader } from '#edi/reader.ts';
import { drop, partnerFolder, publish, putGoods, until } from './example.testsuite.ts';
import { ProofNode } from './node.testsuite.ts';

const example = fileURLToPath(new URL('../../../examples/edi/', import.meta.url));
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
const sample = readFileSync(join(example, 'samples/order.edi'), 'utf8').replace('20260305', inAMonth);

async function setUp(node: ProofNode): Promise<string> {
  await putGoods(node);
  await node.ask('PUT', '/v1/partners/C-CORNER', { name: 'Corner Stores', roles: ['customer'] });
  await node.ask('PUT', '/v1/identifier-systems/corner-stores', { owner: 'EDI team', sameCodes: ['item'] });
  await node.ask('PUT', '/v1/identifiers/corner-stores/partner/1500', { code: 'C-CORNER' });
  await publish(node, example, ['edi-850', 'edi-855']);
  const folder = partnerFolder(node, 'corner-stores');
  await node.ask(
    'PUT',
    '/v1/connections/corner-stores',
    JSON.parse(readFileSync(join(example, 'connection.json'), 'utf8')),
  );
  return folder;
}

test(
  'a purchase order by EDI is taken and acknowledged, and a wrong one leaves the others alone',
  { timeout: 180_000 },
  async () => {
    await using node = await ProofNode.open();
    const folder = await setUp(node);
    drop(folder, 'first.edi', sample);
    const order = await until('the order', async () => {
      const { items } = (await node.ask('GET', '/v1/orders?channel=corner-stores')) as { items: { id: string }[] };
      return items[0];
    });
    const { lines, externalId } = (await node.ask('GET', `/v1/orders/${order.id}`)) as {
      externalId: string;
      lines: { item: string; quantity: number }[];
    };
    assert.deepEqual(
      [externalId, lines.map(({ item, quantity }) => [item, quantity])],
      [
        'PO-7001',
        [
          ['LAMP-01', 6],
          ['BULB-E27', 20],
        ],
      ],
    );
    const name = await until('an acknowledgement', () =>
      readdirSync(join(folder, 'out')).find((file) => /^855-\d+\.edi$/.test(file)),
    );
    const reader = new EdiReader();
    const items = [...reader.push(readFileSync(join(folder, 'out', name))), ...reader.end()];
    const [message] = items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
    assert.deepEqual(
      [message?.type, message?.interchange.receiver, message?.segments[1]?.elements.slice(0, 4)],
      ['855', { qualifier: '01', id: '000111222' }, ['BAK', '00', 'AD', 'PO-7001']],
    );
    assert.deepEqual(
      items.flatMap((item) => ('faults' in item ? item.faults : [])),
      [],
    );

    const [, set = ''] = /(ST\*850[\s\S]*SE\*11\*0001~\n)/.exec(sample) ?? [];
    const wrong = set.replaceAll('0001~', '0002~').replace('PO-7001', 'PO-7002').replace('BEG*00', 'BEG*07');
    const right = set.replaceAll('0001~', '0003~').replace('PO-7001', 'PO-7003');
    drop(
      folder,
      'second.edi',
      sample
        .replace(set, wrong + right)
        .replace('GE*1', 'GE*2')
        .replaceAll('000000041', '000000042'),
    );
    const failed = await until('what failed', async () => {
      const raw = (await node.ask('GET', '/v1/raw-messages?connection=corner-stores&rawState=failed')) as {
        items: { result: { accepted: number; problems: { place: string; detail: string }[] } }[];
      };
      return raw.items[0];
    });
    const [problem] = failed.result.problems;
    assert.equal(failed.result.accepted, 1, 'the other order of the file was taken');
    assert.match(problem?.place ?? '', /^line 3, message 0002/);
    assert.match(problem?.detail ?? '', /BEG01 is 07: only new orders/);
  },
);
