// The sandbox of FreightLine: the API behind tokens, limits and faults, and the admin pages for tests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { createAccess } from './access.ts';
import { createApi } from './api.ts';
import { jsonOf, problem, readRequest, writeAnswer, type Answer, type Request } from './exchange.ts';
import { createFaults, faultNames } from './faults.ts';
import { openLedger } from './ledger.ts';
import { createPush } from './push.ts';
import { createStatusJobs } from './status-jobs.ts';
import { at } from './words.ts';

export interface TmsOptions {
  folder: string;
  port: number;
  seed: number;
  /** Time between two milestones of a booking. */
  stepMs: number;
  /** Requests in any one second. */
  perSecond: number;
  /** One request in so many is answered 503; 0 for never. */
  busyOneIn: number;
  clientId: string;
  clientSecret: string;
  log: (line: string) => void;
}

export interface Tms {
  url: string;
  close: () => Promise<void>;
}

export async function startTms(options: TmsOptions): Promise<Tms> {
  mkdirSync(options.folder, { recursive: true });
  const ledger = openLedger(join(options.folder, 'freightline.jsonl'));
  const now = (): number => Date.now() + ledger.aheadMs();
  const faults = createFaults();
  const access = createAccess({ ...options, now });
  const jobs = createStatusJobs(ledger, options);
  const push = createPush({ ...options, now });
  const api = createApi({ ...options, ledger, faults, now });
  let asked = 0;

  const runJobs = (): void => {
    const found = jobs.run(now());
    if (found.length > 0 && ledger.subscriptions.size > 0)
      push.send(ledger.subscriptions.values(), found, faults.hit('repeat_push') === undefined ? 1 : 2);
  };

  /** Moves the clock on in small strides, so that the jobs run as often as they would have. */
  const advance = (ms: number): void => {
    const stride = Math.max(options.stepMs / 4, ms / 1000);
    for (let left = ms; left > 0; left -= stride) {
      ledger.write({ kind: 'clock', aheadMs: ledger.aheadMs() + Math.min(stride, left) });
      runJobs();
    }
  };

  const admin = ({ method, path, body }: Request): Answer => {
    if (path === '/admin/bookings') return { status: 200, body: [...ledger.bookings.values()] };
    if (path === '/admin/milestones') return { status: 200, body: [...ledger.milestones] };
    if (path === '/admin/revoke-tokens' && method === 'POST') access.revokeAll();
    else if (path === '/admin/advance' && method === 'POST') {
      const seconds = at(jsonOf(body), 'seconds');
      if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= 2_592_000))
        return problem('FL-9001', 'seconds', 'between 0 and 30 days', 400);
      advance(seconds * 1000);
    } else if (path === '/admin/faults' && method === 'DELETE') faults.clear();
    else if (path === '/admin/faults' && method === 'POST') {
      const wish = jsonOf(body);
      const name = faultNames.find((known) => known === at(wish, 'fault'));
      if (name === undefined) return problem('FL-9002', 'fault', `none of ${faultNames.join(', ')}`, 400);
      const [times, ms] = [at(wish, 'times'), at(wish, 'ms')];
      faults.set(name, { times: typeof times === 'number' ? times : null, ms: typeof ms === 'number' ? ms : 2000 });
    } else if (path !== '/admin/faults') return problem('FL-1004', '', `${path} is unknown`, 404);
    return { status: 200, body: { faults: faults.list(), now: Math.floor(now() / 1000) } };
  };

  /** What stands in front of the API: null when the request may pass. */
  const gate = (request: Request): Answer | null => {
    if (faults.hit('bad_gateway') !== undefined)
      return { status: 502, body: '<html><head><title>502 Bad Gateway</title></head><body>proxy</body></html>' };
    asked += 1;
    const isBusy = options.busyOneIn > 0 && (asked + options.seed) % options.busyOneIn === 0;
    if (isBusy || faults.hit('down') !== undefined) return problem('FL-1003', '', 'temporarily unavailable', 503);
    if (!access.admit('account'))
      return { ...problem('FL-1029', '', 'too many requests', 429), headers: { 'retry-after': '1' } };
    if (request.path === '/oauth/token') return null;
    return access.isKnown(request.authorization)
      ? null
      : { ...problem('FL-1001', '', 'token missing or expired', 401), headers: { 'www-authenticate': 'Bearer' } };
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    if (request === undefined) {
      const tooLarge = problem('FL-1013', '', 'body too large', 413);
      return writeAnswer(response, { ...tooLarge, headers: { connection: 'close' } });
    }
    if (request.path.startsWith('/admin/')) return writeAnswer(response, admin(request));
    const slow = faults.hit('slow');
    if (slow !== undefined) await new Promise((resolve) => setTimeout(resolve, slow.ms));
    const stopped = gate(request);
    if (stopped !== null) return writeAnswer(response, stopped);
    if (request.path === '/oauth/token' && request.method === 'POST')
      return writeAnswer(response, access.grant({ ...request, form: new URLSearchParams(request.body) }));
    const answer = api(request);
    // Only what changes something is worth losing: that is what a customer must be able to survive.
    if (request.method === 'POST' && !request.path.endsWith('/rates') && faults.hit('lose_answer') !== undefined)
      return void incoming.socket.destroy();
    writeAnswer(response, answer);
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      options.log(`request failed: ${String(error)}`);
      if (!response.headersSent) writeAnswer(response, problem('FL-1099', '', 'internal error', 500));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  const ticking = setInterval(runJobs, Math.max(options.stepMs / 4, 25));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(ticking);
      push.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
