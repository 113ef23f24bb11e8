// Certificates of both sides, made by openssl and shown to a real server over TLS.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { debianProgram, notHere } from '../../../tools/debian.ts';
import { httpConnector } from './connector.ts';
import { never, openWith, outgoing } from './other-side.testsuite.ts';

const openssl = debianProgram('openssl');
const folder = mkdtempSync(join(tmpdir(), 'crossdock-tls-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(file(name), 'utf8');

function run(command: string, parameters: readonly string[]): void {
  execFileSync(command, parameters, { stdio: 'pipe' });
}

function makeAuthority(command: string, name: string): void {
  const parameters = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  run(command, [...parameters, '-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)]);
}

function makeCertificate(command: string, name: string, authority: string, names: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file(`${name}.key`)];
  run(command, ['req', ...key, '-subj', `/CN=${name}`, '-out', file(`${name}.csr`)]);
  writeFileSync(file(`${name}.ext`), `subjectAltName=${names}`);
  const signer = ['-CA', file(`${authority}.pem`), '-CAkey', file(`${authority}.key`), '-CAcreateserial', '-days', '2'];
  run(command, [
    'x509',
    '-req',
    '-in',
    file(`${name}.csr`),
    ...signer,
    '-extfile',
    file(`${name}.ext`),
    '-out',
    file(`${name}.pem`),
  ]);
}

test(
  'a server that says that it does not trust us has not looked at what was sent',
  { skip: openssl === null ? notHere('openssl', ['openssl']) : false },
  async () => {
    assert.ok(openssl !== null);
    makeAuthority(openssl, 'authority');
    makeCertificate(openssl, 'server', 'authority', 'IP:127.0.0.1');
    const keys = ['-key', file('server.key'), '-cert', file('server.pem'), '-CAfile', file('authority.pem')];
    const options = ['-accept', '127.0.0.1:0', '-www', '-Verify', '1', '-verify_return_error'];
    const server = spawn(openssl, ['s_server', ...keys, ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      let port = '';
      for await (const text of server.stdout) {
        port = /ACCEPT \S+:(\d+)/.exec(String(text))?.[1] ?? '';
        if (port !== '') break;
      }
      const settings = { url: `https://127.0.0.1:${port}`, authorities: read('authority.pem') };
      await using session = openWith(httpConnector, settings);
      const sent = await session.send?.(outgoing({ method: 'POST', path: '/orders' }, {}), never());
      assert.ok(sent?.kind === 'later', JSON.stringify(sent));
      assert.match(sent.fault.cause ?? '', /CERTIFICATE_REQUIRED$/);
    } finally {
      server.kill();
    }
  },
);

test(
  'certificates are checked on both sides, and nothing is sent to whom they do not fit',
  { skip: openssl === null ? notHere('openssl', ['openssl']) : false },
  async () => {
    assert.ok(openssl !== null);
    for (const name of ['authority', 'stranger']) makeAuthority(openssl, name);
    makeCertificate(openssl, 'server', 'authority', 'IP:127.0.0.1');
    makeCertificate(openssl, 'client', 'authority', 'DNS:crossdock');
    makeCertificate(openssl, 'impostor', 'stranger', 'DNS:crossdock');
    const asked: string[] = [];
    const server = createServer(
      {
        key: read('server.key'),
        cert: read('server.pem'),
        ca: read('authority.pem'),
        requestCert: true,
        rejectUnauthorized: true,
      },
      (request, response) => {
        asked.push(request.url ?? '');
        response.end('{}');
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const send = async (
      settings: object,
      credentials: Readonly<Record<string, string>>,
      host = '127.0.0.1',
    ): Promise<string> => {
      await using session = openWith(httpConnector, { url: `https://${host}:${port}`, ...settings }, { credentials });
      const sent = await session.send?.(outgoing({ method: 'POST', path: '/orders' }, {}), never());
      assert.doesNotMatch(JSON.stringify(sent), /PRIVATE KEY/);
      return sent !== undefined && 'fault' in sent ? `${sent.kind} ${sent.fault.code}` : (sent?.kind ?? '');
    };
    const own = { authorities: read('authority.pem') };
    const client = { certificate: read('client.pem'), privateKey: read('client.key') };
    const impostor = { certificate: read('impostor.pem'), privateKey: read('impostor.key') };
    try {
      assert.equal(await send(own, client), 'done');
      assert.equal(asked.length, 1);
      // The authority is unknown; it is another one; the name is another.
      assert.equal(await send({}, client), 'later connection_failed');
      assert.equal(await send({ authorities: read('stranger.pem') }, client), 'later connection_failed');
      assert.equal(await send(own, client, 'localhost'), 'later connection_failed');
      // Node's own server mostly only resets what it does not trust: that could be anything.
      assert.match(await send(own, {}), /^(?:later|unknown) (?:connection_failed|unauthorized)$/);
      assert.match(await send(own, impostor), /^(?:later|unknown) (?:connection_failed|unauthorized)$/);
      assert.equal(asked.length, 1);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  },
);
