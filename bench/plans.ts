// Plans that auto_explain wrote into the server's log, with the time of each node of them alone.
export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Function Name'?: string;
  readonly Operation?: string;
  readonly 'Actual Total Time'?: number;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

export interface LoggedPlan {
  readonly statement: string;
  readonly plan: Plan;
}

export interface NodeTime {
  readonly statement: string;
  /** What it does, to what. */
  readonly node: string;
  readonly plans: number;
  /** Of all its loops, without what is below it. */
  readonly milliseconds: number;
  readonly rows: number;
  /** Read and thrown away. */
  readonly removed: number;
}

/** A plan follows its duration in lines that begin with a tab. What is cut at either end of the text is left out. */
export function readPlans(log: string): LoggedPlan[] {
  return [...log.matchAll(/ LOG: {2}duration: [\d.]+ ms {2}plan:\n((?:\t.*\n)+)/g)].map(([, lines = '']) => {
    const { 'Query Text': text, Plan: plan } = JSON.parse(lines.replaceAll(/^\t/gm, '')) as {
      readonly 'Query Text': string;
      readonly Plan: Plan;
    }; // As auto_explain documents its JSON.
    return { statement: text.replaceAll(/\s+/g, ' ').trim(), plan };
  });
}

/** By statement and node, the longest first. */
export function timesOfNodes(logged: readonly LoggedPlan[]): NodeTime[] {
  const times = new Map<string, NodeTime>();
  for (const { statement, plan } of logged)
    for (const node of nodesOf(plan)) {
      const name = nameOf(node);
      const key = `${name}\n${statement}`;
      const { plans = 0, milliseconds = 0, rows = 0, removed = 0 } = times.get(key) ?? {};
      const loops = node['Actual Loops'] ?? 0;
      times.set(key, {
        statement,
        node: name,
        plans: plans + 1,
        milliseconds: milliseconds + ownTime(node),
        rows: rows + (node['Actual Rows'] ?? 0) * loops,
        removed: removed + (node['Rows Removed by Filter'] ?? 0) * loops,
      });
    }
  return [...times.values()].toSorted((a, b) => b.milliseconds - a.milliseconds);
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function nameOf(node: Plan): string {
  const on = node['Index Name'] ?? node['Relation Name'] ?? node['Function Name'];
  return `${node.Operation ?? node['Node Type']}${on === undefined ? '' : ` ${on}`}`;
}

/** Clocks are read around each row of each node, so below zero is nothing. */
function ownTime(node: Plan): number {
  const below = (node.Plans ?? []).reduce((sum, plan) => sum + wholeTime(plan), 0);
  return Math.max(0, wholeTime(node) - below);
}

function wholeTime(node: Plan): number {
  return (node['Actual Total Time'] ?? 0) * (node['Actual Loops'] ?? 0);
}
