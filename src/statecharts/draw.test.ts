import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw } from './draw.ts';
import { layOut } from './draw-layout.ts';
import type { Box, Piece } from './draw-model.ts';
import { escapeXml, textWidth, wrapped } from './draw-text.ts';
import { isInside } from './model.ts';
import { definitionOf, endless, parallel, small, wait } from './testing/definitions.ts';

type Json = Record<string, unknown>;

/** States in states, with arrows that cross borders upwards and downwards. */
function nested(): Json {
  const source = parallel();
  const text = JSON.stringify(source);
  const state = (on: Json): Json => ({ on });
  const extra: Json = {
    meta: { owner: 'buyer' },
    entry: [wait],
    initial: 'first',
    on: { late: { target: '.second', actions: [wait] }, cancelled: 'refused' },
    states: {
      first: state({ answered: '#two-regions.given_up', asked: 'second', billed: '#two-regions.checking' }),
      second: {
        initial: 'deep',
        states: { deep: state({ asked: '#two-regions.recheck.first', billed: '#two-regions.recheck' }) },
      },
    },
  };
  const copy: Json = JSON.parse(text.replace('"wrong":"refused"', '"wrong":"recheck.second.deep"'));
  const chart = copy['chart'] as { states: Json };
  chart.states = { ...chart.states, recheck: extra, given_up: { type: 'final' } };
  (chart.states['open'] as { on: Json }).on['wrong'] = 'recheck.first';
  return copy;
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;
const within = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;

for (const [name, source] of [
  ['small', small()],
  ['parallel', parallel()],
  ['nested', nested()],
] as const) {
  const drawing = layOut(definitionOf(source));

  test(`${name}: states stand inside the states they belong to and beside all others`, () => {
    for (const one of drawing.states)
      for (const other of drawing.states) {
        if (one === other || isInside(other.state, one.state)) continue;
        if (isInside(one.state, other.state))
          assert.ok(within(one.box, other.box), `${one.state.path} in ${other.state.path}`);
        else assert.ok(!overlap(one.box, other.box), `${one.state.path} beside ${other.state.path}`);
      }
  });

  test(`${name}: text fits its box, and no label covers a state or another label`, () => {
    for (const { box, content, text, state } of drawing.states)
      assert.ok(within({ ...text, width: content.width, height: content.height }, box), state.path);
    const labels = drawing.arrows.flatMap(({ labelBox }) => labelBox ?? []);
    for (const [index, label] of labels.entries()) {
      for (const { box, state } of drawing.states)
        if (state.children.length === 0) assert.ok(!overlap(label, box), state.path);
      for (const other of labels.slice(index + 1)) assert.ok(!overlap(label, other));
      assert.ok(within(label, whole(drawing)));
    }
  });

  test(`${name}: every arrow begins and ends at the border of a state or at a dot`, () => {
    const ends = drawing.arrows.flatMap(({ points }) => [points[0], points.at(-1)]);
    for (const point of ends) {
      assert.ok(point !== undefined);
      const touches = drawing.states.some(({ box }) => onBorder(point, box));
      const dot = drawing.dots.some(({ x, y }) => Math.hypot(x - point.x, y - point.y) <= 9);
      assert.ok(touches || dot, JSON.stringify(point));
    }
  });
}

function whole({ width, height }: Piece): Box {
  return { x: 0, y: 0, width, height };
}

function onBorder({ x, y }: { x: number; y: number }, box: Box): boolean {
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.5;
  const inX = x >= box.x - 0.5 && x <= box.x + box.width + 0.5;
  const inY = y >= box.y - 0.5 && y <= box.y + box.height + 0.5;
  return (
    (inX && (near(y, box.y) || near(y, box.y + box.height))) || (inY && (near(x, box.x) || near(x, box.x + box.width)))
  );
}

test('a drawing is the same whenever it is made, and holds what the chart says', () => {
  const definition = definitionOf(parallel());
  const svg = draw(definition);
  assert.equal(draw(definition), svg);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
  for (const text of [
    'two-regions v2',
    'owner: order desk',
    'clock: 4 hours → late',
    'at once [not everything left]',
    'when done',
    'cancelled',
  ])
    assert.ok(svg.includes(`>${escapeXml(text)}</text>`), text);
  assert.equal(svg.match(/<circle /g)?.length, 3);
  assert.equal(svg.match(/stroke-dasharray/g)?.length, 2);
});

test('the states of a case are marked', () => {
  const definition = definitionOf(parallel());
  const marked = draw(definition, { active: new Set(['open', 'open.goods', 'open.goods.waiting']) });
  assert.equal(draw(definition).match(/#2f8f4e/g), null);
  assert.equal(marked.match(/#2f8f4e/g)?.length, 3);
});

test('a clock that does not say how long is drawn without', () => {
  assert.match(draw(endless()), />clock: → late</);
});

test('text is escaped, wrapped between words, and wider in bold', () => {
  assert.equal(escapeXml('a < b & "c" > d'), 'a &lt; b &amp; &quot;c&quot; &gt; d');
  assert.deepEqual(wrapped('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrapped('immeasurable x', 5), ['immeasurable', 'x']);
  assert.deepEqual(wrapped(' ', 5), []);
  assert.ok(textWidth('wide', { size: 10, bold: true }) > textWidth('wide', { size: 10 }));
  assert.ok(textWidth('iii', { size: 10 }) < textWidth('mmm', { size: 10 }));
});
