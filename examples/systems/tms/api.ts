// The customer's side of FreightLine: rates, bookings, milestones, subscriptions. No idempotency anywhere.
import { randomUUID } from 'node:crypto';
import { draftOf, shown } from './bookings.ts';
import { jsonOf, ok, problem, refused, type Answer, type Request } from './exchange.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { pageOf, pageOfToken, stateOf, tokenSeconds } from './milestones.ts';
import { quote } from './rates.ts';
import { at, secondsOf } from './words.ts';

export interface ApiOptions {
  ledger: Ledger;
  faults: Faults;
  now: () => number;
  seed: number;
  stepMs: number;
}

export function createApi(options: ApiOptions): (request: Request) => Answer {
  const { ledger, faults } = options;
  const secret = `freightline-${options.seed}`;
  const state = (booking: Parameters<typeof stateOf>[0]): string =>
    stateOf(booking, { ...options, now: options.now() });

  const book = (body: unknown): Answer => {
    if (faults.hit('refuse') !== undefined) return problem('FL-2050', 'carrierCode', 'carrier declined: no capacity');
    const result = draftOf(body, { now: options.now(), secret });
    if ('errors' in result) return refused(result.errors);
    return ok(shown(ledger.book(result.draft), 'ACC'), 201);
  };

  const search = (query: URLSearchParams): Answer => {
    const reference = query.get('customerReference');
    if (reference === null) return problem('FL-2001', 'customerReference', 'mandatory', 400);
    const before = options.now() - (faults.hit('late_search')?.ms ?? 0);
    const found = [...ledger.bookings.values()].filter(
      ({ customerReference, createdAt }) => customerReference === reference && createdAt <= before,
    );
    return ok({ bookings: found.map((booking) => shown(booking, state(booking))) });
  };

  const cancel = (number: string, body: unknown): Answer => {
    const booking = ledger.bookings.get(number);
    if (booking === undefined) return problem('FL-3000', 'bookingNumber', 'unknown', 404);
    if (typeof at(body, 'reasonCode') !== 'string') return problem('FL-2001', 'reasonCode', 'mandatory');
    const now = state(booking);
    if (now === 'CXL') return problem('FL-3002', 'bookingNumber', 'already cancelled');
    if (now !== 'ACC') return problem('FL-3001', 'bookingNumber', `not possible in state ${now}`);
    const cancelled = { ...booking, cancelledAt: options.now() };
    ledger.write({ kind: 'booking', booking: cancelled });
    return ok(shown(cancelled, 'CXL'));
  };

  const milestones = (query: URLSearchParams): Answer => {
    const size = Number(query.get('pageSize') ?? 50);
    if (!Number.isInteger(size) || size < 1 || size > 100)
      return problem('FL-4003', 'pageSize', 'between 1 and 100', 400);
    const token = query.get('pageToken');
    const since = query.get('since');
    const readAt = secondsOf(options.now());
    if (token !== null) {
      const page = pageOfToken(token);
      if (page === undefined || page.readAt + tokenSeconds < readAt)
        return problem('FL-4002', 'pageToken', 'unknown or expired: start again with since', 400);
      return ok(pageOf(ledger.milestones, { page, size }));
    }
    if (since === null || !/^\d{1,10}$/.test(since))
      return problem('FL-4001', 'since', 'mandatory, in seconds since 1970', 400);
    const page = { since: Number(since), until: ledger.milestones.length, from: 0, readAt };
    return ok(pageOf(ledger.milestones, { page, size }));
  };

  const subscribe = (body: unknown): Answer => {
    const [url, key] = [at(body, 'url'), at(body, 'secret')];
    if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
      return problem('FL-5001', 'url', 'not an http(s) address');
    if (typeof key !== 'string' || key.length < 16) return problem('FL-5002', 'secret', 'shorter than 16 characters');
    const subscription = { id: randomUUID(), url, secret: key };
    ledger.write({ kind: 'subscribed', subscription });
    return ok({ subscriptionId: subscription.id, url }, 201);
  };

  return ({ method, path, query, body }) => {
    const [resource = '', id, action] = path.replace('/api/v2/', '').split('/');
    if (method === 'GET') {
      if (resource === 'milestones' && id === undefined) return milestones(query);
      if (resource === 'bookings' && id === undefined) return search(query);
      const booking = ledger.bookings.get(id ?? '');
      if (resource === 'bookings' && booking !== undefined && action === undefined)
        return ok(shown(booking, state(booking)));
    }
    if (method === 'DELETE' && resource === 'subscriptions' && ledger.subscriptions.has(id ?? '')) {
      ledger.write({ kind: 'unsubscribed', id: id ?? '' });
      return ok({});
    }
    if (method === 'POST') {
      const json = jsonOf(body);
      if (json === undefined) return problem('FL-1000', '', 'the body is not JSON', 400);
      if (resource === 'rates' && id === undefined) {
        const result = quote(json, { now: options.now(), secret });
        return 'errors' in result ? refused(result.errors) : ok(result);
      }
      if (resource === 'bookings' && id === undefined) return book(json);
      if (resource === 'bookings' && id !== undefined && action === 'cancel') return cancel(id, json);
      if (resource === 'subscriptions' && id === undefined) return subscribe(json);
    }
    return problem('FL-1004', '', `${method} ${path} is unknown`, 404);
  };
}
