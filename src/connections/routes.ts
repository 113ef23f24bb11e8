// Whether the routing in force leads somewhere. A turn sends what the table says without asking: a delivery to a connection that is
// switched off waits until it is on again. So a table that leads nowhere is refused before it is put in force, and reported if a
// connection goes away later.
import type pg from 'pg';
import type { Policy } from '#policies/model.ts';
import { readPolicy } from '#policies/read-policy.ts';
import { routingPolicy, targetOf } from '#processes/routing.ts';

export interface BrokenRoute {
  /** Its place in the table. */
  readonly rule: number;
  readonly id: string;
  readonly detail: string;
  readonly fix: string;
}

interface Row {
  readonly code: string;
  readonly active: boolean;
  readonly operations: readonly string[];
}

/** Rules that ask connections which there are not, which are off, or which have no such operation. */
export async function brokenRoutes(pool: pg.Pool, policy: Policy): Promise<BrokenRoute[]> {
  const routes = policy.rules.flatMap((rule, index) => {
    const target = targetOf(rule);
    return target === null ? [] : [{ ...target, rule: index, id: rule.id }];
  });
  if (routes.length === 0) return [];
  const { rows } = await pool.query<Row>(
    `select code, active, array(select json_array_elements(document -> 'operations') ->> 'name') as operations
     from connections
     where code = any ($1::text[])`,
    [[...new Set(routes.map(({ connection }) => connection))]],
  );
  const known = new Map(rows.map((row) => [row.code, row]));
  return routes.flatMap(({ rule, id, connection, operation }) => {
    const problem = problemOf(known.get(connection), connection, operation);
    return problem === null ? [] : [{ rule, id, ...problem }];
  });
}

function problemOf(
  known: Row | undefined,
  connection: string,
  operation: string | null,
): Pick<BrokenRoute, 'detail' | 'fix'> | null {
  if (known === undefined)
    return { detail: `no connection has the code ${connection}`, fix: 'Define it first, or correct the code.' };
  if (!known.active)
    return { detail: `the connection ${connection} is switched off`, fix: 'Switch it on first, or send it elsewhere.' };
  if (operation === null || known.operations.includes(operation)) return null;
  const there = known.operations.length === 0 ? 'it has none' : `it has ${known.operations.join(', ')}`;
  return { detail: `the connection ${connection} has no operation ${operation}`, fix: `Correct the name: ${there}.` };
}

/** The table that turns go by; null when there is none. */
export async function routingInForce(pool: pg.Pool): Promise<Policy | null> {
  const { rows } = await pool.query<{ hash: string }>(
    `select hash from definitions where kind = 'policy' and name = $1 and active`,
    [routingPolicy],
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (latest?.hash === row.hash) return latest;
  const { rows: found } = await pool.query<{ content: string }>(
    `select content from definitions where kind = 'policy' and name = $1 and hash = $2`,
    [routingPolicy, row.hash],
  );
  const read = readPolicy(found[0]?.content ?? '');
  if (!('policy' in read))
    throw new Error('the routing in force cannot be read, though it was checked when it was put');
  latest = read.policy;
  return latest;
}

/** The last one that was read: it never changes under its hash. */
let latest: Policy | undefined;
