// What each contract refuses: one row a rule. The example of the contract with one value changed (undefined: taken away) must
// be refused with exactly one problem at the given place, in the given words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContracts, loadExamples } from './load.ts';
import { createValidator } from './validate.ts';
import type { ContractName } from './validate.ts';

const validator = createValidator(loadContracts());
const examples = new Map(
  loadExamples()
    .filter(({ path }) => /\d\.example/.test(path))
    .map(({ name, value }) => [name, value]),
);

type Row = readonly [contract: ContractName, place: string, value: unknown, words: string, pointer?: string];

const rows: readonly Row[] = [
  ['order', '/externalId', undefined, 'is missing'],
  ['order', '/channel', undefined, 'is missing'],
  ['order', '/lines', undefined, 'is missing'],
  ['order', '/lines', [], 'must have at least 1 entry'],
  ['order', '/lines', {}, 'must be a list'],
  [
    'order',
    '/lines',
    Array.from({ length: 1001 }, (_, at) => ({ line: at + 1, item: 'A', quantity: 1 })),
    'at most 1000 entries',
  ],
  ['order', '/lines/0', 'LAMP-01', 'must be an object'],
  ['order', '/lines/0/line', undefined, 'is missing'],
  ['order', '/lines/0/line', 0, 'must be 1 or more'],
  ['order', '/lines/0/line', 1.5, 'must be a whole number'],
  ['order', '/lines/0/line', '1', 'must be a whole number'],
  ['order', '/lines/0/line', 100_001, 'must be 100000 or less'],
  ['order', '/lines/0/item', undefined, 'is missing'],
  ['order', '/lines/0/item', '', 'must not be empty'],
  ['order', '/lines/0/item', ' LAMP-01', 'must be a valid code'],
  ['order', '/lines/0/item', 'LAMP-01 ', 'must be a valid code'],
  ['order', '/lines/0/item', 'LAMP\u0000', 'must be a valid code'],
  ['order', '/lines/0/item', 'LA\u200bMP', 'must be a valid code'],
  ['order', '/lines/0/item', 'LAMP\ud800', 'must be a valid code'],
  ['order', '/lines/0/item', 'A'.repeat(65), 'must have at most 64 characters'],
  ['order', '/lines/0/item', 4711, 'must be text in quotes'],
  ['order', '/lines/0/quantity', undefined, 'is missing'],
  ['order', '/lines/0/quantity', 0, 'must be greater than 0'],
  ['order', '/lines/0/quantity', -2, 'must be greater than 0'],
  ['order', '/lines/0/quantity', '0.000', 'must be a valid decimal number greater than 0'],
  ['order', '/lines/0/quantity', '-2', 'must be a valid decimal number greater than 0'],
  ['order', '/lines/0/quantity', '1,5', 'must be a valid decimal number greater than 0'],
  ['order', '/lines/0/quantity', '1e3', 'must be a valid decimal number greater than 0'],
  ['order', '/lines/0/quantity', '1.2345678', 'must be a valid decimal number greater than 0'],
  ['order', '/lines/0/quantity', '1234567890123456', 'must be a valid decimal number greater than 0'],
  ['order', '/lines/0/quantity', 1e15, 'must be 999999999999999 or less'],
  ['order', '/lines/0/quantity', null, 'must be a valid quantity greater than 0'],
  ['order', '/lines/0/quantity', true, 'must be a valid quantity greater than 0'],
  ['order', '/lines/0/qantity', 2, 'is not a field here'],
  ['order', '/lines/0/price', 12.5, 'must be an object'],
  ['order', '/lines/0/price/amount', 12.5, 'must be text in quotes'],
  ['order', '/lines/0/price/amount', '12,50', 'must be a valid decimal number'],
  ['order', '/lines/0/price/amount', '1.2345678', 'must be a valid decimal number'],
  ['order', '/lines/0/price/currency', 'eur', 'must be a valid currency code'],
  ['order', '/lines/0/price/currency', undefined, 'is missing'],
  ['order', '/channel', 'web/eu', 'must be a valid channel code'],
  ['order', '/externalId', 'A'.repeat(129), 'must have at most 128 characters'],
  ['order', '/allowBackorder', 'yes', 'must be true or false'],
  ['order', '/requestedFor', '2026-02-30', 'must be a valid date'],
  ['order', '/requestedFor', '31.03.2026', 'must be a valid date'],
  ['order', '/requestedFor', '0000-01-01', 'must be a valid date'],
  ['order', '/requestedFor', 20260331, 'must be a valid requested date'],
  ['order', '/requestedFor', { date: '2026-03-31' }, 'is missing', '/requestedFor/window'],
  ['order', '/requestedFor/window/from', '8:00', 'must be a valid time of day'],
  ['order', '/requestedFor/window/to', '24:00', 'must be a valid time of day'],
  ['order', '/expiresAt', '2026-04-15T18:00:00', 'must be a valid time with offset'],
  ['order', '/expiresAt', '2026-04-15', 'must be a valid time with offset'],
  ['order', '/expiresAt', '2026-06-30T23:59:60Z', 'must be a valid time with offset'],
  ['order', '/expiresAt', '2026-04-15 18:00:00Z', 'must be a valid time with offset'],
  ['order', '/expiresAt', '2026-04-15T18:00:00+23:00', 'must be a valid time with offset'],
  ['order', '/priority', 10, 'must be 9 or less'],
  ['order', '/priority', -1, 'must be 0 or more'],
  ['order', '/shipTo/name', undefined, 'is missing'],
  ['order', '/shipTo/name', '   ', 'must be a valid line of text'],
  ['order', '/shipTo/name', 'Kim\nSommer', 'must be a valid line of text'],
  ['order', '/shipTo/address', [], 'must have at least 1 entry'],
  ['order', '/shipTo/address', ['1', '2', '3', '4', '5', '6'], 'must have at most 5 entries'],
  ['order', '/shipTo/country', 'Germany', 'must have at most 2 characters'],
  ['order', '/shipTo/email', 'kim at example.com', 'must be a valid e-mail address'],
  ['order', '/shipTo/phone', 'call me', 'must be a valid phone number'],
  ['order', '/shipTo/postalCode', '<20457>', 'must be a valid postal code'],
  ['order', '/id', 'ord_1', 'is not a field here'],
  ['order-change', '', {}, 'must have at least one field'],
  ['order-change', '/lines', [], 'must have at least 1 entry'],
  ['order-change', '/channel', 'web', 'is not a field here'],
  ['order-cancel', '/reason', 'A'.repeat(65), 'must have at most 64 characters'],
  ['reservation', '/id', 'res_1', 'must be a valid reservation id'],
  ['reservation', '/id', 'ord_0195d2c47a1b', 'must be a valid reservation id'],
  ['reservation', '/item', undefined, 'is missing'],
  ['reservation', '/expiresInSeconds', 0, 'must be 1 or more'],
  ['reservation', '/expiresInSeconds', 31_536_001, 'must be 31536000 or less'],
  ['reservation-post', '/quantity', 0, 'must be greater than 0'],
  ['reservation-void', '/why', 'abandoned', 'is not a field here'],
  ['item', '/name', undefined, 'is missing'],
  ['item', '/unit', undefined, 'is missing'],
  ['item', '/scale', 7, 'must be 6 or less'],
  ['item', '/units/0/factor', 12, 'must be text in quotes'],
  ['item', '/units/0/factor', '0', 'must be a valid decimal number greater than 0'],
  ['item', '/shelfLifeDays', 0, 'must be 1 or more'],
  ['item', '/components', [], 'must have at least 1 entry'],
  ['item', '/gtin', '12345', 'must be a valid GTIN'],
  ['item', '/attributes/colour', 5, 'must be text in quotes'],
  ['item', '/attributes/constructor', 'x', 'has a name that is not a valid attribute name'],
  ['item', '/attributes/a b', 'x', 'has a name that is not a valid attribute name'],
  [
    'item',
    '/attributes',
    Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`a${at}`, 'x'])),
    'must have at most 100 fields',
  ],
  ['site', '/zone', 'UTC+1:30', 'must be a valid time zone'],
  ['site', '/company', undefined, 'is missing'],
  ['site', '/rank', -1, 'must be 0 or more'],
  ['site', '/sources/0/source', 'not a uri', 'must be a valid source of events'],
  ['site', '/sources/0/staleAfterSeconds', 0, 'must be 1 or more'],
  ['partner', '/roles', [], 'must have at least 1 entry'],
  ['partner', '/roles/0', 'friend', 'must be one of customer, supplier'],
  ['partner', '/roles', ['customer', 'customer'], 'must not have the same entry twice'],
  ['partner', '/contact', {}, 'must have at least one field'],
  ['partner', '/ids/0/id', '', 'must not be empty'],
  ['event', '/specversion', '0.3', 'must be "1.0"'],
  ['event', '/id', '', 'must not be empty'],
  ['event', '/source', undefined, 'is missing'],
  ['event', '/type', 'two words', 'must be a valid event type'],
  ['event', '/time', '2026-03-31T14:05:00', 'must be a valid time with offset'],
  ['event', '/datacontenttype', 'text/xml', 'must be a valid JSON media type'],
  ['event', '/dataschema', 'not a uri', 'must be a valid URI'],
  ['event', '/traceparent', '00-0-0-00', 'must be a valid trace context'],
  ['event', '/sequence', -1, 'must be 0 or more'],
  ['event', '/data', 'text', 'must be an object'],
  ['event', '/data_base64', 'AAAA', 'has a name that is not a valid attribute name'],
  ['event', '/correlationId', 'x', 'has a name that is not a valid attribute name'],
  ['event', '/partitionkey', { a: 1 }, 'must be a valid extension attribute'],
  ['stock-received', '/quantity', 0, 'must be greater than 0'],
  ['stock-received', '/status', 'broken', 'must be one of available'],
  ['stock-received', '/expiresOn', '2026-13-01', 'must be a valid date'],
  ['stock-received', '/site', undefined, 'is missing'],
  ['stock-adjusted', '/quantity', 0, 'must not be 0'],
  ['stock-adjusted', '/quantity', '-0.0', 'must be a valid decimal number other than 0'],
  ['stock-counted', '/quantity', -1, 'must be 0 or more'],
  ['stock-counted', '/asOf', undefined, 'is missing'],
  ['stock-counted', '/asOf/time', undefined, 'is missing'],
  ['stock-counted', '/asOf/time', '2026-03-31T05:30:00', 'must be a valid time with offset'],
  ['stock-issued', '/quantity', '0', 'must be a valid decimal number greater than 0'],
  ['stock-issued', '/expiresOn', '2026-06-30', 'is not a field here'],
  ['stock-issued', '/reference', 'A'.repeat(194), 'must have at most 193 characters'],
  ['stock-moved', '', { item: 'A', site: 'S', quantity: 1 }, 'must have at least one of toSite, toLot, toStatus'],
  ['stock-moved', '/toStatus', 'lost', 'must be one of available'],
  ['stock-snapshot', '/asOf', '2026-03-31T05:30:00Z', 'must be an object'],
  ['stock-snapshot', '/sequence', 2 ** 53, 'must be 9007199254740991 or less'],
  ['supply-expected', '/reference', undefined, 'is missing'],
  ['supply-expected', '/expectedOn', undefined, 'is missing'],
  ['supply-expected', '/quantity', -1, 'must be 0 or more'],
];

function withValue(document: unknown, place: string, value: unknown): unknown {
  if (place === '') return value;
  const copy = structuredClone(document) as Record<string, unknown>;
  const steps = place.slice(1).split('/');
  const last = steps.pop() ?? '';
  const parent = steps.reduce((part, step) => part[step] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

for (const [contract, place, value, words, pointer = place] of rows) {
  test(`${contract} refuses ${place === '' ? 'a document' : place} ${(JSON.stringify(value) ?? 'missing').slice(0, 40)}`, () => {
    const outcome = validator.validate(contract, withValue(examples.get(contract), place, value));
    assert(!outcome.ok);
    assert.deepEqual(
      outcome.errors.map((problem) => problem.pointer),
      [pointer],
    );
    const [found] = outcome.errors;
    assert(found?.message.includes(words), found?.message);
    assert.match(found?.fix ?? '', /^[A-Z].*[.?]$/);
  });
}
