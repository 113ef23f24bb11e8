// Where everything stands in a drawing. Each state with states in it is laid out by itself, from the inside out, and is a box
// for what is around it. An arrow that crosses a border is drawn in parts that meet there.
import assert from '#kernel/assert.ts';
import { arrowsOf, contentOf } from './draw-content.ts';
import type { Arrow, Block } from './draw-content.ts';
import { around, centred, moved } from './draw-model.ts';
import type { Piece, PlacedArrow, Point } from './draw-model.ts';
import { rank, ranksOf } from './draw-ranks.ts';
import type { Edge, GraphNode } from './draw-ranks.ts';
import { isInside } from './model.ts';
import type { Definition, StateNode } from './model.ts';

interface Named extends Arrow {
  readonly name: string;
}

/** An arrow that crosses the border of a state, seen from inside. */
interface Crossing {
  readonly name: string;
  readonly end: StateNode;
  readonly side: 'top' | 'bottom';
}

const padding = 10;
const inset = 18;
const regionGap = 22;
const dotSize = 12;
const dot = 'dot';

export function layOut(definition: Definition): Piece {
  const arrows: readonly Named[] = arrowsOf(definition).map((arrow, index) => ({ ...arrow, name: `arrow ${index}` }));
  const order = (state: StateNode): number => definition.states.indexOf(state);
  return pieceOf(definition.root);

  function pieceOf(state: StateNode): Piece {
    const content = contentOf(state, definition);
    switch (state.type) {
      case 'atomic':
      case 'final':
        return boxed(state, content, { width: content.width, height: content.height }, nothing);
      case 'parallel':
        return sideBySide(state, content);
      case 'compound':
        return ranked(state, content);
    }
  }

  function ranked(state: StateNode, content: Block): Piece {
    const children = new Map(state.children.map((child) => [child, pieceOf(child)]));
    const own = arrows.filter(({ source, target }) => parted(state, source, target));
    const crossing = crossingOf(state);
    assert(state.initial !== null, `${state.path} was checked to have a first state`);
    const begin: Edge = { ...plain('begin', dot, state.initial.pointer), weight: 4 };
    const between = own.map((arrow): [Named, Edge] => {
      const room = { width: arrow.label.width + padding, height: arrow.label.height + 4 };
      const [from, to] = [childOf(state, arrow.source).pointer, childOf(state, arrow.target).pointer];
      return [arrow, { name: arrow.name, from, to, ...room, weight: 1, ranks: 1 }];
    });
    const within: readonly GraphNode[] = [
      ...[...children].map(([child, { width, height }]): GraphNode => ({ id: child.pointer, width, height })),
      { id: dot, width: dotSize, height: dotSize },
    ];
    const edges = [begin, ...between.map(([, edge]) => edge)];
    const through = throughBorder(state, crossing, ranksOf(within, edges));
    const places = rank(
      [...within, ...crossing.map(({ name }): GraphNode => ({ id: name, width: 1, height: 1 }))],
      [...edges, ...through.map(([, edge]) => edge)],
    );
    const placed = new Map([...children].map(([child, piece]) => [child, moved(piece, places.boxOf(child.pointer))]));
    const openOf = (end: StateNode, name: string): readonly Point[] =>
      placed.get(childOf(state, end))?.open.get(name) ?? [];
    const complete = between.map(([{ source, target, name, label }, edge]): PlacedArrow => {
      const points = joined(openOf(source, name), places.pointsOf(edge), openOf(target, name).toReversed());
      return { points, label, labelBox: centred(places.middleOf(edge), label) };
    });
    const open = through.map(([{ end, name, side }, edge]): [string, Point[]] => {
      const points = places.pointsOf(edge);
      return [name, joined(openOf(end, name), side === 'top' ? points.toReversed() : points, [])];
    });
    const inside = together([...placed.values()]);
    const box = places.boxOf(dot);
    return enclosed(state, content, crossing, {
      ...inside,
      arrows: [{ points: places.pointsOf(begin), label: null, labelBox: null }, ...complete, ...inside.arrows],
      dots: [{ x: box.x + dotSize / 2, y: box.y + dotSize / 2 }, ...inside.dots],
      open: new Map(open),
    });
  }

  /** Regions run beside each other, and so they stand. */
  function sideBySide(state: StateNode, content: Block): Piece {
    let x = 0;
    const placed = state.children.map((region) => {
      const piece = moved(pieceOf(region), { x, y: 0 });
      x += piece.width + regionGap;
      return piece;
    });
    return enclosed(state, content, crossingOf(state), together(placed));
  }

  /** The arrows with one end inside a state. They cross its border on the side where the other end is likely to stand. */
  function crossingOf(state: StateNode): Crossing[] {
    const isWithin = (each: StateNode): boolean => each !== state && isInside(each, state);
    return arrows.flatMap(({ source, target, name }): Crossing[] => {
      if (isWithin(source) === isWithin(target)) return [];
      const [end, other] = isWithin(source) ? [source, target] : [target, source];
      return [{ name, end, side: order(other) < order(state) ? 'top' : 'bottom' }];
    });
  }
}

/** What crosses the upper border begins above everything else, what crosses the lower one ends below. */
function throughBorder(
  state: StateNode,
  crossing: readonly Crossing[],
  ranks: ReadonlyMap<string, number>,
): [Crossing, Edge][] {
  const last = Math.max(...ranks.values());
  return crossing.map((each) => {
    const child = childOf(state, each.end).pointer;
    const own = known(ranks, child);
    return each.side === 'top'
      ? [each, { ...plain(each.name, each.name, child), ranks: own + 1 }]
      : [each, { ...plain(each.name, child, each.name), ranks: last - own + 1 }];
  });
}

/** The heading above, what is inside below it, and a border around; open arrows are drawn out to the border. */
function enclosed(state: StateNode, content: Block, crossing: readonly Crossing[], inside: Piece): Piece {
  const boxes = [
    ...inside.states.map(({ box }) => box),
    ...inside.arrows.flatMap(({ labelBox }) => labelBox ?? []),
    ...inside.dots.map((point) => centred(point, { width: dotSize, height: dotSize })),
  ];
  const points = [...inside.arrows.flatMap((arrow) => arrow.points), ...[...inside.open.values()].flat()];
  const area = around(boxes, points);
  const top = padding + content.height + padding;
  const size = {
    width: Math.max(content.width, area.width + 2 * (inset - padding)),
    height: top + area.height + inset - 2 * padding,
  };
  const left = (size.width + 2 * padding - area.width) / 2;
  const within = moved(inside, { x: left - area.x, y: top - area.y });
  const open = crossing.map(({ name, side }): [string, Point[]] => {
    const route = known(within.open, name);
    const y = side === 'top' ? 0 : size.height + 2 * padding;
    return [name, [...route, ...route.slice(-1).map(({ x }) => ({ x, y }))]];
  });
  return boxed(state, content, size, { ...within, open: new Map(open) });
}

const nothing: Piece = { width: 0, height: 0, states: [], arrows: [], dots: [], open: new Map() };

function boxed(state: StateNode, content: Block, inner: { width: number; height: number }, inside: Piece): Piece {
  const width = inner.width + 2 * padding;
  const height = inner.height + 2 * padding;
  const own = { state, box: { x: 0, y: 0, width, height }, content, text: { x: padding, y: padding } };
  return { ...inside, width, height, states: [own, ...inside.states] };
}

function together(pieces: readonly Piece[]): Piece {
  return {
    ...nothing,
    states: pieces.flatMap(({ states }) => states),
    arrows: pieces.flatMap(({ arrows }) => arrows),
    dots: pieces.flatMap(({ dots }) => dots),
    open: new Map(pieces.flatMap(({ open }) => [...open])),
  };
}

/** Where a part begins or ends on the border of a box, the middle part begins or ends there too. */
function joined(before: readonly Point[], middle: readonly Point[], after: readonly Point[]): Point[] {
  const from = before.length > 0 ? 1 : 0;
  const to = after.length > 0 ? -1 : middle.length;
  return [...before, ...middle.slice(from, to), ...after];
}

function plain(name: string, from: string, to: string): Edge {
  return { name, from, to, width: 0, height: 0, weight: 1, ranks: 1 };
}

/** Whether an arrow is the affair of this level: both ends are inside it, and in different children. */
function parted(state: StateNode, source: StateNode, target: StateNode): boolean {
  const from = state.children.find((child) => isInside(source, child));
  const to = state.children.find((child) => isInside(target, child));
  return from !== undefined && to !== undefined && from !== to;
}

function known<V>(map: ReadonlyMap<string, V>, key: string): V {
  const value = map.get(key);
  assert(value !== undefined, `${key} was placed`);
  return value;
}

function childOf(parent: StateNode, state: StateNode): StateNode {
  const child = parent.children.find((each) => isInside(state, each));
  assert(child !== undefined, `${state.path} is inside ${parent.path}`);
  return child;
}
