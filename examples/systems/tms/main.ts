// Starts the sandbox: node main.ts --port 4710 --folder ./freightline --seed 1
import { parseArgs } from 'node:util';
import { startTms } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4710' },
    folder: { type: 'string', default: 'freightline' },
    seed: { type: 'string', default: '1' },
    'step-ms': { type: 'string', default: '5000' },
    'per-second': { type: 'string', default: '20' },
    'busy-one-in': { type: 'string', default: '97' },
    'client-id': { type: 'string', default: 'demo' },
    'client-secret': { type: 'string', default: 'demo-secret' },
  },
});

function whole(name: 'port' | 'seed' | 'step-ms' | 'per-second' | 'busy-one-in'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name} is "${values[name]}", which is not a whole number.`);
  process.exit(2);
}

const starting = startTms({
  folder: values.folder,
  port: whole('port'),
  seed: whole('seed'),
  stepMs: Math.max(whole('step-ms'), 1),
  perSecond: whole('per-second'),
  busyOneIn: whole('busy-one-in'),
  clientId: values['client-id'],
  clientSecret: values['client-secret'],
  log: (line) => console.error(line),
});
const tms = await starting.catch((error: unknown) => {
  console.error(`FreightLine can't start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
console.log(`FreightLine sandbox at ${tms.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void tms.close());
