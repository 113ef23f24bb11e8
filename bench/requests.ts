// The requests of the benchmarks: three-line orders over the whole world, with every feature in use.
import { itemCode } from './world.ts';
import type { World } from './world.ts';

export interface RequestOptions {
  readonly key: string;
  readonly world: World;
  /** Every order's first line is this item. */
  readonly hotItem?: string;
}

let sequence = 0;
const run = Date.now().toString(36);

/**
 * One order: 3 lines; 1 in 25 lines is a kit, 1 in 20 kept in lots, 1 in 10 in boxes; every third order names the second site, the
 * others leave the choice to the plan; every tenth order expires in an hour.
 */
export function order({ world, hotItem }: RequestOptions): string {
  const number = (sequence += 1);
  const lines = [1, 2, 3].map((line) => {
    const item = line === 1 && hotItem !== undefined ? hotItem : itemCode(1 + Math.floor(Math.random() * world.items));
    const unit = number % 10 === line ? ',"unit":"box"' : '';
    return `{"line":${line},"item":"${item}","quantity":1${unit},"price":{"amount":"12.50","currency":"EUR"}}`;
  });
  const site = number % 3 === 0 ? ',"site":"S02"' : '';
  const expiresAt = number % 10 === 0 ? `,"expiresAt":"${new Date(Date.now() + 3_600_000).toISOString()}"` : '';
  return `{"externalId":"${run}-${number}","channel":"web","customer":"C${number % 1000}"${site}${expiresAt},"lines":[${lines.join(',')}]}`;
}

export function post(path: string, key: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export function get(path: string, key: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\n\r\n`;
}
