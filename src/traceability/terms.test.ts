// Events are found by the same terms whichever way their identifiers are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EpcisEvent } from '#gs1/epcis/model.ts';
import { questionOf, termParameterNames, termsAsked } from './question.ts';
import { glnsOf, termsOf, wordsOf } from './terms.ts';
import type { ReadEpcis } from '#gs1/epcis/read.ts';
import { incomingOf, judge, sift } from './verdicts.ts';

const event = (more: Partial<EpcisEvent> = {}): EpcisEvent => ({
  type: 'ObjectEvent',
  eventTime: '2026-03-02T08:45:00.000Z',
  eventTimeZoneOffset: '+01:00',
  action: 'OBSERVE',
  epcList: ['urn:epc:id:sgtin:9506000.013435.7'],
  ...more,
});

test('a URN and a Digital Link give the same terms', () => {
  const linked = event({ epcList: ['https://example.com/01/09506000134352/10/L1/21/7?17=261231'] });
  assert.deepEqual(termsOf(linked), termsOf(event()));
  assert.deepEqual(termsOf(event()), [
    'action=OBSERVE',
    'epc=https://id.gs1.org/01/09506000134352/21/7',
    'epcOf=https://id.gs1.org/01/09506000134352',
    'eventType=ObjectEvent',
  ]);
});

test('identifiers of others stand as they are', () => {
  const own = event({ epcList: ['urn:example:1'], bizTransactionList: [{ bizTransaction: 'urn:example:2' }] });
  const terms = termsOf(own);
  assert.ok(terms.includes('epc=urn:example:1') && terms.includes('bizTransaction/=urn:example:2'));
  assert.deepEqual(glnsOf(own), []);
});

test('an event is seen by where it happened, and from and to where goods went', () => {
  const moved = event({
    readPoint: { id: 'urn:epc:id:sgln:4012345.00022.1' },
    bizLocation: { id: 'https://id.gs1.org/414/4012345000221' },
    sourceList: [{ type: 'owning_party', source: 'https://id.gs1.org/417/4012345000009' }],
    destinationList: [{ type: 'location', destination: 'https://id.gs1.org/414/4012345000238' }],
  });
  assert.deepEqual(glnsOf(moved), ['4012345000221', '4012345000238']);
  assert.deepEqual(
    wordsOf(moved).map(({ kind }) => kind),
    ['eventType', 'readPoint', 'bizLocation'],
  );
});

test('each parameter refuses what is no value of it, but for ids that may be anything', () => {
  const free = ['EQ_correctiveEventID'];
  for (const name of termParameterNames)
    assert.equal(termsAsked(name, ['no such thing']) === null, !free.includes(name), name);
});

test('patterns stand for whatever has the key', () => {
  assert.deepEqual(termsAsked('MATCH_epc', ['urn:epc:idpat:sgtin:9506000.013435.*']), [
    'epcOf=https://id.gs1.org/01/09506000134352',
  ]);
  for (const pattern of [
    'urn:epc:idpat:sgtin:9506000.*.*',
    'urn:epc:idpat:sgtin:*.*.*',
    'urn:epc:idpat:sgtin:9506000.013435.7',
  ])
    assert.equal(termsAsked('MATCH_anyEPC', [pattern]), null, pattern);
});

test('what is asked without a word is everything, the latest kept first', () => {
  assert.deepEqual(questionOf({}), {
    terms: [],
    eventIds: null,
    eventTime: { from: null, to: null },
    recordTime: { from: null, to: null },
    orderBy: 'recordTime',
    isAscending: false,
  });
});

test('events are known by their id; what declares an error of another event under it is refused', () => {
  const eventID = 'urn:uuid:1';
  const errorDeclaration = { declarationTime: '2026-03-03T08:00:00.000Z' };
  const [one, same, wrong, other] = [
    event({ eventID }),
    event({ eventID, recordTime: '2026-03-02T09:00:00.000Z' }),
    event({ eventID, errorDeclaration }),
    event({ eventID, errorDeclaration, bizStep: 'storing' }),
  ].map(incomingOf);
  assert(one !== undefined && same !== undefined && wrong !== undefined && other !== undefined);
  const { incoming, known, errors } = judge([one, same, wrong, other], []);
  assert.deepEqual([incoming, known], [[one, wrong], 1]);
  assert.deepEqual(
    errors.map(({ event: number, code }) => [number, code]),
    [[3, 'event_id_reused']],
  );
  assert.deepEqual(judge([wrong], [one]).incoming, [wrong]);
  assert.deepEqual(judge([one], [one]).known, 1);
});

const whole = (
  events: readonly EpcisEvent[],
  faults: ReadEpcis['faults'] = [],
  unread: readonly number[] = [],
): Parameters<typeof sift>[0] => ({
  document: { events } as unknown as NonNullable<ReadEpcis['document']>,
  faults,
  faultsMore: 0,
  unread,
});

test('of a document, events without a fault may be kept, by their numbers in it', () => {
  const fault = (number: number | null): ReadEpcis['faults'][number] => ({
    code: 'action_unknown',
    place: '/x',
    detail: '"LOOK" is no action.',
    event: number,
  });
  const { incoming, errors } = sift(whole([event(), event(), event()], [fault(3), fault(1), fault(0)], [1]), null);
  assert.deepEqual([incoming.map(({ number }) => number), errors.map(({ event: number }) => number)], [[2], [0, 1, 3]]);
  const unusable = sift(whole([event({ bizStep: 'stor\0ing' }), event()]), null);
  assert.deepEqual(
    [unusable.incoming.length, ...unusable.errors.map(({ event: number, code }) => `${number} ${code}`)],
    [1, '0 text_unusable'],
  );
  const both = sift(whole([event()], [fault(2), fault(null), fault(null)]), null).errors;
  assert.deepEqual(
    both.map(({ event: number }) => number),
    [null, null, 2],
  );
});

test('what is too long to be found, or elsewhere than the key may tell, is refused', () => {
  const ham = { id: 'https://id.gs1.org/414/4012345000221' };
  const events = [
    event({ eventID: `urn:x:${'y'.repeat(300)}` }),
    event({ epcList: [`urn:x:${'y'.repeat(1_100)}`] }),
    event({ readPoint: ham }),
    event({ bizLocation: ham, readPoint: { id: 'urn:x:y' } }),
    event(),
    event({ readPoint: ham, epcList: ['urn:x:\u0000'] }),
  ];
  const codes = (glns: ReadonlySet<string> | null): unknown[] =>
    sift(whole(events), glns).errors.map(({ code, event: number }) => [number, code]);
  const long = [
    [0, 'event_id_too_long'],
    [1, 'identifier_too_long'],
    [5, 'text_unusable'],
  ];
  assert.deepEqual(codes(null), long);
  assert.deepEqual(codes(new Set(['4012345000221'])), [...long.slice(0, 2), [4, 'place_outside'], ...long.slice(2)]);
});

test('everything that an event says is a term', () => {
  const { epcList: _none, ...bare } = event();
  const terms = termsOf({
    ...bare,
    type: 'TransformationEvent',
    persistentDisposition: { set: ['available'], unset: ['damaged'] },
    readPoint: { id: 'urn:x:r' },
    bizLocation: { id: 'urn:x:b' },
    childEPCs: ['urn:x:c'],
    childQuantityList: [{ epcClass: 'urn:x:q' }],
    sourceList: [{ type: 'location', source: 'urn:x:s' }],
    destinationList: [{ type: 'location', destination: 'urn:x:d' }],
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:x:t' }],
    errorDeclaration: { declarationTime: '2026-03-03T08:00:00.000Z', correctiveEventIDs: ['urn:x:e'] },
  });
  for (const one of [
    'set=available',
    'unset=damaged',
    'readPoint=urn:x:r',
    'bizLocation=urn:x:b',
    'epc=urn:x:c',
    'class=urn:x:q',
    'source/location=urn:x:s',
    'destination/location=urn:x:d',
    'bizTransaction/po=urn:x:t',
    'error=true',
    'corrective=urn:x:e',
  ])
    assert.ok(terms.includes(one), one);
});

test('parameters become terms and times', () => {
  const question = questionOf({
    EQ_bizStep: ['shipping'],
    EQ_action: ['ADD', 'DELETE'],
    EQ_readPoint: ['urn:epc:id:sgln:4012345.00022.0'],
    EQ_disposition: ['flying'],
    EQ_correctiveEventID: ['any'],
    eventType: ['https://example.com/OwnEvent'],
    EQ_eventID: ['a'],
    GE_eventTime: '2026-03-02T10:00:00+01:00',
    LT_eventTime: 'later',
    GE_recordTime: '2026-03-02T10:00:00Z',
    LT_recordTime: '2026-03-03T10:00:00Z',
    orderBy: 'eventTime',
    orderDirection: 'ASC',
  });
  assert.deepEqual(question.eventTime, { from: '2026-03-02T09:00:00.000Z', to: null });
  assert.deepEqual([question.orderBy, question.isAscending, question.eventIds], ['eventTime', true, ['a']]);
  // What is no value of its parameter is found in no event.
  assert.ok(question.terms.some((terms) => terms.length === 0));
  assert.ok(question.terms.some((terms) => terms.join() === 'action=ADD,action=DELETE'));
});
