// What a drawing is made of: places in a plane, y downwards.
import type { Block } from './draw-content.ts';
import type { StateNode } from './model.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Top left corner and size. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedState {
  readonly state: StateNode;
  readonly box: Box;
  readonly content: Block;
  /** Where the text begins. */
  readonly text: Point;
}

export interface PlacedArrow {
  readonly points: readonly Point[];
  readonly label: Block | null;
  readonly labelBox: Box | null;
}

/** A state with all that is in it, its own corner at 0, 0. */
export interface Piece {
  readonly width: number;
  readonly height: number;
  /** Outermost first. */
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
  /** Where a state with states in it begins. */
  readonly dots: readonly Point[];
  /** The parts of arrows that go on outside, by the arrow's name: from the end inside to the border. */
  readonly open: ReadonlyMap<string, readonly Point[]>;
}

export function moved(piece: Piece, by: Point): Piece {
  const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    ...piece,
    states: piece.states.map((each) => ({ ...each, box: move(each.box), text: move(each.text) })),
    arrows: piece.arrows.map(({ points, label, labelBox }) => {
      return { points: points.map(move), label, labelBox: labelBox === null ? null : move(labelBox) };
    }),
    dots: piece.dots.map(move),
    open: new Map([...piece.open].map(([name, points]) => [name, points.map(move)])),
  };
}

export function centred({ x, y }: Point, { width, height }: { readonly width: number; readonly height: number }): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** The smallest box around boxes and points. */
export function around(boxes: readonly Box[], points: readonly Point[]): Box {
  const left = [...boxes, ...points].map(({ x }) => x);
  const top = [...boxes, ...points].map(({ y }) => y);
  const right = [...boxes.map(({ x, width }) => x + width), ...points.map(({ x }) => x)];
  const bottom = [...boxes.map(({ y, height }) => y + height), ...points.map(({ y }) => y)];
  const [x, y] = [Math.min(...left), Math.min(...top)];
  return { x, y, width: Math.max(...right) - x, height: Math.max(...bottom) - y };
}
