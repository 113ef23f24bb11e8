// What the journal knows of goods, as events: as far as it has GTINs, GLNs and SSCCs, and no further.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEpcis } from '#gs1/epcis/read.ts';
import { printDocument } from '#gs1/epcis/json-write.ts';
import { goodsEvents } from './goods.ts';
import type { GoodsEntry, Names } from './goods.ts';

const names: Names = {
  items: new Map([
    ['LAMP', { gtin: '9506000134352', scale: 0, unit: 'each' }],
    ['CABLE', { gtin: '09506000134369', scale: 3, unit: 'm' }],
    ['SAND', { gtin: '09506000134376', scale: 2, unit: 'bucket' }],
    ['WRONG', { gtin: '09506000134370', scale: 0, unit: 'each' }],
    ['BARE', { gtin: null, scale: 0, unit: 'each' }],
  ]),
  glns: new Map([
    ['HAM', '4012345000221'],
    ['ODD', '4012345000222'],
  ]),
};

const entry = (more: Partial<GoodsEntry> = {}): GoodsEntry => ({
  position: 7,
  ordinal: 0,
  type: 'crossdock.shipment.shipped.v1',
  occurredAt: '2026-03-02T09:00:00.000Z',
  movements: [{ item: 'LAMP', site: 'HAM', lot: '', quantity: -2 }],
  shipment: 'SH 1',
  reference: null,
  packed: null,
  ...more,
});
const packed = (...packages: string[]): GoodsEntry['packed'] => ({ at: '2026-03-02T08:00:00.000Z', packages });
const sscc = 'https://id.gs1.org/00/140123451122233341';
const lamps = [{ epcClass: 'https://id.gs1.org/01/09506000134352', quantity: '2' }];

test('a single package with an SSCC is told with what is in it, and leaves by it', () => {
  for (const id of ['140123451122233341', '00140123451122233341', '(00)140123451122233341']) {
    const [aggregated, shipped, ...more] = goodsEvents(entry({ packed: packed(id) }), names);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [aggregated?.type, aggregated?.parentID, aggregated?.childQuantityList, aggregated?.eventTime],
      ['AggregationEvent', sscc, lamps, '2026-03-02T08:00:00.000Z'],
    );
    assert.deepEqual([shipped?.type, shipped?.epcList, shipped?.quantityList], ['ObjectEvent', [sscc], lamps]);
  }
});

test('of several packages nobody knows what is in which', () => {
  const [shipped, ...more] = goodsEvents(entry({ packed: packed('140123451122233341', 'BOX-2') }), names);
  assert.deepEqual([more, shipped?.epcList], [[], [sscc]]);
  const [plain, ...others] = goodsEvents(entry({ packed: packed('BOX-1', '140123451122233342') }), names);
  assert.deepEqual([others, plain?.epcList], [[], undefined]);
});

test('what has no GTIN, no GLN or no unit of the standard is left out', () => {
  const of = (item: string, site = 'HAM'): unknown =>
    goodsEvents(entry({ movements: [{ item, site, lot: 'L 1', quantity: -1_250 }] }), names).map(
      ({ quantityList }) => quantityList,
    );
  assert.deepEqual(of('LAMP'), [[{ epcClass: 'https://id.gs1.org/01/09506000134352', quantity: '1250' }]]);
  for (const item of ['SAND', 'WRONG', 'BARE', 'UNKNOWN']) assert.deepEqual(of(item), [], item);
  for (const site of ['MUC', 'ODD']) assert.deepEqual(of('LAMP', site), [], site);
});

test('quantities are exact, and lots are part of the class', () => {
  const cases: readonly (readonly [number, string])[] = [
    [1_250, '1.25'],
    [3_000, '3'],
    [5, '0.005'],
    [999_999_999_999_999, '999999999999.999'],
  ];
  for (const [quantity, expected] of cases) {
    const [event] = goodsEvents(
      entry({ type: 'crossdock.stock.received.v1', movements: [{ item: 'CABLE', site: 'HAM', lot: 'L1', quantity }] }),
      names,
    );
    assert.deepEqual(event?.quantityList, [
      { epcClass: 'https://id.gs1.org/01/09506000134369/10/L1', quantity: expected, uom: 'MTR' },
    ]);
  }
});

test('only what moved in the way of the entry is told, site by site', () => {
  const movements = [
    { item: 'LAMP', site: 'HAM', lot: '', quantity: -2 },
    { item: 'LAMP', site: 'HAM', lot: '', quantity: 5 },
    { item: 'LAMP', site: 'MUC', lot: '', quantity: -1 },
  ];
  const glns = new Map([...names.glns, ['MUC', '4012345000238']]);
  const events = goodsEvents(entry({ movements }), { ...names, glns });
  assert.deepEqual(
    events.map(({ readPoint, quantityList }) => [readPoint?.id, quantityList?.map(({ quantity }) => quantity)]),
    [
      ['https://id.gs1.org/414/4012345000221', ['2']],
      ['https://id.gs1.org/414/4012345000238', ['1']],
    ],
  );
});

test('whatever is told is an event of the standard', () => {
  const all = [
    ...goodsEvents(entry({ packed: packed('140123451122233341') }), names),
    ...goodsEvents(entry({ shipment: null, reference: 'web/SO 1' }), names),
    ...goodsEvents(entry({ shipment: null }), names),
  ];
  const { faults, document } = readEpcis(Buffer.from(printDocument(all, { creationDate: '2026-03-02T09:00:00Z' })));
  assert.deepEqual(faults, []);
  assert.deepEqual(document?.events, all);
});
