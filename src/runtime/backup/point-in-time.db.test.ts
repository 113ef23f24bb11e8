// The operator's own PostgreSQL, as docs/guides/backup.md sets it up: a base backup and the archive of its log bring a network back to
// a moment between two orders. On Debian's PostgreSQL, where it is installed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serverUser } from '#postgres/embedded-place.ts';
import { readFileSync } from 'node:fs';
import { migrate } from '#postgres/migrate.ts';
import { createPool } from '#postgres/pool.ts';
import { event, item, place, site } from '../commands.testsuite.ts';
import { freePorts } from '../free-ports.ts';
import { Spec, done } from '../spec.ts';
import { steppedNode } from '../stepped.testsuite.ts';
import { verifyLedger } from '../verify.ts';

const binaries = ['/usr/lib/postgresql/15/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/17/bin'].find(
  (path) => existsSync(join(path, 'pg_basebackup')),
);
const isRoot = process.getuid?.() === 0;

test(
  'a base backup and the archived log bring a network back to a point in time',
  { timeout: 120_000, skip: binaries === undefined && 'PostgreSQL with pg_basebackup is not installed' },
  async () => {
    await using stack = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-point-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const user = isRoot ? serverUser(readFileSync('/etc/passwd', 'utf8')) : undefined;
    const own = (path: string): string => {
      if (user !== undefined) chownSync(path, user.uid, user.gid);
      return path;
    };
    own(folder);
    const archive = join(folder, 'archive');
    mkdirSync(archive);
    own(archive);
    const run = (program: string, ...args: string[]): void => {
      execFileSync(join(binaries ?? '', program), args, {
        stdio: 'ignore',
        cwd: folder,
        env: { PATH: process.env['PATH'], LC_ALL: 'C', HOME: folder },
        ...(user !== undefined && { uid: user.uid, gid: user.gid }),
      });
    };
    const { port } = await freePorts({ port: 0 });
    const start = (data: string): void =>
      run(
        'pg_ctl',
        '-D',
        data,
        '-w',
        '-o',
        `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`,
        '-l',
        join(folder, 'log'),
        'start',
      );
    const first = join(folder, 'first');
    run('initdb', '-D', first, '-U', 'crossdock', '--auth=trust', '--locale=C', '--encoding=UTF8');
    appendFileSync(
      join(first, 'postgresql.conf'),
      `archive_mode = on\narchive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'\nfsync = off\n`,
    );
    let running: string | undefined = first;
    start(first);
    stack.defer(() => {
      if (running !== undefined) run('pg_ctl', '-D', running, '-w', '-m', 'fast', 'stop');
    });
    const database = { connectionString: `postgresql://crossdock@127.0.0.1:${port}/postgres`, schema: 'crossdock' };
    const pool = createPool({ ...database, applicationName: 'test', max: 2, onIdleError: () => undefined });
    await migrate(database);
    const node = await steppedNode({ ...database, pool, [Symbol.asyncDispose]: () => Promise.resolve() });
    const spec = new Spec();
    const submit = async (command: Parameters<Spec['message']>[0]): Promise<void> => {
      spec.now = Date.now();
      const [reply] = await node.run([spec.message(command)]);
      assert(reply !== undefined);
      done(reply.answer);
    };
    for (const command of [site('S1'), item('A'), event('received', 'A', 'S1', 100), place('1', [['A', 1]])])
      await submit(command);
    const second = join(folder, 'second');
    run(
      'pg_basebackup',
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'crossdock',
      '-D',
      second,
      '-X',
      'none',
      '-c',
      'fast',
    );
    await submit(place('2', [['A', 1]]));
    const { rows } = await pool.query<{ moment: string; position: number }>(
      'select clock_timestamp()::text as moment, position from journal_head',
    );
    const [wanted] = rows;
    assert(wanted !== undefined);
    await submit(place('3', [['A', 1]]));
    await pool.query('select pg_switch_wal()');
    await node.close();
    await pool.end();
    run('pg_ctl', '-D', first, '-w', '-m', 'fast', 'stop');
    running = undefined;
    assert.ok(readdirSync(archive).length > 0);

    appendFileSync(
      join(second, 'postgresql.conf'),
      `restore_command = 'cp ${archive}/%f %p'\nrecovery_target_time = '${wanted.moment}'\nrecovery_target_action = 'promote'\n`,
    );
    writeFileSync(join(second, 'recovery.signal'), '');
    own(join(second, 'recovery.signal'));
    running = second;
    start(second);
    const back = createPool({ ...database, applicationName: 'test', max: 1, onIdleError: () => undefined });
    stack.defer(() => back.end());
    for (let waited = 0; waited < 100; waited++) {
      const { rows: state } = await back.query<{ recovering: boolean }>('select pg_is_in_recovery() as recovering');
      if (state[0]?.recovering === false) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { ok, violations, position } = await verifyLedger(back);
    assert.deepEqual([ok, violations, position], [true, [], wanted.position]);
    const { rows: orders } = await back.query<{ id: string }>('select id from orders order by id');
    assert.deepEqual(
      orders.map(({ id }) => id),
      ['ord_1', 'ord_2'],
    );
  },
);
