// What routes about identifiers answer.
import { directions, origins, reasons } from '#connections/identifiers/model.ts';
import { identifierKinds } from '#connections/mapping/mapping.ts';
import { flag, instant, integer, listOf, number, object, orNull, ref, text, words } from './answer-schema.ts';
import type { Properties } from './answer-schema.ts';

const key: Properties = {
  system: text('Whose id it is.'),
  kind: words(identifierKinds, 'What it names.'),
  id: text('The id there.'),
};
const meaning: Properties = {
  code: orNull(text('Our code of it; null when it is none of ours.')),
  preferred: flag('The system is told this id where several mean the code.'),
  notOurs: orNull(text('Why it is none of ours.')),
  because: orNull(text('What the decision rests on.')),
};
const changed: Properties = { changedAt: instant('When that was said.'), changedBy: text('Who said it.') };
const nextCursor = orNull(text('Send it as cursor for the next ones; null when there are no more.'));

export const identifierAnswers = {
  Identifier: object('Identifier', {
    ...key,
    ...meaning,
    origin: words(origins, 'How it was decided: by hand, by a file, by taking a suggestion.'),
    ...changed,
  }),
  RemovedIdentifier: object('Removed identifier', { ...key, removed: flag('There was such an id, and is no more.') }),
  IdentifierBatch: object('Answers to identifiers', {
    items: listOf(
      object(
        'Answer to an identifier',
        {
          index: integer('Place in the request.'),
          status: words(['made', 'changed', 'unchanged', 'rejected'], 'What became of it.'),
          problem: ref('Problem'),
        },
        ['problem'],
      ),
      'One for each, in their order.',
    ),
  }),
  IdentifierChange: object('Change of an identifier', {
    before: orNull(object('Meaning before', meaning)),
    after: orNull(object('Meaning after', meaning)),
    ...changed,
  }),
  IdentifierSystem: object('System with ids of its own', {
    system: text('Its name.'),
    owner: text('Who answers for what its ids mean.'),
    sameCodes: listOf(words(identifierKinds, 'A kind.'), 'Kinds whose codes are ours.'),
    identifiers: integer('Ids that are known.'),
    unmatched: integer('Ids and codes that wait for somebody to say what they mean.'),
    isFull: flag('Of some kind as many wait as are kept; new ones are not noted until some are settled.'),
    ...changed,
  }),
  UnmatchedIdentifier: object('Unmatched identifier', {
    ...key,
    direction: words(directions, 'in: an id that means nothing yet. out: a code of ours that has no name there.'),
    times: integer('How often it was met.'),
    firstSeenAt: instant('When first.'),
    lastSeenAt: instant('When last.'),
    name: orNull(text('What the document that named it calls it.')),
    numbers: listOf({ type: 'string' }, 'Other numbers of it in that document.'),
    suggestions: listOf(
      object('Suggestion', {
        value: text('Our code; of direction out: an id of the system.'),
        name: orNull(text('Our name of it.')),
        score: number('0 to 1.'),
        reasons: listOf(words(reasons, 'A reason.'), 'What speaks for it, and against.'),
        because: text('The reasons in words.'),
        takenBy: orNull(text('Another id of the system that means the same already.')),
      }),
      'What it may mean, the best first.',
    ),
  }),
  IdentifierAcceptance: object('Accepted suggestions', {
    attempted: integer('Unknown ids that were looked at.'),
    done: listOf(
      object('Accepted', {
        ...key,
        code: text('What it means now.'),
        score: number('Score.'),
        because: text('Reasons.'),
      }),
      'Those whose meaning is clear.',
    ),
    skipped: listOf(object('Skipped', { ...key, reason: text('Why it was left.') }), 'The others.'),
    nextCursor,
  }),
} as const;
