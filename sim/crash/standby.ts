// A standby of a server: it follows by streaming replication, confirms every commit, and takes the place of its primary.
// Debian's PostgreSQL only: the embedded one comes without pg_basebackup.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makePrivateDirectory } from '../../src/postgres/embedded-place.ts';
import { superuser } from '../../src/postgres/embedded-server.ts';
import { endWithUs } from './ends.ts';
import { DatabaseServer } from './server.ts';

const name = 'standby';
const readyMs = 60_000;
const pollMs = 50;

export class Standby implements AsyncDisposable {
  readonly server: DatabaseServer;
  readonly #child: ChildProcess;

  private constructor(server: DatabaseServer, child: ChildProcess) {
    this.server = server;
    this.#child = child;
  }

  /** Copies the primary, follows it, and makes it wait for its confirmation of every commit. */
  static async follow(primary: DatabaseServer, directory: string): Promise<Standby> {
    const { user, binaries } = primary.place;
    const place = { ...primary.place, directory, data: join(directory, 'data') };
    makePrivateDirectory(directory, user);
    const as = user === undefined ? {} : { uid: user.uid, gid: user.gid };
    const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', PGPASSWORD: primary.password };
    const from = `host=${primary.place.directory} port=5432 user=${superuser} application_name=${name}`;
    await promisify(execFile)(
      join(dirname(binaries.postgres), 'pg_basebackup'),
      ['--dbname', from, '--pgdata', place.data, '--write-recovery-conf', '--checkpoint', 'fast', '--no-sync'],
      { ...as, env: environment, cwd: '/' },
    );
    const log = openSync(join(directory, 'server.log'), 'a', 0o600);
    const child = spawn(
      binaries.postgres,
      ['-D', place.data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${directory}`].concat([
        '-c',
        'max_connections=120',
        '-c',
        'shared_buffers=64MB',
      ]),
      { ...as, env: environment, cwd: '/', stdio: ['ignore', log, log], detached: true },
    );
    closeSync(log);
    const { pid } = child;
    if (pid === undefined) throw new Error('The standby could not be started: see server.log in its folder.');
    const kept = endWithUs(pid);
    child.once('exit', () => kept[Symbol.dispose]());
    const standby = new Standby(DatabaseServer.over(place, primary), child);
    await standby.#until('select pg_is_in_recovery() as ok');
    await primary.ask(`alter system set synchronous_standby_names = '${name}'`);
    await primary.ask('select pg_reload_conf()');
    const confirms = `select exists (select 1 from pg_stat_replication where application_name = '${name}' and sync_state = 'sync') as ok`;
    await standby.#until(confirms, primary);
    return standby;
  }

  /** It stops following and takes writes; resolves when it does. */
  async promote(): Promise<void> {
    await this.server.ask('select pg_promote(true, 60)');
    await this.#until('select not pg_is_in_recovery() as ok');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : undefined;
    this.#child.kill('SIGINT');
    await ended;
  }

  async #until(question: string, at: DatabaseServer = this.server): Promise<void> {
    const deadline = performance.now() + readyMs;
    for (;;) {
      try {
        const [row] = await at.ask<{ ok: boolean }>(question);
        if (row?.ok === true) return;
        if (performance.now() > deadline) throw new Error(`“${question}” is not so after ${readyMs} ms.`);
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      await sleep(pollMs);
    }
  }
}
