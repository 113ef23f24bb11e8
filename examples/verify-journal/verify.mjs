// Checks an exported journal with nothing but Node: leaves, roots, and the chain of hashes.
//   node verify.mjs journal.ndjson [hash that the last turn must have, or the chain must pass through]
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const [path, expected] = process.argv.slice(2);
if (path === undefined) stop('Give the file: node verify.mjs journal.ndjson [expected hash]', 2);

const sha256 = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest();
let number = 0;
let position;
let hash;
let leaves = [];
let entries = 0;
let seen = false;
let end;

for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
  number += 1;
  const line = read(text);
  check(end === undefined, 'nothing follows the end');
  if (line.kind === 'journal') {
    check(number === 1 && line.version === 1, 'the first line, and it alone, is {"kind":"journal","version":1}');
    position = line.from;
    hash = Buffer.from(line.previousHash, 'hex');
    check(position !== 1 || hash.equals(Buffer.alloc(32)), 'the first turn follows on 32 zero bytes');
    continue;
  }
  check(position !== undefined, 'the first line is {"kind":"journal"}');
  if (line.kind === 'entry') {
    check(
      line.position === position && line.ordinal === leaves.length,
      `entry ${leaves.length} of turn ${position} comes here`,
    );
    leaves.push(sha256(line.entry)); // leaf = sha256(entry)
  } else if (line.kind === 'turn') {
    check(
      line.position === position && line.entries === leaves.length,
      `turn ${position} with ${leaves.length} entries comes here`,
    );
    const root = sha256(...leaves); // root = sha256(leaf ‖ leaf ‖ …)
    check(line.root === root.toString('hex'), `the root of turn ${position} is ${root.toString('hex')}`);
    hash = sha256(hash, root); // hash = sha256(previous hash ‖ root)
    check(line.hash === hash.toString('hex'), `the hash of turn ${position} is ${hash.toString('hex')}`);
    seen ||= line.hash === expected;
    position += 1;
    entries += leaves.length;
    leaves = [];
  } else {
    check(line.kind === 'end', 'the kind is journal, entry, turn or end');
    check(
      leaves.length === 0 && line.position === position - 1 && line.entries === entries,
      `${entries} entries up to turn ${position - 1} were read`,
    );
    end = line;
  }
}

if (end === undefined) stop(`${path} is cut off: its last line is not {"kind":"end"}.`, 1);
if (expected !== undefined && !seen)
  stop(`No turn has the hash ${expected}: this is another journal, or another part of it.`, 1);
console.log(`ok: ${entries} entries up to turn ${end.position}, hash ${hash.toString('hex')}`);

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return stop(`Line ${number} is not JSON.`, 1);
  }
}

function check(right, expectation) {
  if (!right) stop(`Line ${number} is wrong: ${expectation}.`, 1);
}

function stop(sentence, code) {
  console.error(sentence);
  process.exit(code);
}
