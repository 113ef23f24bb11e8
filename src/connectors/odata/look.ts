// Whether what would be sent is there already.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Looked, Outgoing } from '#connectors/connector.ts';
import { isAlike } from '#connectors/http/compare.ts';
import { isRecord } from '#connectors/http/json.ts';
import { at } from '#connectors/http/pointer.ts';
import { TemplateProblem } from '#connectors/http/template.ts';
import { read, urlOf } from './entity.ts';
import type { Speaker } from './entity.ts';
import { literal } from './literal.ts';
import type { ODataOperation } from './operation.ts';

export async function look({ client }: Speaker, outgoing: Outgoing, signal: AbortSignal): Promise<Looked> {
  const operation = outgoing.settings as unknown as ODataOperation; // Went through operationSchema.
  const { does, key, find } = operation;
  const label = client.label('GET', operation.path);
  try {
    const state = await stateOf();
    const isThere = state !== null;
    if (does === 'delete') return { state, isDone: !isThere };
    const sent = operation.body === undefined ? outgoing.value : at(outgoing.value, operation.body.pointer);
    const same = isThere && isRecord(sent) && isRecord(state) ? sameness(sent, state) : 'other';
    if (!isThere) return { state, isDone: false };
    // What was created and then changed by others is there all the same: a person tells.
    return { state, isDone: same === 'same' ? true : does === 'update' && same === 'other' ? false : null };
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new ConnectorFault({ code: 'misconfigured', detail: `${label}: ${error.message}`, fix: error.fix });
  }

  async function stateOf(): Promise<unknown> {
    if (find !== undefined) {
      const filter = `${find.property} eq ${literal(outgoing.value, find)}`.replaceAll('{', '{{').replaceAll('}', '}}');
      const query = { $filter: filter, $top: '1' };
      const found = await read(
        client,
        label,
        urlOf(client, { ...operation, does: 'create' }, outgoing.value, query),
        signal,
      );
      return at(found?.value, '/value/0') ?? null;
    }
    if (key === undefined)
      throw new ConnectorFault({
        code: 'misconfigured',
        detail: `${label}: nothing says how to find it.`,
        fix: 'Add “key” or “find” to the operation.',
      });
    return (
      (await read(client, label, urlOf(client, { ...operation, does: 'update' }, outgoing.value), signal))?.value ??
      null
    );
  }
}

/** Of what was sent: its own members alone, because the service adds many. Lists inside cannot be told from here. */
function sameness(
  sent: Readonly<Record<string, unknown>>,
  state: Readonly<Record<string, unknown>>,
): 'same' | 'other' | 'unclear' {
  const names = Object.keys(sent).filter((name) => !name.includes('@'));
  const [plain, nested] = [names.filter((name) => !isNested(sent[name])), names.filter((name) => isNested(sent[name]))];
  if (!plain.every((name) => isAlike(sent[name], state[name]))) return 'other';
  return nested.length === 0 ? 'same' : 'unclear';
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) || isRecord(value);
}
