// Scenarios of orders as files: the shipped ones hold and take every transition of the chart; what is wrong with one is named by
// its place.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { loadPolicies } from '#policies/load.ts';
import { catalogue } from '#processes/catalogue.ts';
import { loadProcess, processesFolder } from '#statecharts/load.ts';
import type { DefinitionText } from '#statecharts/load.ts';
import { readDefinition } from '#statecharts/read.ts';
import { checkOrderScenarios } from './check.ts';
import type { ScenariosChecked } from './check.ts';

const shipped = loadProcess(join(processesFolder, 'order-fulfilment'));
const content = shipped.versions.at(-1)?.text ?? '';
const policies = loadPolicies();
const validator = createValidator(loadContracts());

function check(files: readonly DefinitionText[], chart = content): Promise<ScenariosChecked> {
  const read = readDefinition(chart, catalogue);
  assert('definition' in read);
  return checkOrderScenarios(files, { definition: read.definition, content: chart, policies }, validator);
}

function asItShouldGo(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(shipped.folder, 'scenarios/as-it-should-go.json'), 'utf8')) as Record<
    string,
    unknown
  >;
}

async function problemsOf(scenario: unknown): Promise<string[]> {
  const text = typeof scenario === 'string' ? scenario : JSON.stringify(scenario, null, 2);
  const { problems } = await check([{ path: 'a.json', text }]);
  return problems.map(({ pointer, line, message }) => `${pointer} ${line > 1 ? '' : '(line 1) '}${message}`);
}

test('the shipped scenarios hold, and take every transition of the chart', async () => {
  assert.deepEqual(await check(shipped.caseScenarios), {
    scenarios: shipped.caseScenarios.length,
    uncovered: [],
    problems: [],
  });
});

test('transitions that no scenario takes are named', async () => {
  const { uncovered } = await check(shipped.caseScenarios.filter(({ path }) => path.endsWith('as-it-should-go.json')));
  const goods = '/states/open/states/goods/states';
  assert.ok(uncovered.includes(`${goods}/held/on/order.cancelled`));
  assert.ok(!uncovered.includes(`${goods}/received/on/holds.none`), 'this one was taken');
});

test('a scenario that does not hold is named with the place where it parts', async () => {
  const scenario = {
    ...asItShouldGo(),
    then: { status: 'held', invoiced: '50.00', stock: { HAM: { LAMP: [99, 0] } } },
  };
  assert.deepEqual(await problemsOf({ ...scenario, name: 'S' }), [
    '/then/status S: status is "closed", expected is "held"',
    '/then/stock S: stock is {"HAM":{"LAMP":[95,0]}}, expected is {"HAM":{"LAMP":[99,0]}}',
  ]);
});

test('a step that is refused, or ought to be, ends the scenario there', async () => {
  const played = (when: unknown[], given: object = {}): Promise<string[]> =>
    problemsOf({ name: 'S', why: 'W', given: { order: {}, stock: { HAM: { LAMP: 9 } }, ...given }, when, then: {} });
  assert.deepEqual(await played([{ cancel: 'no', refused: 'order_not_open' }, { wait: 1 }]), [
    '/when/0 S: it is taken, expected is that it is refused with order_not_open',
  ]);
  const [taken] = await played([{ report: 'shipment.delivered', data: { shipment: 'S1' } }]);
  assert.match(taken ?? '', /^\/when\/0 S: it is refused with shipment_unknown, for .+, expected is that it is taken$/);
  const [given] = await played([], { stock: { NOWHERE: { LAMP: 9 } } });
  assert.match(given ?? '', /^\/given\/stock S: it is refused with \w+/);
  assert.deepEqual(await played([{ then: { state: 'nowhere' } }, { then: { status: 'nowhere' } }]), [
    '/when/0/then/state S: state is "goods:warehouse.asked books:idle promise:kept", expected is "nowhere"',
  ]);
  assert.deepEqual(await played([{ again: 'another id' }]), []);
});

test('a scenario that cannot be read is refused with line and reason', async () => {
  const good = asItShouldGo();
  const table: readonly (readonly [scenario: unknown, problem: RegExp])[] = [
    ['{', /^ \(line 1\) not JSON: /],
    [[], /^ \(line 1\) a scenario must be an object/],
    [{ ...good, tehn: {} }, /^\/tehn a scenario may not have "tehn"/],
    [{ ...good, given: {} }, /^\/given given has no "order"/],
    [{ ...good, given: { order: {}, stock: { HAM: 5 } } }, /^\/given\/stock\/HAM HAM must have quantities by item/],
    [{ ...good, given: { order: {}, supplies: [{}] } }, /^\/given\/supplies\/0 a supply has no "reference"/],
    [{ ...good, given: { order: { lines: [] } } }, /^\/given\/order\/lines /],
    [{ ...good, when: [{}] }, /^\/when\/0 this step says nothing that can happen: it is empty/],
    [{ ...good, when: [{ wait: -1 }] }, /^\/when\/0\/wait wait must be a number of hours/],
    [{ ...good, when: [{ again: 'twice' }] }, /^\/when\/0\/again again must be "same id" or "another id"/],
    [{ ...good, when: [{ cancel: 5 }] }, /^\/when\/0\/cancel cancel must be a text/],
    [{ ...good, when: [{ count: 5 }] }, /^\/when\/0\/count quantities must be an object/],
    [{ ...good, when: [{ supply: {} }] }, /^\/when\/0\/supply a supply has no "reference"/],
    [
      { ...good, when: [{ report: 'shipment.lost', data: {} }] },
      /^\/when\/0\/report report must be one of credit\.approved/,
    ],
    [{ ...good, when: [{ report: 'invoice.issued', data: {} }] }, /^\/when\/0\/data\/shipment \/shipment is missing/],
    [{ ...good, when: [{ change: { lines: [{}] } }] }, /^\/when\/0\/change\/lines\/0/],
    [{ ...good, when: [{ order: 1 }] }, /^\/when\/0\/order order must be an object/],
    [{ ...good, when: [{ then: { sent: {} } }] }, /^\/when\/0\/then\/sent sent must be an array/],
    [{ ...good, then: { stock: 1 } }, /^\/then\/stock stock must be an object/],
  ];
  for (const [scenario, problem] of table) {
    const [first = 'nothing is wrong'] = await problemsOf(scenario);
    assert.match(first, problem);
  }
});
