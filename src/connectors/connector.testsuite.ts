// What every connector must survive, against a real other side. Its own tests say what is special about it; how the shared ones
// are used is shown in README.md.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createAjv, findings } from '#contracts/ajv.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import type { Connector, Settings } from './connector.ts';
import { Bed, eventually, newMarks } from './harness.testsuite.ts';
import type { Harness, Register } from './harness.testsuite.ts';
import { isPushed, testPushed } from './pushed.testsuite.ts';
import { testPace, testReceiving } from './receiving.testsuite.ts';
import { testSending } from './sending.testsuite.ts';

export interface ConnectorCase {
  readonly connector: Connector;
  /** Before the names of the tests; left out: the kind. */
  readonly name?: string;
  /** A fresh place on the other side for each test: a folder, a queue, a table. */
  make(): Promise<Harness>;
  /** Settings that must be refused, and the field that the refusal names. */
  readonly wrong: readonly Wrong[];
  /** Left out: it sends if it has operations. Events are sent without one, and not every system that is read is written to. */
  readonly sends?: boolean;
  /** No network lies between the connector and what it speaks to. */
  readonly isLocal?: boolean;
  /** It asks for its turn before it fetches. */
  readonly isPaced?: boolean;
  /** False: a check reaches the other side without being let in. Left out: true. */
  readonly checkSeesAccess?: boolean;
  /** Tests that the other side is not fit for, by name, with why. */
  readonly leftOut?: Readonly<Record<string, string>>;
  /** Why it can't be run here. */
  readonly skip?: string | undefined;
}

export interface Wrong {
  readonly part: 'settings' | 'stream' | 'operation';
  /** Put over what the harness has. */
  readonly change: Settings;
  readonly field: string;
}

export function testConnector(given: ConnectorCase): void {
  const { connector } = given;
  const sends = given.sends ?? connector.operation !== null;
  const isPushedTo = isPushed(connector);
  const register: Register = (name, body) => {
    const skip = given.skip ?? given.leftOut?.[name] ?? false;
    test(`${given.name ?? connector.kind}: ${name}`, { skip }, async (context) => {
      await using bed = new Bed(connector, await given.make());
      await body(bed, (why) => context.skip(why));
    });
  };
  const overNetwork: Register = (name, body) => {
    if (given.isLocal !== true) register(name, body);
  };

  register('settings that make no sense are refused by the name of their field', (bed) => {
    const { incoming, outgoing, settings } = bed.harness;
    const parts = [
      { part: 'settings', schema: connector.settings, value: settings },
      { part: 'stream', schema: connector.stream, value: incoming?.settings },
      { part: 'operation', schema: connector.operation, value: outgoing?.settings },
    ] as const;
    for (const { part, schema, value } of parts) {
      if (schema === null || value === undefined) continue;
      const problems = (changed: Settings): string[] => problemsOf(schema, changed);
      assert.deepEqual(problems(value), [], `the ${part} of the harness are in order`);
      assert.match(problems({ ...value, zzzUnknown: 1 }).join(' '), /zzzUnknown/);
      for (const field of Object.keys(value)) {
        // Nothing takes a list of lists of nulls.
        assert.match(problems({ ...value, [field]: [[null]] }).join(' '), new RegExp(field), `${part}.${field}`);
      }
      for (const field of schema.required ?? []) {
        const { [field]: _gone, ...without } = value;
        assert.match(problems(without).join(' '), new RegExp(field), `${part} without ${field}`);
      }
      for (const wrong of given.wrong.filter((one) => one.part === part)) {
        const changed = { ...value, ...wrong.change };
        const found = [...problems(changed), ...checked(bed, part, changed)];
        assert.match(found.join(' '), new RegExp(wrong.field), `${part}: ${JSON.stringify(wrong.change)}`);
      }
    }
    assert.deepEqual(checked(bed, 'settings', settings), [], 'what the harness has passes the check of the connector');
    return Promise.resolve();
  });

  register('a check says what it saw, or why it cannot', async (bed) => {
    const session = bed.open();
    assert.match(await bed.check(session), /\S{3}/);
    if (isPushedTo) return; // Nobody is asked.
    const mend = await bed.fail();
    await bed.faultOf('a check of what is broken', () => bed.check(session));
    await mend();
    await eventually(() => bed.check(session));
  });

  overNetwork('a check ends when it is told to', async (bed, skip) => {
    if (isPushedTo) return skip('nobody is asked');
    const { proxy } = bed;
    await proxy.set({ swallow: 'both' });
    const session = bed.open({ timeoutMs: 600_000 });
    const stop = new AbortController();
    const checking = bed.check(session, stop.signal);
    checking.catch(() => undefined); // Looked at below.
    await wait(50);
    stop.abort();
    await assert.rejects(checking, (error) => {
      bed.note(error);
      return !(error instanceof assert.AssertionError);
    });
  });

  register('credentials that are not taken any more are called unauthorized', async (bed, skip) => {
    const { expired } = bed.harness;
    if (expired === undefined) return skip('the other side asks for none');
    if (isPushedTo) return skip('we let the other side in');
    const session = bed.open({ credentials: expired });
    if (given.checkSeesAccess !== false) {
      const { code } = await bed.faultOf('a check', () => bed.check(session));
      assert.equal(code, 'unauthorized');
    }
    if (connector.stream !== null) {
      const received = await bed.faultOf('fetching', () => bed.collect(session, { count: 1 }));
      assert.equal(received.code, 'unauthorized');
    }
    if (sends) {
      const [mark = ''] = newMarks(1);
      const sent = await bed.send(session, bed.write(mark));
      assert.ok(sent.kind === 'later' || sent.kind === 'refused', `not ${sent.kind}`);
      assert.equal(sent.fault.code, 'unauthorized');
      assert.equal(await bed.timesSeen(mark), 0);
    }
  });

  register('while credentials are being replaced, those before them let us in, and that is said', async (bed, skip) => {
    const { expired, credentials } = bed.harness;
    if (expired === undefined) return skip('the other side asks for none');
    if (isPushedTo) return skip('we let the other side in');
    const before = (old: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(Object.keys(expired).map((name) => [`${name}.previous`, old[name] ?? '']));
    // The new ones are not known yet.
    const early = bed.open({ credentials: { ...credentials, ...expired, ...before(credentials) } });
    const text = await eventually(() => bed.check(early));
    if (connector.stream !== null) {
      await bed.incoming.put(newMarks(2));
      await bed.collect(early, { count: 2 });
    }
    if (sends) {
      const marks = newMarks(2);
      for (const mark of marks) assert.equal((await bed.send(early, bed.write(mark))).kind, 'done');
      for (const mark of marks) await eventually(async () => assert.equal(await bed.timesSeen(mark), 1));
    }
    if (given.checkSeesAccess !== false) {
      assert.match(text, /with the credential before the current one/);
      assert.match(early.remark?.() ?? '', /with the credential before the current one/);
    }
    // They are, and the old ones are over.
    const late = bed.open({ credentials: { ...credentials, ...before(expired) } });
    assert.doesNotMatch(await eventually(() => bed.check(late)), /before the current one/);
    if (sends) assert.equal((await bed.send(late, bed.write(newMarks(1)[0] ?? ''))).kind, 'done');
    assert.equal(late.remark?.() ?? null, null);
    if (given.checkSeesAccess === false) return;
    const strange = bed.open({ credentials: { ...credentials, ...expired, ...before(expired) } });
    assert.equal((await bed.faultOf('a check', () => bed.check(strange))).code, 'unauthorized');
  });

  register('a closed session leaves nothing open', async (bed) => {
    const use = async (): Promise<void> => {
      const session = bed.open();
      await bed.check(session);
      if (connector.stream !== null) {
        await bed.incoming.put(newMarks(2));
        await bed.collect(session, { count: 2 });
      }
      const [mark = ''] = newMarks(1);
      if (sends) await bed.send(session, bed.write(mark));
      await bed.close(session);
    };
    await use(); // What the harness itself opens is open from here on.
    const before = openFiles();
    await use();
    await eventually(() => {
      assert.ok(openFiles() <= before, `${openFiles()} files and sockets are open, ${before} were before`);
      assert.equal(bed.harness.proxy?.seen.open ?? 0, 0, 'connections are open');
      return Promise.resolve();
    });
  });

  if (connector.stream !== null) testReceiving(register, overNetwork, !isPushedTo);
  if (given.isPaced === true) testPace(register);
  if (isPushedTo) testPushed(register, overNetwork);
  if (sends) testSending(register, overNetwork);
}

function problemsOf(schema: JsonSchema, value: Settings): string[] {
  const check = createAjv({ allErrors: true, verbose: true }).compile(schema);
  return findings(check, value).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
}

function checked(bed: Bed, part: Wrong['part'], value: Settings): string[] {
  const { settings, credentials, incoming, outgoing } = bed.harness;
  const named = (name: string | undefined, own: Settings | undefined, is: Wrong['part']): Record<string, Settings> =>
    name === undefined || own === undefined ? {} : { [name]: part === is ? value : own };
  const configured = {
    settings: part === 'settings' ? value : settings,
    streams: named(incoming?.stream, incoming?.settings, 'stream'),
    operations: named(outgoing?.operation, outgoing?.settings, 'operation'),
    credentials: Object.keys(credentials),
  };
  const problems = bed.connector.check?.(configured, { allowPrivate: true }) ?? [];
  return problems.map(({ pointer, detail, fix }) => `${pointer} ${detail} ${fix}`);
}

function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
