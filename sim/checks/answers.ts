// Who asks again is answered as before, word for word; who uses a key again for something else is told so. What a sender hears is
// what was committed.
import type { Answered, Check, Say } from './model.ts';

interface First {
  readonly digest: string;
  readonly answer: string;
}

export function answersStay(say: Say): Check {
  const first = new Map<string, First>();

  function check(answered: Answered, isCommitted: boolean): void {
    const { message, claim, digest, code } = answered;
    if (claim === null) return;
    const known = first.get(claim);
    const answer = JSON.stringify(answered.answer);
    if (known === undefined) {
      if (!isCommitted) return say(`${message} (${claim}) was answered, and nothing was committed for it`);
      if (answered.repeated) say(`${message} (${claim}) is answered as a repetition, and came for the first time`);
      first.set(claim, { digest, answer });
      return;
    }
    if (known.digest !== digest) {
      if (code !== 'idempotency_key_reused' && code !== 'event_id_reused')
        say(`${message} uses ${claim} again for something else, and is answered ${answer}`);
      return;
    }
    if (known.answer !== answer) say(`${message} (${claim}) is answered ${answer}, before it was ${known.answer}`);
    if (isCommitted && !answered.repeated) say(`${message} (${claim}) is decided a second time`);
  }

  return {
    name: 'answers stay',
    turn: ({ answers }) => {
      for (const answered of answers) if (isKept(answered)) check(answered, true);
    },
    heard: (answered) => {
      if (isKept(answered)) check(answered, false);
    },
  };
}

/** Refused for its key, or by the store for itself alone: nothing is kept of it, and it may be sent again. */
function isKept({ code }: Answered): boolean {
  return code !== 'key_revoked' && code !== 'message_failed';
}
