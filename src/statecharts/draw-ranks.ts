// One level of a chart, ranked from top to bottom by dagre: boxes of known size, with arrows that have room for their text.
import { Graph, layout } from '@dagrejs/dagre';
import assert from '#kernel/assert.ts';
import type { Box, Point } from './draw-model.ts';
import { centred } from './draw-model.ts';

export interface GraphNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Room for text; 0 for a line without. */
  readonly width: number;
  readonly height: number;
  /** How much a short and straight line is worth. */
  readonly weight: number;
  /** How many ranks it goes down at least. */
  readonly ranks: number;
}

export interface Ranked {
  readonly boxOf: (id: string) => Box;
  /** From border to border. */
  readonly pointsOf: (edge: Edge) => readonly Point[];
  /** Of its text. */
  readonly middleOf: (edge: Edge) => Point;
}

/** As much of dagre as is used; its own types do not resolve with "nodenext". */
interface DagreGraph {
  setGraph(options: Readonly<Record<string, string | number>>): unknown;
  setNode(id: string, label: object): unknown;
  setEdge(from: string, to: string, label: object, name: string): unknown;
  node(id: string): Box;
  edge(from: string, to: string, name: string): { points: readonly Point[]; x?: number; y?: number };
}

/** The ranks of nodes, from 0 on: those in one rank stand in one line. */
export function ranksOf(nodes: readonly GraphNode[], edges: readonly Edge[]): Map<string, number> {
  const { boxOf } = rank(nodes, edges);
  const middles = new Map(nodes.map(({ id }) => [id, Math.round(boxOf(id).y + boxOf(id).height / 2)]));
  const lines = [...new Set(middles.values())].toSorted((one, other) => one - other);
  return new Map([...middles].map(([id, y]) => [id, lines.indexOf(y)]));
}

export function rank(nodes: readonly GraphNode[], edges: readonly Edge[]): Ranked {
  // It is a graph of dagre; only its type is lost.
  const graph = new Graph({ multigraph: true }) as unknown as DagreGraph;
  graph.setGraph({ rankdir: 'TB', nodesep: 30, edgesep: 20, ranksep: 36 });
  // Dagre writes places into what it is given.
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { name, from, to, width, height, weight, ranks } of edges)
    graph.setEdge(from, to, { width, height, weight, minlen: ranks, labelpos: 'c' }, name);
  layout(graph as unknown as Parameters<typeof layout>[0]);
  return {
    boxOf: (id) => centred(graph.node(id), graph.node(id)),
    pointsOf: ({ from, to, name }) => graph.edge(from, to, name).points,
    middleOf({ from, to, name }) {
      const { x, y } = graph.edge(from, to, name);
      assert(x !== undefined && y !== undefined, `${name} has text`);
      return { x, y };
    },
  };
}
