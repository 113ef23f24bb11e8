import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#kernel/limits.ts';
import { checkDigitOf, set82 } from '../check-digit.ts';
import { printDigitalLink, readDigitalLink } from './digital-link.ts';
import { printEpcUrn, readEpcUrn } from './epc-urn.ts';
import { decoded, encoded } from './percent.ts';

interface LinkCase {
  readonly uri: string;
  readonly elements?: string;
  readonly faults?: readonly string[];
}

const links: readonly LinkCase[] = [
  { uri: 'https://id.gs1.org/01/09506000134352', elements: '(01)09506000134352' },
  { uri: 'https://example.com:8080/a/b/01/09506000134352/', elements: '(01)09506000134352' },
  { uri: 'http://example.com/01/09506000134352/22/1/10/A%2FB/21/%22', elements: '(01)09506000134352(22)1(10)A/B(21)"' },
  {
    uri: 'https://example.com/414/9506000134352/254/1?linkType=all&11=260101#x',
    elements: '(414)9506000134352(254)1(11)260101',
  },
  {
    uri: 'https://example.com/01/09506000134352/21/1/10/2',
    elements: '(01)09506000134352(21)1(10)2',
    faults: ['link_order_wrong'],
  },
  {
    uri: 'https://example.com/01/09506000134352/10/2/235/1',
    elements: '(01)09506000134352(10)2(235)1',
    faults: ['link_order_wrong'],
  },
  { uri: 'https://example.com/01/09506000134353', elements: '(01)09506000134353', faults: ['check_digit_wrong'] },
  {
    uri: 'https://example.com/01/09506000134352?21=1',
    elements: '(01)09506000134352(21)1',
    faults: ['link_attribute_wrong'],
  },
  {
    uri: 'https://example.com/01/09506000134352?05=1',
    elements: '(01)09506000134352(05)1',
    faults: ['link_attribute_wrong', 'application_identifier_unknown'],
  },
  {
    uri: 'https://example.com/01/09506000134352/10/%G1',
    elements: '(01)09506000134352',
    faults: ['link_escape_wrong'],
  },
  {
    uri: 'https://example.com/01/09506000134352/10/%FF',
    elements: '(01)09506000134352',
    faults: ['link_escape_wrong'],
  },
  {
    uri: 'https://example.com/01/09506000134352?37=1',
    elements: '(01)09506000134352(37)1',
    faults: ['companions_exclude'],
  },
  { uri: 'https://example.com/gtin/09506000134352', faults: ['link_without_key'] },
  { uri: 'https://example.com/10/A', faults: ['link_without_key'] },
  { uri: 'https://example.com', faults: ['link_without_key'] },
  { uri: 'ftp://example.com/01/09506000134352', faults: ['link_wrong'] },
  { uri: `https://example.com/${'a'.repeat(limits.gs1TextCharactersMax)}`, faults: ['too_long_to_read'] },
];

for (const { uri, elements, faults = [] } of links) {
  test(`${uri.slice(0, 80)}: ${faults.join(', ') || 'right'}`, () => {
    const read = readDigitalLink(uri);
    assert.deepEqual(
      read.faults.map(({ code }) => code),
      faults,
    );
    assert.equal(read.link?.elements.map(({ ai, value }) => `(${ai})${value}`).join(''), elements);
    // Each place is that of the value.
    for (const { value, position } of read.link?.elements ?? [])
      assert.ok(uri.slice(position).startsWith(encoded(value)));
  });
}

test('a link is printed with its key first, qualifiers in their order and the rest in the query', () => {
  const element = (ai: string, value: string): { ai: string; value: string } => ({ ai, value });
  const gtin = element('01', '09506000134352');
  assert.equal(
    printDigitalLink([
      element('17', '261231'),
      element('21', 'a/b'),
      gtin,
      element('10', '(1)'),
      element('11', '260101'),
    ]).uri,
    'https://id.gs1.org/01/09506000134352/10/%281%29/21/a%2Fb?11=260101&17=261231',
  );
  assert.equal(
    printDigitalLink([gtin, element('235', 'x')], {
      stem: 'https://x.example/y',
      others: ['linkType=all'],
      fragment: 'f',
    }).uri,
    'https://x.example/y/01/09506000134352/235/x?linkType=all#f',
  );
  assert.deepEqual(
    printDigitalLink([element('10', 'A')]).faults.map(({ code }) => code),
    ['link_without_key'],
  );
  assert.deepEqual(
    printDigitalLink([gtin, element('254', '1')]).faults.map(({ code, ai }) => [code, ai]),
    [['link_attribute_wrong', '254']],
  );
});

const text82 = (max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...set82.split('')), { minLength: 1, maxLength: max }).map((signs) => signs.join(''));
const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((all) => all.join(''));

test('a printed link is read as it was', () => {
  fc.assert(
    fc.property(
      digits(13),
      fc.option(text82(20)),
      fc.option(text82(20)),
      fc.option(text82(30)),
      (bare, lot, serial, own) => {
        const elements = [
          { ai: '01', value: `${bare}${checkDigitOf(bare)}` },
          ...(lot === null ? [] : [{ ai: '10', value: lot }]),
          ...(serial === null ? [] : [{ ai: '21', value: serial }]),
          ...(own === null ? [] : [{ ai: '240', value: own }]),
        ];
        const { uri } = printDigitalLink(elements);
        const { link, faults } = readDigitalLink(uri ?? '');
        assert.deepEqual(faults, []);
        assert.deepEqual(
          link?.elements.map(({ ai, value }) => ({ ai, value })),
          elements,
        );
      },
    ),
  );
});

test('signs are escaped one way, and back', () => {
  assert.equal(encoded('!"%&\'()*+,-./:;<=>?_ä'), "%21%22%25%26'%28%29%2A%2B%2C-.%2F%3A;%3C=%3E%3F_%C3%A4");
  assert.equal(encoded('\ud800'), '%EF%BF%BD');
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(decoded(encoded(text)), text)));
});

/** Of CBV 2.0 and of the Tag Data Standard. */
const urns: readonly (readonly [string, string])[] = [
  ['urn:epc:id:sgtin:0614141.107346.2017', '(01)10614141073464(21)2017'],
  ['urn:epc:id:sgtin:0614141.107346.a.b%2F', '(01)10614141073464(21)a.b/'],
  ['urn:epc:class:lgtin:4012345.012345.998877', '(01)04012345123456(10)998877'],
  ['urn:epc:id:sscc:4012345.1112223334', '(00)140123451122233341'],
  ['urn:epc:id:sgln:0614141.07346.1234', '(414)0614141073467(254)1234'],
  ['urn:epc:id:sgln:0614141.07346.0', '(414)0614141073467'],
  ['urn:epc:id:pgln:4012345.00000', '(417)4012345000009'],
  ['urn:epc:id:grai:4012345.55555.987', '(8003)04012345555554987'],
  ['urn:epc:id:giai:4000001.1.1', '(8004)40000011.1'],
  ['urn:epc:id:gdti:4012345.11111.123', '(253)4012345111118123'],
  ['urn:epc:id:cpi:4012345.5PQ7%2FZ43.12345', '(8010)40123455PQ7/Z43(8011)12345'],
  ['urn:epc:id:itip:4012345.012345.01.02.987', '(8006)040123451234560102(21)987'],
  ['urn:epc:id:gsrn:4012345.0000010253', '(8018)401234500000102532'],
  ['urn:epc:id:gsrnp:4012345.0000010253', '(8017)401234500000102532'],
  ['urn:epc:id:gsin:4012345.222333444', '(402)40123452223334442'],
  ['urn:epc:id:ginc:4012345.xyz47', '(401)4012345xyz47'],
  ['urn:epc:id:sgcn:4012345.67890.04711', '(255)401234567890104711'],
  ['urn:epc:id:upui:1234567.098765.51qIgY', '(01)01234567987651(235)51qIgY'],
  ['urn:epc:idpat:sgtin:4012345.012345.*', '(01)04012345123456'],
  ['urn:epc:idpat:grai:4012345.55555.*', '(8003)04012345555554'],
  ['urn:epc:idpat:itip:4012345.012345.01.02.*', '(8006)040123451234560102'],
  ['urn:epc:idpat:cpi:4012345.5PQ7.*', '(8010)40123455PQ7'],
];

for (const [urn, elements] of urns) {
  test(`${urn} is ${elements}, and back`, () => {
    const read = readEpcUrn(urn);
    assert.deepEqual(read.faults, []);
    assert.equal(read.elements.map(({ ai, value }) => `(${ai})${value}`).join(''), elements);
    assert.equal(printEpcUrn(read.elements, ['401', read.companyPrefix ?? '']).urn, urn);
  });
}

const wrongUrns = [
  'urn:epc:id:sgtin:0614141.10734.2017',
  'urn:epc:id:sgtin:0614141.107346',
  'urn:epc:id:sgtin:061.4141107346.1',
  'urn:epc:id:sgtin:0614141.107346.*',
  'urn:epc:id:sgtin:0614141.107346.',
  'urn:epc:id:sgtin:0614141.107346.%2',
  'urn:epc:id:sscc:4012345.11122A3334',
  'urn:epc:id:giai:4000001.',
  'urn:epc:id:giai:4000001.%',
  'urn:epc:id:lgtin:4012345.012345.998877',
  'urn:epc:class:sgtin:4012345.012345.998877',
  'urn:epc:id:usdod:CAGEY.5678',
  'urn:epc:id:toString:1.2',
  'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
  `urn:epc:id:giai:${'1'.repeat(limits.gs1TextCharactersMax)}`,
];

test('what is no URN of a GS1 key is refused with what is wrong', () => {
  for (const urn of wrongUrns) {
    const { elements, faults } = readEpcUrn(urn);
    assert.deepEqual([elements.length, faults.map(({ code }) => code)], [0, ['urn_wrong']], urn.slice(0, 60));
  }
  assert.deepEqual(
    readEpcUrn('urn:epc:id:sgtin:0614141.107346.%C3%A4').faults.map(({ code }) => code),
    ['character_wrong'],
  );
});

test('a URN is printed only where the company prefix is known and a scheme stands for the elements', () => {
  const element = { ai: '01', value: '10614141073464' };
  assert.deepEqual(
    printEpcUrn([element], ['4012345']).faults.map(({ code }) => code),
    ['company_prefix_not_known'],
  );
  assert.deepEqual(
    printEpcUrn([{ ai: '37', value: '1' }], []).faults.map(({ code }) => code),
    ['no_urn'],
  );
  assert.deepEqual(
    printEpcUrn([], []).faults.map(({ code, ai }) => [code, ai]),
    [['no_urn', null]],
  );
});

test('any serial number goes into a URN and back', () => {
  fc.assert(
    fc.property(digits(12), fc.integer({ min: 6, max: 12 }), text82(20), (bare, length, serial) => {
      const value = `${bare.slice(0, 1)}${bare.slice(1)}0`;
      const elements = [
        { ai: '01', value: `${value}${checkDigitOf(value)}` },
        { ai: '21', value: serial },
      ];
      const { urn } = printEpcUrn(elements, [value.slice(1, 1 + length)]);
      assert.deepEqual(
        readEpcUrn(urn ?? '').elements.map(({ ai, value: own }) => ({ ai, value: own })),
        elements,
      );
    }),
  );
});

test('any link and any URN is read or refused, and never breaks', () => {
  const part = fc.constantFrom(
    'https://',
    'x.example',
    '/01/',
    '09506000134352',
    '/21/',
    '?',
    '=',
    '&',
    '#',
    '%',
    '17',
    '.',
    'urn:epc:id:',
    'sgtin:',
    '4012345',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 10 }), (parts) => {
      const text = parts.join('');
      const { link, faults } = readDigitalLink(text);
      assert.ok(link !== null || faults.length > 0);
      const urn = readEpcUrn(text);
      assert.ok(urn.elements.length > 0 || urn.faults.length > 0);
    }),
  );
});

test('qualifiers that do not follow a key are told with those that do', () => {
  const told = (link: string): string =>
    readDigitalLink(link)
      .faults.map(({ detail }) => detail)
      .join(' ');
  assert.match(told('https://id.gs1.org/00/140123451122233341/10/ABC'), /do not follow \(00\) so; these do: none/);
  assert.match(
    told('https://id.gs1.org/01/09506000134352/21/7/10/ABC'),
    /do not follow \(01\) so; these do: 22, 10, 21/,
  );
});

test('what stands in the query is in the order of its numbers', () => {
  const elements = ['01:09506000134352', '17:261231', '11:261101', '3103:001750', '15:261130'].map((pair) => {
    const [ai = '', value = ''] = pair.split(':');
    return { ai, value };
  });
  const { uri } = printDigitalLink(elements);
  assert.equal(uri, 'https://id.gs1.org/01/09506000134352?11=261101&15=261130&17=261231&3103=001750');
});

test('a serial number that is * alone is escaped: unescaped, it means any', () => {
  const elements = [
    { ai: '01', value: '09506000134352' },
    { ai: '21', value: '*' },
  ];
  const { urn } = printEpcUrn(elements, ['9506000']);
  assert.equal(urn, 'urn:epc:id:sgtin:9506000.013435.%2A');
  assert.deepEqual(
    readEpcUrn(urn ?? '').elements.map(({ ai, value }) => ({ ai, value })),
    elements,
  );
});
