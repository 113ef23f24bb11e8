// An order by EDI under an agreement, over a whole node and folders: every interchange is acknowledged once, what we send is found by
// its number when the partner answers, and what he refuses or leaves unanswered comes back to the order.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EdiReader } from '#edi/reader.ts';
import { readAcknowledgement } from '#edi/acknowledge/read.ts';
import type { EdiMessage } from '#edi/envelope/model.ts';
import { drop, partnerFolder, publish, putGoods, until } from './example.testsuite.ts';
import { ProofNode } from './node.testsuite.ts';

const program = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const example = fileURLToPath(new URL('../../../examples/edi/', import.meta.url));
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
const sample = readFileSync(join(example, 'samples/order.edi'), 'utf8').replace('20260305', inAMonth);
const json = (name: string): object => JSON.parse(readFileSync(join(example, name), 'utf8')) as object;
/** The example, looked at more often: files are renamed into place. */
const connection = (): object => {
  const text = readFileSync(join(example, 'connection-with-agreement.json'), 'utf8');
  const often = text
    .replace('"everySeconds": 2', '"everySeconds": 0.2')
    .replace('"ready": "stable", "stableSeconds": 1', '"ready": "renamed"');
  return JSON.parse(often) as object;
};

async function setUp(node: ProofNode, withinMinutes: number): Promise<Partner> {
  await putGoods(node);
  await node.ask('PUT', '/v1/partners/C-CORNER', { name: 'Corner Stores', roles: ['customer'] });
  await node.ask('PUT', '/v1/identifier-systems/corner-stores', { owner: 'EDI team', sameCodes: ['item'] });
  await node.ask('PUT', '/v1/identifiers/corner-stores/partner/1500', { code: 'C-CORNER' });
  await publish(node, example, ['edi-850', 'edi-855']);
  const folder = partnerFolder(node, 'corner-stores');
  await node.ask('PUT', '/v1/connections/corner-stores', connection());
  const { acknowledge, ...rest } = json('agreement.json') as { acknowledge: object };
  const awaits = { acknowledgementWithinMinutes: withinMinutes };
  const agreement = { ...rest, acknowledge: { ...acknowledge, application: '824' }, awaits };
  const put = await node.ask('PUT', '/v1/agreements/corner-stores', agreement);
  assert.deepEqual(put['warnings'], []);
  return new Partner(folder);
}

class Partner {
  readonly #folder: string;
  #sent = 41;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Written beside and renamed, as partners do. */
  send(name: string, text: string): void {
    drop(this.#folder, `${name}.edi`, text);
  }

  order(number: string, control = this.#sent++): string {
    return sample.replaceAll('000000041', String(control).padStart(9, '0')).replace('PO-7001', number);
  }

  acknowledge(group: string, said: 'A' | 'R', control = this.#sent++): string {
    const isa = sample.slice(0, sample.indexOf('\n') + 1).replace('000000041', String(control).padStart(9, '0'));
    const set = said === 'A' ? 'AK2*855*0001~AK5*A~' : 'AK2*855*0001~AK3*PO1*3**8~AK4*4**7*EA~AK5*R*5~';
    const segments = `ST*997*0001~AK1*PR*${group}~${set}AK9*${said}*1*1*${said === 'A' ? 1 : 0}~`;
    const count = segments.split('~').length;
    return `${isa}GS*FA*000111222*CROSSDOCK*20260301*0915*${control}*X*004010~${segments}SE*${count}*0001~GE*1*${control}~IEA*1*${String(control).padStart(9, '0')}~`;
  }

  /** TA1 of interchanges that were refused, by the number of each. */
  refusals(): readonly string[] {
    const texts = readdirSync(join(this.#folder, 'out')).map((name) =>
      readFileSync(join(this.#folder, 'out', name), 'latin1'),
    );
    return texts.flatMap((text) => /TA1\*(\d+)\*\d*\*\d*\*R\*(\d+)~/.exec(text)?.slice(1).join(' ') ?? []);
  }

  got(kind: '997' | '855' | '824'): readonly { readonly name: string; readonly message: EdiMessage }[] {
    return readdirSync(join(this.#folder, 'out'))
      .filter((name) => name.endsWith('.edi'))
      .toSorted()
      .flatMap((name) => {
        const reader = new EdiReader();
        const items = [...reader.push(readFileSync(join(this.#folder, 'out', name))), ...reader.end()];
        assert.deepEqual(
          items.flatMap((item) => ('faults' in item ? item.faults : [])),
          [],
        );
        return items
          .flatMap((item) => (item.kind === 'message' ? [{ name, message: item.message }] : []))
          .filter(({ message }) => message.type === kind);
      });
  }
}

interface Listed {
  readonly direction: string;
  readonly control: string;
  readonly state: string;
  readonly groups: readonly string[];
  readonly about: readonly string[];
  readonly notes: readonly { readonly code: string; readonly detail: string }[];
}

async function listed(node: ProofNode, query = ''): Promise<readonly Listed[]> {
  const { items } = await node.ask('GET', `/v1/agreements/corner-stores/interchanges${query}`);
  return items as Listed[]; // The API's InterchangePage.
}

const stateOf = async (node: ProofNode, about: string): Promise<Listed | undefined> =>
  (await listed(node, '?way=out')).find((one) => one.about.includes(about));

async function orderCalled(node: ProofNode, externalId: string): Promise<string> {
  const { items } = (await node.ask('GET', '/v1/orders?channel=corner-stores')) as {
    items: { id: string; externalId: string }[];
  };
  const order = items.find((one) => one.externalId === externalId);
  return order?.id ?? '';
}

async function sent(node: ProofNode, externalId: string): Promise<{ readonly order: string; readonly row: Listed }> {
  const order = await until(externalId, async () => (await orderCalled(node, externalId)) || undefined);
  const row = await until(`what was sent for ${externalId}`, async () => {
    const found = await stateOf(node, order);
    return found?.state === 'sent' || found?.state === 'overdue' ? found : undefined;
  });
  return { order, row };
}

test('an order is acknowledged both ways, and what is refused comes back', { timeout: 240_000 }, async () => {
  await using node = await ProofNode.open();
  const partner = await setUp(node, 120);
  partner.send('first', partner.order('PO-7001'));
  const [answer] = await until('a 997', () => {
    const found = partner.got('997');
    return found.length > 0 ? found : undefined;
  });
  const said = answer === undefined ? null : readAcknowledgement(answer.message);
  assert.deepEqual([said?.kind, said?.control, said?.said, said?.messages.length], ['PO', '41', 'accepted', 1]);

  const first = await sent(node, 'PO-7001');
  const [out] = partner.got('855');
  assert.equal(out?.message.group?.control, first.row.groups[0]);
  assert.equal(Number(out?.message.interchange.control), Number(first.row.control));
  partner.send('accepted', partner.acknowledge(first.row.groups[0] ?? '', 'A'));
  await until('its end', async () => ((await stateOf(node, first.order))?.state === 'accepted' ? true : undefined));

  partner.send('second', partner.order('PO-7002'));
  const second = await sent(node, 'PO-7002');
  partner.send('refused', partner.acknowledge(second.row.groups[0] ?? '', 'R'));
  const letter = await until('a dead letter', async () => {
    const { items } = (await node.ask('GET', '/v1/deliveries?connection=corner-stores&deliveryState=dead')) as {
      items: { seq: number; lane: string; lastError: { code: string; detail: string } }[];
    };
    return items[0];
  });
  assert.equal(letter.lane, second.order);
  assert.match(letter.lastError.detail, /segment 3 \(PO1\), element 4: the code is invalid \(7\)/);
  assert.equal((await stateOf(node, second.order))?.state, 'refused');

  // Corrected and replayed, it is another interchange; acknowledgements and orders share one sequence without gaps.
  await node.ask('POST', `/v1/deliveries/${letter.seq}/replay`, {});
  const again = await until('it sent again', async () => {
    const rows = (await listed(node, '?way=out')).filter((one) => one.about.includes(second.order));
    return rows.length === 2 && rows[0]?.state === 'sent' ? rows[0] : undefined;
  });
  partner.send('accepted-then', partner.acknowledge(again.groups[0] ?? '', 'A'));
  await until('its end', async () => ((await stateOf(node, second.order))?.state === 'accepted' ? true : undefined));
  const numbers = (await listed(node, '?way=out')).map(({ control }) => Number(control)).toSorted((a, b) => a - b);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  );

  // The same file again, and the same number in another file.
  partner.send('first-again', partner.order('PO-7099', 41));
  const duplicate = await until('the duplicate', async () =>
    (await listed(node, '?way=in')).find(({ state }) => state === 'duplicate'),
  );
  assert.match(duplicate.notes[0]?.detail ?? '', /Interchange 000000041 came before/);
  assert.equal(await orderCalled(node, 'PO-7099'), '');
  partner.send('much-later', partner.order('PO-7004', 60));
  await sent(node, 'PO-7004');
  assert.deepEqual(partner.refusals(), ['000000041 025']);
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[program, 'agreement', 'exchanges', 'corner-stores'],
    ...['--url', `http://127.0.0.1:${node.port}`, '--key', 'administrator-of-the-proof'],
  ]);
  assert.match(stdout, /duplicate .* Interchange 000000041 came before/);
  assert.match(stdout, /Missing: interchange 59/);
  const page = await node.ask('GET', '/v1/agreements/corner-stores/interchanges');
  assert.ok((page['missing'] as { number: number }[]).some(({ number }) => number === 59));
});

test('what is not acknowledged in time is overdue at its order, until it is', { timeout: 240_000 }, async () => {
  await using node = await ProofNode.open();
  const partner = await setUp(node, 0.02);
  partner.send('first', partner.order('PO-7003'));
  const { order, row } = await sent(node, 'PO-7003');
  await until('it overdue', async () => ((await stateOf(node, order))?.state === 'overdue' ? true : undefined));
  const { items } = (await node.ask('GET', '/v1/health/connections')) as { items: { needs: string[] }[] };
  assert.match(
    items[0]?.needs.join(' ') ?? '',
    /1 interchange was not acknowledged in time: crossdock agreement exchanges corner-stores --open/,
  );
  assert.equal((await listed(node, '?open=true')).length, 1);
  await node.kill();
  partner.send('late', partner.acknowledge(row.groups[0] ?? '', 'A'));
  await node.start();
  const late = await until('its end', async () => {
    const found = await stateOf(node, order);
    return found?.state === 'accepted' ? found : undefined;
  });
  assert.deepEqual(late.notes, [{ code: '997 accepted', detail: '' }]);
  assert.deepEqual(await listed(node, '?open=true'), []);

  // Its envelope is taken, and what stands in it cannot be: that is told by another message.
  partner.send('unknown-item', partner.order('PO-7009').replaceAll('LAMP-01', 'LAMP-99'));
  const [advice] = await until('an 824', () => {
    const found = partner.got('824');
    return found.length > 0 ? found : undefined;
  });
  const rows = advice?.message.segments.map(({ elements }) => elements.join('*')) ?? [];
  assert.ok(
    rows.some((row) => /^OTI\*TR\*TN\*0000000\d\d\*\*\*\*\*41\*0001\*850\*004010$/.test(row)),
    rows.join('~'),
  );
  assert.ok(
    rows.some((row) => row.startsWith('TED*ZZZ*item_unknown')),
    rows.join('~'),
  );
});
