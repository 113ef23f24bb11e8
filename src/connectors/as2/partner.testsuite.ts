// A partner over AS2 for tests: a real HTTP server that decrypts, verifies and signs by OpenSSL, knows messages by their Message-ID,
// and answers with a receipt. It can be told to do wrong what partners do wrong.
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { takeApart } from './openssl.testsuite.ts';
import type { OpenSsl, Pair } from './openssl.testsuite.ts';

export interface TakenMessage {
  readonly messageId: string;
  readonly headers: IncomingHttpHeaders;
  /** Headers and content of what was signed. */
  readonly part: string;
  readonly content: string;
}

export interface Behaviour {
  /** Whatever comes, it says this of it. */
  disposition?: string;
  mic?: 'other' | 'none';
  receipt?: 'none' | 'unsigned' | 'tampered' | 'stranger' | 'of_another';
  status?: number;
  /** Content that it refuses. */
  refuses?: (content: string) => boolean;
  /** Answers first, and sends the receipt later. */
  waitsMs?: number;
}

export interface AnsweredReceipt {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Partner extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Each message once, in the order in which they came. */
  readonly taken: TakenMessage[];
  /** Every request, repetitions too. */
  readonly asked: string[];
  /** Receipts that came by themselves, of what it sent. */
  readonly receipts: AnsweredReceipt[];
  /** Receipts that it sent by themselves, and how they were answered. */
  readonly sentReceipts: number[];
  behaviour: Behaviour;
}

export interface PartnerOptions {
  readonly openssl: OpenSsl;
  readonly own: Pair;
  /** The one that it knows us by. */
  readonly us: Pair;
  readonly stranger?: Pair;
}

export async function startPartner({ openssl, own, us, stranger }: PartnerOptions): Promise<Partner> {
  const taken: TakenMessage[] = [];
  const dispositions = new Map<string, { readonly disposition: string; readonly mic: string }>();

  /** What it makes of a message: the content, or why not. */
  function read(body: Buffer, type: string): { readonly part: Buffer } | { readonly error: string } {
    let entity = body;
    let contentType = type;
    if (/pkcs7-mime/i.test(type)) {
      try {
        entity = openssl.decrypt(body, own);
      } catch {
        return { error: 'decryption-failed' };
      }
      const at = entity.indexOf('\r\n\r\n');
      contentType =
        /content-type: (.*)/i.exec(
          entity
            .subarray(0, at)
            .toString()
            .replaceAll(/\r\n\s+/g, ' '),
        )?.[1] ?? '';
      entity = entity.subarray(at + 4);
    }
    try {
      const { part, signature } = takeApart(entity, contentType);
      openssl.verify(part, signature, us);
      return { part };
    } catch {
      return { error: 'authentication-failed' };
    }
  }

  function judge(headers: IncomingHttpHeaders, body: Buffer): { readonly disposition: string; readonly mic: string } {
    const messageId = String(headers['message-id']);
    const known = dispositions.get(messageId);
    if (known !== undefined) return known;
    const seen = read(body, headers['content-type'] ?? '');
    if ('error' in seen) return { disposition: `processed/error: ${seen.error}`, mic: '' };
    const { part } = seen;
    const content = part.subarray(part.indexOf('\r\n\r\n') + 4).toString();
    const mic = `${createHash('sha256').update(part).digest('base64')}, sha-256`;
    if (partner.behaviour.refuses?.(content) === true)
      return { disposition: 'processed/error: unexpected-processing-error', mic };
    const judged = { disposition: 'processed', mic };
    dispositions.set(messageId, judged);
    taken.push({ messageId, headers, part: part.toString(), content });
    return judged;
  }

  function receiptFor(
    headers: IncomingHttpHeaders,
    judged: { disposition: string; mic: string },
  ): { type: string; body: Buffer } {
    const { behaviour } = partner;
    const boundary = `=_${randomUUID()}`;
    const id = behaviour.receipt === 'of_another' ? '<another@partner>' : String(headers['message-id']);
    const mic = behaviour.mic === 'other' ? `${Buffer.alloc(32, 7).toString('base64')}, sha-256` : judged.mic;
    const report = [
      `Content-Type: multipart/report; report-type=disposition-notification; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain',
      '',
      `Message ${id}: ${judged.disposition}`,
      `--${boundary}`,
      'Content-Type: message/disposition-notification',
      '',
      'Reporting-UA: openssl-partner',
      `Final-Recipient: rfc822; ${String(headers['as2-to'])}`,
      `Original-Message-ID: ${id}`,
      `Disposition: automatic-action/MDN-sent-automatically; ${behaviour.disposition ?? judged.disposition}`,
      ...(mic === '' || behaviour.mic === 'none' ? [] : [`Received-Content-MIC: ${mic}`]),
      '',
      `--${boundary}--`,
      '',
    ].join('\r\n');
    if (behaviour.receipt === 'unsigned') {
      const at = report.indexOf('\r\n\r\n');
      return { type: report.slice('Content-Type: '.length, at), body: Buffer.from(report.slice(at + 4)) };
    }
    const { contentType, body } = openssl.signed(
      Buffer.from(report),
      behaviour.receipt === 'stranger' && stranger ? stranger : own,
    );
    const text = body.toString('latin1');
    return {
      type: contentType,
      body:
        behaviour.receipt === 'tampered'
          ? Buffer.from(text.replace('openssl-partner', 'somebody--else!'), 'latin1')
          : body,
    };
  }

  function receiptHeaders(headers: IncomingHttpHeaders, type: string): Record<string, string> {
    return {
      'content-type': type,
      'as2-version': '1.2',
      'as2-from': String(headers['as2-to']),
      'as2-to': String(headers['as2-from']),
      'message-id': `<${randomUUID()}@partner>`,
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const { headers, method, url } = request;
    if (method === 'OPTIONS') return void response.writeHead(200, { allow: 'POST' }).end();
    if (url === '/receipts') {
      partner.receipts.push({ status: 200, headers, body });
      return void response.writeHead(200).end();
    }
    partner.asked.push(String(headers['message-id']));
    const { behaviour } = partner;
    if (behaviour.status !== undefined) return void response.writeHead(behaviour.status).end();
    const judged = judge(headers, body);
    if (behaviour.receipt === 'none') return void response.writeHead(200).end();
    const { type, body: receipt } = receiptFor(headers, judged);
    const to = headers['receipt-delivery-option'];
    if (typeof to !== 'string') return void response.writeHead(200, receiptHeaders(headers, type)).end(receipt);
    response.writeHead(200).end();
    await new Promise((resolve) => setTimeout(resolve, behaviour.waitsMs ?? 0));
    partner.sentReceipts.push((await post(to, receiptHeaders(headers, type), receipt, 2_000)).status);
  }

  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const work = answer(request, response)
      .catch(() => undefined) // Whoever asked is gone, and is told nothing more.
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const partner: Partner = {
    url: `http://127.0.0.1:${port}/as2`,
    port,
    taken,
    asked: [],
    receipts: [],
    sentReceipts: [],
    behaviour: {},
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await Promise.all(underWay);
    },
  };
  return partner;
}

export interface Document {
  readonly content: string | Uint8Array;
  readonly contentType?: string;
  readonly fileName?: string;
}

export function partOf({ content, contentType = 'application/edi-x12', fileName }: Document): Buffer {
  const disposition = fileName === undefined ? '' : `Content-Disposition: attachment; filename="${fileName}"\r\n`;
  return Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n${disposition}\r\n`), Buffer.from(content)]);
}

/** Signed and encrypted, with the headers that a message has at least. */
export function sealed(
  { openssl, own, us }: PartnerOptions,
  part: Uint8Array,
  {
    messageId,
    from = 'PARTNER',
    to = 'US',
  }: { readonly messageId: string; readonly from?: string; readonly to?: string },
): { readonly headers: Record<string, string>; readonly body: Buffer } {
  const signed = openssl.signed(part, own);
  const whole = Buffer.concat([Buffer.from(`Content-Type: ${signed.contentType}\r\n\r\n`), signed.body]);
  return {
    headers: {
      'as2-from': from,
      'as2-to': to,
      'message-id': messageId,
      'content-type': 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
    },
    body: openssl.encrypt(whole, us),
  };
}

/** Whoever does not answer in time is given up. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: Uint8Array,
  timeoutMs = 20_000,
): Promise<AnsweredReceipt> {
  const sending = ask(url, { method: 'POST', headers, agent: false, signal: AbortSignal.timeout(timeoutMs) });
  sending.end(body);
  const [response] = (await once(sending, 'response')) as [IncomingMessage]; // That is what Node gives.
  return { status: response.statusCode ?? 0, headers: response.headers, body: await bytesOf(response) };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
