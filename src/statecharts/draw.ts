// A statechart as SVG: boxes in boxes, regions side by side, a dot where it begins, a double border where it ends.
import { styles } from './draw-content.ts';
import type { Block, LineKind } from './draw-content.ts';
import { layOut } from './draw-layout.ts';
import type { Box, PlacedArrow, PlacedState, Point } from './draw-model.ts';
import { escapeXml } from './draw-text.ts';
import { idleTag, isRegion } from './model.ts';
import type { Definition, StateNode } from './model.ts';

export interface DrawOptions {
  /** Paths of the states a case is in. */
  readonly active?: ReadonlySet<string>;
}

const colours = {
  ground: '#fbfcfd',
  ink: '#1f2a37',
  quiet: '#5b6776',
  arrow: '#7b8896',
  event: '#2f5d8a',
  border: '#a9b4c0',
  leaf: '#ffffff',
  idle: '#f3f4f6',
  outer: '#f3f6f9',
  region: '#f8fafb',
  active: '#e3f1e6',
  activeBorder: '#2f8f4e',
};
const inks: Readonly<Record<LineKind, string>> = {
  title: colours.ink,
  description: colours.quiet,
  note: colours.quiet,
  trigger: colours.event,
};
const cornerRadius = 8;

export function draw(definition: Definition, { active = new Set() }: DrawOptions = {}): string {
  const { width: exactWidth, height: exactHeight, states, arrows, dots } = layOut(definition);
  const width = Math.ceil(exactWidth);
  const height = Math.ceil(exactHeight);
  const title = escapeXml(`${definition.process} v${definition.version}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" role="img">`,
    `<title>${title}</title>`,
    `<desc>${escapeXml(definition.description)}</desc>`,
    `<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0.8L7.2 4L0 7.2z" fill="${colours.arrow}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="${colours.ground}"/>`,
    ...states
      .filter(({ state }) => state.parent !== null)
      .map((placed) => boxOf(placed, active.has(placed.state.path))),
    ...arrows.map(lineOf),
    ...dots.map(({ x, y }) => `<circle cx="${round(x)}" cy="${round(y)}" r="6" fill="${colours.ink}"/>`),
    ...arrows.map(labelOf),
    ...states.map(({ content, text }) => textOf(content, text)),
    '</svg>',
    '',
  ].join('\n');
}

function boxOf({ state, box }: PlacedState, isActive: boolean): string {
  const line = isActive
    ? `stroke="${colours.activeBorder}" stroke-width="2"`
    : `stroke="${colours.border}" stroke-width="1.2"`;
  const dashes = isRegion(state) && state.children.length > 0 ? ' stroke-dasharray="6 4"' : '';
  const outer = `<rect ${areaOf(box)} rx="${cornerRadius}" fill="${fillOf(state, isActive)}" ${line}${dashes}/>`;
  if (state.type !== 'final') return outer;
  const within = { x: box.x + 3, y: box.y + 3, width: box.width - 6, height: box.height - 6 };
  return `${outer}<rect ${areaOf(within)} rx="${cornerRadius - 3}" fill="none" ${line}/>`;
}

function fillOf(state: StateNode, isActive: boolean): string {
  if (state.children.length > 0) return isRegion(state) ? colours.region : colours.outer;
  if (isActive) return colours.active;
  return state.tags.includes(idleTag) ? colours.idle : colours.leaf;
}

function areaOf({ x, y, width, height }: Box): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

function lineOf({ points }: PlacedArrow): string {
  return `<path d="${rounded(points)}" fill="none" stroke="${colours.arrow}" stroke-width="1.2" marker-end="url(#head)"/>`;
}

/** On a ground of its own, so that the line does not run through the text. */
function labelOf({ label, labelBox }: PlacedArrow): string {
  if (label === null || labelBox === null) return '';
  const ground = { x: labelBox.x - 3, y: labelBox.y - 1, width: labelBox.width + 6, height: labelBox.height + 2 };
  return `<rect ${areaOf(ground)} rx="3" fill="${colours.ground}" fill-opacity="0.92"/>${textOf(label, labelBox)}`;
}

function textOf({ lines }: Block, { x, y }: Point): string {
  let below = y;
  return lines
    .map(({ kind, text }) => {
      const { size, bold, height } = styles[kind];
      below += height;
      const indent = text.startsWith('  ') ? 8 : 0;
      const weight = bold === true ? ' font-weight="600"' : '';
      return `<text x="${round(x + indent)}" y="${round(below - height * 0.28)}" font-size="${size}"${weight} fill="${inks[kind]}">${escapeXml(text.trim())}</text>`;
    })
    .join('');
}

/** Through all points, with the corners taken off. */
function rounded(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${at(point)}`;
      if (after === undefined) return `L${at(point)}`;
      return `L${at(towards(point, before))}Q${at(point)} ${at(towards(point, after))}`;
    })
    .join('');
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = Math.min(12, length / 2) / Math.max(length, 1);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
