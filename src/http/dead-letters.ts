// Dead letters over HTTP: what did not arrive and why, seen one by one and by cause; corrected, tried dry, sent again, given up.
// They concern every site, so only callers without limits work on them; what may hold personal data only who may see it.
import type pg from 'pg';
import { editLetter, readLane, readLetters } from '#connections/outbound/letter-store.ts';
import type { LetterRow } from '#connections/outbound/letter-store.ts';
import { findDead, lastDelivery, listDeadGroups, replaySome, skipSome } from '#connections/outbound/dead-letters.ts';
import type { Span, Which, Worked } from '#connections/outbound/dead-letters.ts';
import { previewAll, wouldSend } from '#connections/outbound/preview.ts';
import type { Preview, PreviewParts } from '#connections/outbound/preview.ts';
import { replayDoubts } from '#connections/outbound/replay-check.ts';
import { timeOfTurn } from '#connections/health/health-store.ts';
import { eventId, eventOf } from '#connectors/webhook/event.ts';
import { may } from '#governance/roles.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import { showInstant } from '#kernel/time.ts';
import { ok } from './call.ts';
import type { Answer, Handlers, Sender } from './call.ts';
import type { DeadLettersRequest } from './dead-letter-schemas.ts';
import { visibleDelivery } from './deliveries.ts';
import type { Directory } from './directory.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly preview: PreviewParts;
}

type Names =
  | 'listDeadLetters'
  | 'replayDeadLetters'
  | 'skipDeadLetters'
  | 'previewDeadLetters'
  | 'getDelivery'
  | 'editDelivery'
  | 'previewDelivery';

const shownOfEach = 10;

export function deadLetterHandlers({ pool, directory, preview }: Parts): Handlers<Names> {
  const visible = visibleDelivery(pool, directory);

  async function letterOf(sender: Sender, number: string): Promise<LetterRow> {
    const { seq } = await visible.row(sender, number);
    unlimited(sender);
    const [letter] = await readLetters(pool, [seq]);
    if (letter === undefined) throw refuse('not_found', `No delivery has the number ${number}.`);
    return letter;
  }

  async function work(
    { sender, body }: { readonly sender: Sender; readonly body: DeadLettersRequest },
    some: typeof replaySome,
  ): Promise<Answer> {
    unlimited(sender);
    const span = await spanOf(pool, body);
    return ok(workedView(await some(pool, whichOf(body), span, sender.actor)));
  }

  return {
    async listDeadLetters({ sender, query }) {
      unlimited(sender);
      const groups = await listDeadGroups(pool, query.connection === undefined ? {} : { connection: query.connection });
      return ok({
        items: groups.map(({ oldest: _oldest, newest, oldestTurn, newestTurn, ...group }) => ({
          ...group,
          oldestAt: showInstant(timeOfTurn(oldestTurn)),
          newestAt: showInstant(timeOfTurn(newestTurn)),
          example: newest,
        })),
        isCut: groups.length === limits.deadGroupsMax,
      });
    },

    replayDeadLetters: (call) => work(call, replaySome),
    skipDeadLetters: (call) => work(call, skipSome),

    async previewDeadLetters({ sender, body }) {
      unlimited(sender);
      seesPeople(sender);
      const found = await findDead(pool, whichOf(body), await spanOf(pool, body), limits.previewedMax + 1);
      const numbers = found.slice(0, limits.previewedMax).map(({ seq }) => seq);
      return ok({ items: await previewAll(preview, numbers), more: found.length > limits.previewedMax });
    },

    async getDelivery({ sender, path }) {
      const letter = await letterOf(sender, path.delivery);
      const { turnId, ordinal, entry, operation, lane, editedBy, editedAt, edited } = letter;
      const [state, send] = await Promise.all([readLane(pool, letter), wouldSend(preview, letter)]);
      // Events hold no personal data. What a mapping makes may have the address of the order, and what somebody wrote any name.
      const isShown = (edited === null && operation === null) || may(sender.grant.role, 'personal:read');
      return ok({
        delivery: await visible.view(sender, path.delivery),
        operation,
        event:
          entry === null
            ? null
            : (JSON.parse(eventOf(eventId(turnId, ordinal), preview.writers.source, entry)) as object),
        value: isShown ? send.value : null,
        written: isShown ? send.written : null,
        problem: send.problem,
        withheld: isShown ? null : 'It may hold personal data, which the key may not see.',
        edited:
          editedBy === null || editedAt === null
            ? null
            : { by: editedBy, at: editedAt.toISOString(), ...(isShown && { value: edited }) },
        lane: { name: lane, ...state },
      });
    },

    async editDelivery({ sender, path, body }) {
      const letter = await letterOf(sender, path.delivery);
      seesPeople(sender);
      const { value } = body;
      if (Buffer.byteLength(JSON.stringify(value)) > limits.editedBytesMax)
        throw refuse('body_too_large', `The value has more than ${limits.editedBytesMax} bytes.`);
      if (value !== null) await checkWritable(preview, { ...letter, edited: value });
      if (await editLetter(pool, letter.seq, value, sender.actor)) return ok(await visible.view(sender, path.delivery));
      const { state } = await visible.row(sender, path.delivery);
      throw refuse('delivery_not_open', `Delivery ${letter.seq} is ${state}.`, { facts: { state } });
    },

    async previewDelivery({ sender, path, body }) {
      const { seq } = await letterOf(sender, path.delivery);
      seesPeople(sender);
      const [seen] = await previewAll(preview, [seq], ...('value' in body ? [body.value] : []));
      if (seen === undefined) throw refuse('not_found', `No delivery has the number ${seq}.`);
      return ok(seen satisfies Preview);
    },
  };
}

function unlimited({ grant }: Sender): void {
  if (!isUnlimited(grant.scope))
    throw refuse(
      'scope_too_narrow',
      'What is sent to other systems concerns every site, and the key is limited to some.',
    );
}

/** What another system has, and what people write into a delivery, may hold names and addresses. */
function seesPeople({ grant }: Sender): void {
  if (!may(grant.role, 'personal:read'))
    throw refuse(
      'permission_missing',
      `The role ${grant.role} has no permission personal:read, and this may show names and addresses.`,
    );
}

/** What nothing could be made of is not taken: it would die at its next attempt. */
async function checkWritable(preview: PreviewParts, letter: LetterRow): Promise<void> {
  const { value } = await wouldSend(preview, letter).then(({ problem, ...send }) => {
    if (problem !== null && ['format_failed', 'contract_broken', 'operation_missing'].includes(problem.code))
      throw refuse('document_invalid', 'The value cannot be written.', {
        errors: [{ pointer: '/value', detail: problem.detail, fix: problem.fix }],
      });
    return send;
  });
  if (letter.operation === null && (typeof value !== 'object' || Array.isArray(value)))
    throw refuse('document_invalid', 'The value is no event.', {
      errors: [
        { pointer: '/value', detail: 'An event is an object.', fix: 'Send the whole event, as the delivery shows it.' },
      ],
    });
}

function whichOf({ connection, operation, type, code, cause }: DeadLettersRequest): Which {
  return {
    ...(connection !== undefined && { connection }),
    ...(operation !== undefined && { operation }),
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause }),
  };
}

async function spanOf(pool: pg.Pool, { after = 0, through }: DeadLettersRequest): Promise<Span> {
  return { after, through: through ?? (await lastDelivery(pool)) };
}

function workedView({ attempted, done, left, next }: Worked): object {
  const skipped = [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, those]) => ({
    reason,
    detail: replayDoubts[reason],
    count: those.length,
    deliveries: those.slice(0, shownOfEach).map(({ delivery }) => delivery),
  }));
  return { attempted, done, skipped, next };
}
