// What every connector must survive, each way by itself: a partner that sends to us, and one that we send to.
import { createReach } from '#connectors/network/reach.ts';
import { testConnector } from '#connectors/connector.testsuite.ts';
import type { Connector } from '#connectors/connector.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import type { Harness } from '#connectors/harness.testsuite.ts';
import { startPushing } from '#connectors/pushed-side.testsuite.ts';
import { after } from 'node:test';
import { as2Connector } from './connector.ts';
import { OpenSsl, openSslMissing } from './openssl.testsuite.ts';
import { partOf, sealed, startPartner } from './partner.testsuite.ts';

const skip = openSslMissing();
const openssl = new OpenSsl();
after(() => openssl[Symbol.dispose]());
const pairs = skip === undefined ? ['us', 'us next', 'partner'].map((name) => openssl.pair(name)) : [];
const nothing = { certificate: '', key: '', certificateFile: '', keyFile: '' };
const [us = nothing, next = nothing, own = nothing] = pairs;

const credentials = { privateKey: us.key };
const expired = { privateKey: next.key };
const names = { ourName: 'US', partnerName: 'PARTNER' };
const certificates = { ourCertificates: [us.certificate, next.certificate], partnerCertificates: [own.certificate] };
const reach = createReach({ allowPrivate: true });

async function makePushed(): Promise<Harness> {
  // Sent again it is the same, as of most partners; and each has its price in processes.
  const made = new Map<string, ReturnType<typeof sealed>>();
  const settings = { ...names, ...certificates };
  const pushing = await startPushing(as2Connector, {
    settings,
    credentials,
    signsBody: false, // The document is signed; under which Message-ID it comes is not.
    write: (mark) => Buffer.from(`ISA*${mark}*grüezi~`),
    sign: () => ({}),
    wrap: ({ id, body }, by) => {
      const to = by === credentials ? us : next;
      const name = `${id} ${by === credentials} ${Buffer.from(body).toString('base64')}`;
      const message =
        made.get(name) ?? sealed({ openssl, own, us: to }, partOf({ content: body }), { messageId: `<${id}@partner>` });
      made.set(name, message);
      return message;
    },
  });
  return {
    settings,
    credentials,
    expired,
    reach,
    proxy: pushing.proxy,
    pushed: pushing.side,
    incoming: {
      stream: 'documents',
      settings: {},
      put: (marks) => pushing.put(marks),
      putBytes: (bytes) => pushing.putBytes(bytes),
    },
    [Symbol.asyncDispose]: () => pushing[Symbol.asyncDispose](),
  };
}

testConnector({
  connector: as2Connector,
  name: 'as2 (in)',
  make: makePushed,
  sends: false,
  skip,
  wrong: [
    { part: 'settings', change: { ourCertificates: [own.key] }, field: 'private key' },
    { part: 'settings', change: { partnerCertificates: ['nothing'] }, field: 'partnerCertificates' },
    { part: 'settings', change: { ourName: ' US' }, field: 'ourName' },
    { part: 'settings', change: { receiptUrl: 'mailto:edi@us.example' }, field: 'receiptUrl' },
  ],
});

async function makeSending(): Promise<Harness> {
  const partner = await startPartner({ openssl, own, us });
  partner.behaviour.refuses = (content) => content.includes('nonsense');
  const proxy = await startFaultProxy({ port: partner.port });
  const write = (text: string) => ({
    value: { text },
    body: Buffer.from(`ISA*${text}~`),
    mediaType: 'application/edi-x12',
  });
  return {
    settings: { ...names, ...certificates, url: `http://127.0.0.1:${proxy.port}/as2` },
    credentials,
    expired,
    reach,
    proxy,
    outgoing: {
      operation: 'orders',
      settings: { fileName: '{id}.edi', digest: 'sha-256' },
      write,
      refused: () => write('nonsense'),
      seen: () => Promise.resolve(partner.taken.map(({ content }) => /mark-\d+/.exec(content)?.[0] ?? content)),
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await partner[Symbol.asyncDispose]();
    },
  };
}

// Without what is pushed: that has a network of its own.
const sender: Connector = { ...as2Connector, stream: null };
Reflect.deleteProperty(sender, 'take');

testConnector({
  connector: sender,
  name: 'as2 (out)',
  make: makeSending,
  checkSeesAccess: false,
  skip,
  wrong: [
    { part: 'settings', change: { url: 'ftp://partner.example' }, field: 'url' },
    { part: 'operation', change: { encryption: 'none' }, field: 'encryption' },
    { part: 'operation', change: { encryption: '3des' }, field: 'encryption' },
    { part: 'operation', change: { receipt: 'asynchronous' }, field: 'receiptUrl' },
    { part: 'operation', change: { fileName: '{nowhere}.edi' }, field: 'fileName' },
  ],
});
