// The formats that this version has, by name.
import type { Format } from './format.ts';

export const formats: ReadonlyMap<string, Format> = new Map();
