// The example of UBL, over a whole node: an order as a file becomes an order, and is answered by a file. What the customer sends wrong
// is told with its rule and place.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readUbl } from '#ubl/read.ts';
import { drop, partnerFolder, publish, putGoods, until } from './example.testsuite.ts';
import { ProofNode } from './node.testsuite.ts';

const example = fileURLToPath(new URL('../../../examples/ubl/', import.meta.url));
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const sample = readFileSync(join(example, 'samples/order.xml'), 'utf8').replace('2026-03-05', inAMonth);

async function setUp(node: ProofNode): Promise<string> {
  await putGoods(node);
  await node.ask('PUT', '/v1/partners/C-LUMIERE', { name: 'Lumiere SARL', roles: ['customer'] });
  await node.ask('PUT', '/v1/identifier-systems/lumiere', { owner: 'EDI team' });
  await node.ask('PUT', '/v1/identifiers/lumiere/partner/4000004000002', { code: 'C-LUMIERE' });
  await node.ask('PUT', '/v1/identifiers/lumiere/item/77120', { code: 'BULB-E27' });
  await publish(node, example, ['ubl-order', 'ubl-order-response']);
  const folder = partnerFolder(node, 'lumiere');
  const connection = JSON.parse(readFileSync(join(example, 'connection.json'), 'utf8')) as object;
  await node.ask('PUT', '/v1/connections/lumiere', connection);
  return folder;
}

test('an order by UBL is taken and answered, and a wrong one is told by its rule', { timeout: 180_000 }, async () => {
  await using node = await ProofNode.open();
  const folder = await setUp(node);
  drop(folder, 'first.xml', sample);
  const order = await until('the order', async () => {
    const { items } = (await node.ask('GET', '/v1/orders?channel=lumiere')) as { items: { id: string }[] };
    return items[0];
  });
  const { lines, externalId } = (await node.ask('GET', `/v1/orders/${order.id}`)) as {
    externalId: string;
    lines: { item: string; quantity: number }[];
  };
  assert.equal(externalId, 'PO-7001');
  assert.deepEqual(
    lines.map(({ item, quantity }) => [item, quantity]),
    [
      ['LAMP-01', 6],
      ['BULB-E27', 20],
    ],
  );

  const name = await until('a response', () =>
    readdirSync(join(folder, 'out')).find((file) => /^response-R-\d+\.xml$/.test(file)),
  );
  const { document, faults } = readUbl(readFileSync(join(folder, 'out', name)));
  assert.deepEqual(faults, []);
  assert(document?.kind === 'OrderResponse');
  const { answer, orders, buyer, lines: answered } = document.content;
  assert.deepEqual(
    [answer?.value, orders?.[0]?.id?.value, buyer?.party?.endpoint?.value],
    ['AP', 'PO-7001', '4000004000002'],
  );
  assert.deepEqual(
    answered?.map(({ line }) => line?.quantity?.value),
    ['6', '20'],
  );

  drop(folder, 'second.xml', sample.replace('PO-7001', 'PO-7002').replace(inAMonth, 'soon'));
  const failed = await until('what failed', async () => {
    const raw = (await node.ask('GET', '/v1/raw-messages?connection=lumiere&rawState=failed')) as {
      items: { result: { problems: { place: string; detail: string }[] } }[];
    };
    return raw.items[0];
  });
  const [problem] = failed.result.problems;
  assert.equal(problem?.place, 'Order PO-7002');
  assert.match(
    problem?.detail ?? '',
    /^\[UBL-value\] line \d+, \/Order\/cac:Delivery\/cac:Requested.*cbc:EndDate: "soon"/,
  );
});
