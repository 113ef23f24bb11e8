// Entities as bytes, and the values of headers, as they come from anybody.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#kernel/limits.ts';
import { MimeProblem, decoded, partsOf, readEntity, withLineEnds } from './entity.ts';
import {
  dispositionOf,
  domainOf,
  fileNameIn,
  oneLine,
  readField,
  readMessageId,
  readName,
  writeName,
} from './fields.ts';
import { writeEntity, writeSigned } from './write.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('headers are read in whichever form, and the body stays as it is', () => {
  const { headers, body } = readEntity(
    bytes('Content-Type: text/plain;\r\n\tcharset=utf-8\r\nX: 1\r\nx: 2\r\n\r\n\r\nbody\n'),
  );
  assert.deepEqual(
    [...headers],
    [
      ['content-type', 'text/plain; charset=utf-8'],
      ['x', '1'],
    ],
  );
  assert.equal(body.toString(), '\r\nbody\n');
  assert.equal(readEntity(bytes('A: 1\nB: 2\n\nbody')).body.toString(), 'body');
  for (const head of ['\r\n', '\n']) assert.deepEqual([...readEntity(bytes(`${head}body`)).headers], []);
  assert.throws(() => readEntity(bytes('no end')), MimeProblem);
  assert.throws(() => readEntity(bytes('this is none\r\n\r\n')), MimeProblem);
  assert.throws(() => readEntity(bytes(`A: ${'x'.repeat(limits.as2HeaderBytesMax)}\r\n\r\n`)), MimeProblem);
});

test('parts stand between lines of the boundary, and nowhere else', () => {
  const parts = (text: string, boundary = 'b'): string[] => partsOf(bytes(text), boundary).map(String);
  assert.deepEqual(parts('before\r\n--b\r\none\r\n--b \t\r\ntwo\r\n\r\n--b--\r\nafter'), ['one', 'two\r\n']);
  assert.deepEqual(parts('--b\none\n--b\ntwo\n--b--'), ['one', 'two']);
  // A longer boundary and one within a line are content.
  assert.deepEqual(parts('--b\r\n--bc\r\nx --b\r\n--b-\r\n--b--\r\n'), ['--bc\r\nx --b\r\n--b-']);
  assert.deepEqual(parts('--b\r\n--b--'), ['']);
  assert.throws(() => parts('--b\r\none'), /breaks off/);
  assert.throws(() => parts('--b\r\none\r\n--b'), /breaks off/);
  for (const boundary of ['', 'x'.repeat(71), 'a\r\nb', 'a '])
    assert.throws(() => parts('--b\r\n', boundary), /no boundary/);
  assert.throws(() => parts('--b\r\n'.repeat(limits.as2PartsMax + 2)), /more than/);
});

test('encodings for transfer are taken off', () => {
  const content = (encoding: string, body: string): string =>
    decoded({ headers: new Map([['content-transfer-encoding', encoding]]), body: bytes(body) }).toString('latin1');
  assert.equal(content(' Base64 ', 'Z3L8\r\nZXpp'), 'grüezi');
  assert.equal(content('quoted-printable', 'gr=FCe=\r\nzi  \r\n=3D'), 'grüezi\r\n=');
  for (const plain of ['binary', '7bit', '8BIT', '']) assert.equal(content(plain, 'a=20'), 'a=20');
  assert.equal(decoded({ headers: new Map(), body: bytes('a') }).toString(), 'a');
  assert.throws(() => content('uuencode', 'a'), MimeProblem);
  assert.equal(withLineEnds(bytes('a\nb\r\nc\r')).toString(), 'a\r\nb\r\nc\r');
});

test('fields have parameters, and file names no folders', () => {
  assert.deepEqual(readField('Multipart/Signed; micalg=sha-256; boundary="a;\\"b"; x= y').parameters, {
    micalg: 'sha-256',
    boundary: 'a;"b',
    x: 'y',
  });
  assert.equal(readField('Multipart/Signed ;a=1').value, 'multipart/signed');
  assert.equal(fileNameIn('attachment; filename="../../etc/passwd"', undefined), 'passwd');
  assert.equal(fileNameIn('attachment; filename="C:\\edi\\850.edi"', undefined), '850.edi');
  assert.equal(fileNameIn("attachment; filename=a.edi; filename*=utf-8''gr%C3%BCn.edi", undefined), 'grün.edi');
  assert.equal(fileNameIn("attachment; filename=a.edi; filename*=utf-8''%ff", undefined), 'a.edi');
  assert.equal(fileNameIn(undefined, 'application/edi-x12; name="b.edi"'), 'b.edi');
  for (const none of [undefined, 'attachment', 'attachment; filename=".."', 'attachment; filename="a/"'])
    assert.equal(fileNameIn(none, undefined), null);
  assert.equal(fileNameIn('attachment; filename="a\u0007\u0000b"', undefined), 'ab');
});

test('every name is read as it was written, and ends no header', () => {
  const printable = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)),
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(printable, printable, (one, other) => {
      for (const name of [one, `${one} ${other}`]) {
        assert.equal(readName(writeName(name)), name);
        assert.doesNotMatch(writeName(name), /[\r\n]/);
      }
      assert.match(domainOf(one), /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$|^as2$/);
    }),
  );
  const file = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((name) => !/[\p{Cc}/\\]|^\s|\s$|^\.\.?$/u.test(name));
  fc.assert(
    fc.property(file, (name) => {
      const disposition = dispositionOf(name);
      assert.match(disposition, /^[\x20-\x7e]+$/);
      assert.equal(fileNameIn(disposition, undefined), name);
    }),
  );
});

test('ids of messages stand in angle brackets, or should', () => {
  assert.equal(readMessageId(' <a.b@c> '), '<a.b@c>');
  assert.equal(readMessageId('a@b'), '<a@b>');
  for (const none of [undefined, '', '<>', 'another', '<a b@c>', '<a@b><c@d>', `<${'x'.repeat(600)}@y>`])
    assert.equal(readMessageId(none), null);
  assert.equal(oneLine(' a\r\nB: 1\tü ', 100), 'a B: 1');
  assert.equal(oneLine('abc', 2), 'ab');
});

test('what is written is read, and a header never has two lines', () => {
  const part = writeEntity({ 'Content-Type': 'text/plain', 'X-A': 'b' }, bytes('--x\r\nbody\n'));
  assert.equal(readEntity(part).body.toString(), '--x\r\nbody\n');
  const { contentType, body } = writeSigned(part, Buffer.alloc(300, 7), 'sha-256');
  const { parameters } = readField(contentType);
  assert.equal(parameters['micalg'], 'sha-256');
  const [first, second] = partsOf(body, parameters['boundary'] ?? '');
  assert.deepEqual(first, part);
  assert.deepEqual(decoded(readEntity(second ?? Buffer.alloc(0))), Buffer.alloc(300, 7));
  for (const value of ['a\r\nB: 1', 'a\nb', 'a\0'])
    assert.throws(() => writeEntity({ 'Content-Type': value }, bytes('')), /more than one line/);
});

test('no bytes are too strange: they are read, or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      for (const read of [
        () => readEntity(Buffer.from(noise)),
        () => partsOf(Buffer.concat([bytes('--b\r\n'), noise, bytes('\r\n--b--')]), 'b'),
      ]) {
        try {
          read();
        } catch (error) {
          assert.ok(error instanceof MimeProblem, String(error));
        }
      }
    }),
  );
});
