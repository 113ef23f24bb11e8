// Starts Meridian: node main.ts --folder ./meridian --seed 1. Control-C ends it in order; kill -9 is a power cut.
import { parseArgs } from 'node:util';
import { startMeridian } from './meridian.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'meridian' },
    seed: { type: 'string', default: '1' },
    'cycle-ms': { type: 'string', default: '3000' },
    'write-ms': { type: 'string', default: '1500' },
    'stock-every-ms': { type: 'string', default: '60000' },
    'counter-every': { type: 'string', default: '10' },
  },
});

function whole(name: 'seed' | 'cycle-ms' | 'write-ms' | 'stock-every-ms' | 'counter-every'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name} is "${values[name]}", which is not a whole number.`);
  process.exit(2);
}

const meridian = startMeridian({
  folder: values.folder,
  seed: whole('seed'),
  cycleMs: Math.max(whole('cycle-ms'), 1),
  writeMs: whole('write-ms'),
  stockEveryMs: whole('stock-every-ms'),
  counterEvery: whole('counter-every'),
});
console.log(`Meridian 4 works in ${values.folder}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void meridian.stop());
