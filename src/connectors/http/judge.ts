// What an answer means for what was sent. Exact, because what is sent again hangs on it: a request that may have been done is
// never called undone. Pure.
import { retryAfterMs } from './retry-after.ts';
import type { Fault, Sent } from '#connectors/connector.ts';
import { anyHolds, answered, textAt } from './conditions.ts';
import type { Answered, Condition, Verdict } from './conditions.ts';
import type { Secrets } from './secrets.ts';
import type { Answer, Exchanged } from './transport.ts';

export interface Checks {
  /** Left out: a status of 2xx. */
  readonly done?: readonly Condition[];
  readonly refused?: readonly Condition[];
  readonly later?: readonly Condition[];
  readonly errorText?: readonly string[];
  readonly errorCode?: readonly string[];
}

export interface JudgeOptions {
  readonly checks: Checks;
  readonly effect: 'read' | 'write';
  /** `POST shop.example/orders`: for people. */
  readonly label: string;
  /** The address names one thing: 410 says that the thing is gone, not the other system. */
  readonly isOfOneThing: boolean;
  /** The body is wanted, so without it is not done. */
  readonly needsBody: boolean;
  readonly secrets: Secrets;
  readonly now: number;
}

const errorTexts = [
  '/error/message/value',
  '/error/message',
  '/error_description',
  '/message',
  '/detail',
  '/title',
  '/errors',
  '/error',
];
const errorCodes = ['/error/code', '/code', '/errors/0/code', '/type'];

export function judgeExchange(exchanged: Exchanged, options: JudgeOptions): Sent {
  const { label, effect } = options;
  switch (exchanged.kind) {
    case 'answered':
      return judge(exchanged, options);
    case 'given_up':
      return exchanged.mayHaveArrived && effect === 'write'
        ? {
            kind: 'unknown',
            fault: {
              code: 'timeout',
              detail: `${label}: the attempt was ended before an answer came.`,
              fix: unknownFix,
            },
          }
        : { kind: 'given_up' };
    case 'failed': {
      const fault = { ...exchanged.fault, detail: `${label}: ${exchanged.fault.detail}` };
      return exchanged.mayHaveArrived && effect === 'write' ? { kind: 'unknown', fault } : { kind: 'later', fault };
    }
  }
}

/** Why there is no answer to work with. */
export function faultIn(sent: Sent, label: string): Fault {
  if ('fault' in sent) return sent.fault;
  return { code: 'timeout', detail: `${label}: it was ended before an answer came.`, fix: 'Try it again.' };
}

function judge(answer: Answer, options: JudgeOptions): Sent {
  const { checks } = options;
  const { status } = answer;
  const isGood = status >= 200 && status < 300;
  const isRead = options.effect === 'read';
  const fault = (code: Fault['code'], fix: string): Fault => faultOf(answer, code, fix, options);
  const unclear = (broken: Fault): Sent => {
    const told = { ...broken, detail: `${options.label}: ${broken.detail}` };
    return isRead ? { kind: 'later', fault: told } : { kind: 'unknown', fault: told };
  };
  const asksBody = [checks.done, checks.refused, checks.later].some((list) =>
    list?.some(({ pointer }) => pointer !== undefined),
  );
  if (isGood && answer.broken !== null && (options.needsBody || asksBody)) return unclear(answer.broken);

  const seen = answered(status, answer.headers, answer.body);
  const [later, refused, done] = [checks.later, checks.refused, checks.done].map((list) => verdict(list, seen));
  if (later === 'yes') return withPause({ kind: 'later', fault: fault('busy', laterFix) }, answer, options.now);
  if (refused === 'yes') return { kind: 'refused', fault: fault('refused', refusedFix) };
  if (done === 'yes') return { kind: 'done' };
  if (isGood) {
    if ([later, refused, done].includes('unreadable'))
      return unclear({
        code: 'broken_answer',
        detail: `It answered ${status}, but not in JSON, so what it says cannot be told.`,
        fix: unknownFix,
      });
    return done === null ? { kind: 'done' } : { kind: 'refused', fault: fault('refused', refusedFix) };
  }
  return byStatus(answer, fault, options);
}

function byStatus(answer: Answer, fault: (code: Fault['code'], fix: string) => Fault, options: JudgeOptions): Sent {
  const { status } = answer;
  const isRead = options.effect === 'read';
  switch (status) {
    case 401:
      return { kind: 'later', fault: fault('unauthorized', 'Renew the credentials of the connection.') };
    case 403:
      return {
        kind: 'refused',
        fault: fault('unauthorized', 'Have the other system permit it to this user or key; then replay it.'),
      };
    case 408:
    case 421:
    case 425:
    case 429:
      return withPause({ kind: 'later', fault: fault('busy', laterFix) }, answer, options.now);
    case 410:
      return options.isOfOneThing
        ? { kind: 'refused', fault: fault('refused', refusedFix) }
        : {
            kind: 'gone',
            fault: fault(
              'refused',
              'Ask the owner of the other system; correct the connection and switch it on again.',
            ),
          };
    case 501:
    case 505:
      return { kind: 'refused', fault: fault('refused', 'Check method and path of the operation.') };
    case 503:
      // A time to come again is said by who has not begun. Without it a gateway may have lost an answer.
      if (isRead || answer.headers['retry-after'] !== undefined)
        return withPause({ kind: 'later', fault: fault('busy', laterFix) }, answer, options.now);
      return { kind: 'unknown', fault: fault('busy', unknownFix) };
    case 303:
      if (!isRead)
        return {
          kind: 'unknown',
          fault: fault('broken_answer', 'If that is how it says yes, add the status 303 to “done” of the operation.'),
        };
  }
  if (status >= 500)
    return isRead
      ? { kind: 'later', fault: fault('busy', laterFix) }
      : { kind: 'unknown', fault: fault('busy', unknownFix) };
  if (status >= 400) return { kind: 'refused', fault: fault('refused', refusedFix) };
  const redirectFix =
    'Redirects of writes are not followed: set the address of the connection to where the system is now.';
  return { kind: 'refused', fault: fault('misconfigured', redirectFix) };
}

const laterFix = 'It is sent again by itself; look at the other system if it lasts.';
const refusedFix = 'Find out why it refuses; correct the value or the mapping and replay it, or skip it.';
const unknownFix = 'Look whether the other system has it; then replay it, or skip it.';

/** Null: nothing is asked. */
function verdict(conditions: readonly Condition[] | undefined, seen: Answered): Verdict | null {
  return conditions === undefined ? null : anyHolds(conditions, seen);
}

function withPause(sent: { readonly kind: 'later'; readonly fault: Fault }, answer: Answer, now: number): Sent {
  const afterMs = retryAfterMs(answer.headers['retry-after'], now);
  return afterMs === null ? sent : { ...sent, afterMs };
}

function faultOf(answer: Answer, code: Fault['code'], fix: string, { checks, label, secrets }: JudgeOptions): Fault {
  const body = answered(answer.status, answer.headers, answer.body).body();
  const said = body.ok ? textAt(body.value, checks.errorText ?? errorTexts) : null;
  const theirs = body.ok ? textAt(body.value, checks.errorCode ?? errorCodes) : null;
  return {
    code,
    detail: `${label}: it answered ${answer.status}${said === null ? '' : `: ${secrets.show(said)}`}.`,
    fix,
    cause: secrets.show(`HTTP ${answer.status}${theirs === null ? '' : ` ${theirs}`}`).slice(0, 120),
  };
}
