// Loaded by a node before anything else: its `Date` is ahead or behind by as many milliseconds as a file says.
import { readFileSync } from 'node:fs';

const True = Date;
const path = process.env['CRASH_CLOCK'] ?? '';
let shiftMs = 0;
const look = () => {
  shiftMs = Number(readFileSync(path, 'utf8'));
};
look();
setInterval(look, 100).unref();

globalThis.Date = class extends True {
  constructor(...values) {
    if (values.length === 0) super(True.now() + shiftMs);
    else super(...values);
  }

  static now() {
    return True.now() + shiftMs;
  }
};
