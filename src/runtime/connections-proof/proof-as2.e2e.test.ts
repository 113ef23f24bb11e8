// A partner over AS2 that reports and is told, with receipts both ways: those of what it is told come by themselves. Its cryptography
// is OpenSSL's.
import { setTimeout as wait } from 'node:timers/promises';
import { OpenSsl, openSslMissing, takeApart } from '#connectors/as2/openssl.testsuite.ts';
import { partOf, post, sealed, startPartner } from '#connectors/as2/partner.testsuite.ts';
import { startFaultProxy } from '#connectors/fault-proxy.testsuite.ts';
import { prove } from './proof.testsuite.ts';
import { lostAnswers, networkTroubles, requestTroubles } from './troubles.testsuite.ts';
import { toldTypes } from './words.testsuite.ts';
import type { Report } from './words.testsuite.ts';

/** The partner works out each answer by several processes. */
const attemptMs = 4_000;

prove({
  name: 'as2',
  seed: 20_261_124,
  skip: openSslMissing() ?? false,
  async make(node, random) {
    await using stack = new AsyncDisposableStack();
    const openssl = stack.use(new OpenSsl());
    const us = openssl.pair('us');
    const own = openssl.pair('partner');
    const partner = stack.use(await startPartner({ openssl, own, us }));
    const inwards = stack.use(await startFaultProxy({ port: node.port }));
    const outwards = stack.use(await startFaultProxy({ port: partner.port }));
    const address = `http://127.0.0.1:${inwards.port}/v1/in/acme`;

    // Sent again it is the same message, as of most partners; and each has its price in processes.
    const made = new Map<string, ReturnType<typeof sealed>>();
    const messageOf = (report: Report): ReturnType<typeof sealed> => {
      const part = partOf({ content: JSON.stringify(report), contentType: 'application/json' });
      const message =
        made.get(report.id) ?? sealed({ openssl, own, us }, part, { messageId: `<${report.id}@partner>` });
      made.set(report.id, message);
      return message;
    };

    /** One attempt; it is kept when a receipt with the partner's signature says so. */
    async function isTaken(report: Report): Promise<boolean> {
      const { headers, body } = messageOf(report);
      const wants = {
        'disposition-notification-to': 'edi@partner',
        'disposition-notification-options': 'signed-receipt-protocol=required, pkcs7-signature',
      };
      try {
        const answer = await post(`${address}/reports`, { ...headers, ...wants }, body, attemptMs);
        const receipt = takeApart(answer.body, answer.headers['content-type'] ?? '');
        openssl.verify(receipt.part, receipt.signature, us);
        return /; processed\r$/m.test(receipt.part.toString());
      } catch {
        return false; // It cannot know what became of it: it sends it again.
      }
    }

    const kept = stack.move();
    return {
      connections: {
        acme: {
          kind: 'as2',
          owner: 'Proof',
          settings: {
            ourName: 'US',
            partnerName: 'PARTNER',
            ourCertificates: [us.certificate],
            partnerCertificates: [own.certificate],
            url: `http://127.0.0.1:${outwards.port}/as2`,
            receiptUrl: `${address}/receipts`,
          },
          streams: [{ name: 'reports' }, { name: 'receipts' }],
          operations: [{ name: 'tell', types: toldTypes, settings: { receipt: 'asynchronous' } }],
          rights: { role: 'warehouse', sources: ['/wms'] },
          limits: { timeoutMs: attemptMs },
          credentials: { privateKey: us.key },
        },
      },
      troubles: [inwards, outwards].map((proxy) => [...networkTroubles(proxy, random), ...requestTroubles(proxy)]),
      killedIn: lostAnswers([inwards, outwards]),
      killedOver: ['acme'],
      async send(report) {
        while (!(await isTaken(report))) await wait(50);
      },
      effects: () =>
        Promise.resolve(
          partner.taken.map(({ content }) => ({ connection: 'acme', id: (JSON.parse(content) as { id: string }).id })),
        ),
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    };
  },
});
