// What the other system has now of what would be sent.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Looked, Outgoing } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { isAlike } from './compare.ts';
import { anyHolds, answered } from './conditions.ts';
import { fetchOne } from './fetch-one.ts';
import type { HttpOperation, Look } from './operation.ts';
import { at } from './pointer.ts';
import { fillPath, fillQuery, TemplateProblem } from './template.ts';
import type { Sources } from './template.ts';
import type { Answer } from './transport.ts';

export async function look(
  client: HttpClient,
  operation: HttpOperation,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Looked> {
  const { look: question } = operation;
  if (question === undefined) {
    const detail = `${outgoing.operation} does not say how to see what the other system has.`;
    throw new ConnectorFault({ code: 'misconfigured', detail, fix: 'Add “look” to the operation.' });
  }
  const sources: Sources = { value: outgoing.value, names: { id: outgoing.id } };
  const label = client.label('GET', question.path);
  let url: URL;
  try {
    url = client.url(fillPath(question.path, sources), fillQuery(question.query ?? {}, sources));
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new ConnectorFault({ code: 'misconfigured', detail: `${label}: ${error.message}`, fix: error.fix });
  }
  const answer = await fetchOne(client, { label, url, headers: {} }, signal);
  return answer === null ? absent(question) : looked(question, answer, outgoing.value, label);
}

function looked(question: Look, answer: Answer, value: unknown, label: string): Looked {
  const seen = answered(answer.status, answer.headers, answer.body);
  const body = seen.body();
  if (!body.ok) {
    const detail = `${label}: ${body.detail}`;
    throw new ConnectorFault({ code: 'broken_answer', detail, fix: 'Correct the path of “look”.' });
  }
  const state = at(body.value, question.state ?? '');
  if (state === undefined || state === null) return absent(question);
  if (question.compare !== undefined) {
    const isDone = question.compare.every(({ ours, theirs }) => isAlike(at(value, ours), at(state, theirs)));
    return { state, isDone };
  }
  return { state, isDone: question.done === undefined ? null : anyHolds(question.done, seen) === 'yes' };
}

function absent(question: Look): Looked {
  return { state: null, isDone: question.absent === 'not_done' ? false : null };
}
