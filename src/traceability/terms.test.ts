// Events are found by the same terms whichever way their identifiers are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EpcisEvent } from '#gs1/epcis/model.ts';
import { questionOf, termParameterNames, termsAsked } from './question.ts';
import { glnsOf, termsOf, wordsOf } from './terms.ts';
import { incomingOf, judge } from './verdicts.ts';

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
