// How many decisions a second: a table of ten rules over four inputs, and the shipped policies. `node bench/policies.ts`
import assert from 'node:assert/strict';
import { decide } from '../src/policies/decide.ts';
import type { Input } from '../src/policies/decide.ts';
import { loadPolicies } from '../src/policies/load.ts';
import { readPolicy } from '../src/policies/read-policy.ts';
import { number, policyText, text, yesNo } from '../src/policies/testing/policy-text.ts';

const decisions = 400_000;
const channels = ['shop', 'edi', 'web'];

const bands = ['< 100', '[100..500)', '>= 500'];
const ten = policyText({
  inputs: { amount: number, channel: text, lines: number, first: yesNo },
  rules: [
    { lines: '> 900', first: 'true', result: '"many"' },
    ...['"shop"', '"edi"', '!= "shop" and != "edi"'].flatMap((channel) =>
      bands.map((amount) => ({ amount, channel, result: '"band"' })),
    ),
  ],
});

measure('ten rules, four inputs, no two alike', ten, (index) => ({
  amount: index / 3,
  channel: channels[index % 3] ?? 'web',
  lines: index % 1000,
  first: index % 2 === 0,
}));
for (const { name, versions, cases } of loadPolicies()) {
  const golden: { input: Input }[] = JSON.parse(cases?.text ?? '[]');
  measure(name, versions.at(-1)?.text ?? '', (index) => golden[index % golden.length]?.input ?? {});
}

function measure(name: string, document: string, input: (index: number) => Input): void {
  const read = readPolicy(document);
  assert.ok('policy' in read, `${name} can be read`);
  const run = (count: number): void => {
    for (let index = 0; index < count; index += 1) decide(read.policy, input(index));
  };
  run(decisions / 10);
  const from = performance.now();
  run(decisions);
  const perSecond = Math.round((decisions * 1_000) / (performance.now() - from));
  process.stdout.write(`${perSecond.toLocaleString('en').padStart(12)}  ${name}\n`);
}
