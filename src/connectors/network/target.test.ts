import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressProblem, reachOf, urlProblem } from './target.ts';
import type { Reach } from './target.ts';

const reaches: readonly (readonly [string, Reach])[] = [
  ['93.184.215.14', 'public'],
  ['8.8.8.8', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.1', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.1', 'public'],
  ['2606:2800:21f:cb07::1', 'public'],
  ['2a00:1450:4001:82a::200e', 'public'],
  ['127.0.0.1', 'private'],
  ['127.255.255.254', 'private'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['::1', 'private'],
  ['fd12:3456::1', 'private'],
  ['fc00::1', 'private'],
  ['0.0.0.0', 'never'],
  ['0.1.2.3', 'never'],
  ['169.254.169.254', 'never'],
  ['100.100.100.200', 'never'],
  ['168.63.129.16', 'never'],
  ['192.0.0.8', 'never'],
  ['192.0.2.1', 'never'],
  ['198.18.0.1', 'never'],
  ['198.51.100.1', 'never'],
  ['203.0.113.1', 'never'],
  ['224.0.0.1', 'never'],
  ['239.255.255.255', 'never'],
  ['240.0.0.1', 'never'],
  ['255.255.255.255', 'never'],
  ['::', 'never'],
  ['fe80::1', 'never'],
  ['fe80::1%eth0', 'never'],
  ['ff02::1', 'never'],
  ['fd00:ec2::254', 'never'],
  ['2001:db8::1', 'never'],
  ['2002:7f00:1::', 'never'],
  ['64:ff9b::7f00:1', 'never'],
  ['::ffff:127.0.0.1', 'never'],
  ['::ffff:7f00:1', 'never'],
  ['::ffff:8.8.8.8', 'never'],
  ['::127.0.0.1', 'never'],
  ['localhost', 'never'],
  ['', 'never'],
];

test('every kind of address reaches as far as it does', () => {
  for (const [address, expected] of reaches) assert.equal(reachOf(address), expected, address);
});

test('private addresses need the setting, public ones need TLS, some are never connected to', () => {
  const cases: readonly (readonly [string, boolean, boolean, boolean])[] = [
    // address, secure, private allowed, may be connected to
    ['8.8.8.8', true, false, true],
    ['8.8.8.8', false, false, false],
    ['8.8.8.8', false, true, false],
    ['8.8.8.8', true, true, true],
    ['10.0.0.1', true, false, false],
    ['10.0.0.1', false, true, true],
    ['10.0.0.1', true, true, true],
    ['169.254.169.254', true, true, false],
    ['0.0.0.0', false, true, false],
  ];
  for (const [address, secure, allowPrivate, expected] of cases) {
    assert.equal(
      addressProblem('shop.example', address, { secure, allowPrivate }) === null,
      expected,
      `${address} ${secure} ${allowPrivate}`,
    );
  }
  assert.match(
    addressProblem('shop.example', '10.0.0.1', { secure: true, allowPrivate: false })?.detail ?? '',
    /^shop\.example \(10\.0\.0\.1\)/,
  );
});

test('addresses of receivers are refused with the reason, however they are written', () => {
  const cases: readonly (readonly [string, 'fine' | 'with the setting' | 'never'])[] = [
    ['https://shop.example/hooks', 'fine'],
    ['https://shop.example:8443/hooks?tenant=1', 'fine'],
    ['https://93.184.215.14/', 'fine'],
    ['https://[2606:2800:21f:cb07::1]/', 'fine'],
    ['http://127.0.0.1:9000/', 'with the setting'],
    ['https://127.0.0.1/', 'with the setting'],
    ['https://127.1/', 'with the setting'],
    ['https://0x7f000001/', 'with the setting'],
    ['https://2130706433/', 'with the setting'],
    ['https://017700000001/', 'with the setting'],
    ['https://[::1]/', 'with the setting'],
    ['https://10.0.0.5/', 'with the setting'],
    ['https://localhost/', 'with the setting'],
    ['https://shop.localhost/', 'with the setting'],
    ['https://metadata.google.internal/', 'with the setting'],
    ['http://erp.example/', 'with the setting'],
    ['https://169.254.169.254/latest/meta-data', 'never'],
    ['https://[::ffff:127.0.0.1]/', 'never'],
    ['https://0.0.0.0/', 'never'],
    ['http://93.184.215.14/', 'never'],
    ['ftp://shop.example/', 'never'],
    ['file:///etc/passwd', 'never'],
    ['javascript:alert(1)', 'never'],
    ['shop.example', 'never'],
    ['', 'never'],
    ['https://', 'never'],
    ['https://user:secret@shop.example/', 'never'],
    ['https://user@shop.example/', 'never'],
    ['https://shop.example/#part', 'never'],
    [`https://shop.example/${'a'.repeat(2_048)}`, 'never'],
  ];
  for (const [url, expected] of cases) {
    assert.equal(urlProblem(url, false) === null, expected === 'fine', `${url} as it is`);
    assert.equal(urlProblem(url, true) === null, expected !== 'never', `${url} with the setting`);
  }
});
