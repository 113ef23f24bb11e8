// Adds the hash of each new schema file to contracts/released.json; from then on the file never changes. Refuses when a released
// file was changed or is gone.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractsFolder, loadContracts } from '#contracts/load.ts';

const list = join(contractsFolder, 'released.json');
const released = JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>;
const present = new Map(
  loadContracts().map(({ name, version }) => {
    const file = `${name}/${version}.schema.json`;
    return [
      file,
      createHash('sha256')
        .update(readFileSync(join(contractsFolder, file)))
        .digest('hex'),
    ];
  }),
);

const broken = Object.entries(released).filter(([file, hash]) => present.get(file) !== hash);
const added = [...present].filter(([file]) => !Object.hasOwn(released, file));

if (broken.length > 0) {
  const files = broken.map(([file]) => file).join(', ');
  console.error(`Released contracts never change: restore ${files}, and describe the change in a new version.`);
  process.exitCode = 1;
} else {
  const all = [...Object.entries(released), ...added].sort(([left], [right]) => (left < right ? -1 : 1));
  writeFileSync(list, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  console.log(added.length === 0 ? 'Nothing new to release.' : `Released ${added.map(([file]) => file).join(', ')}.`);
}
