// What is answered to an interchange, under its agreement: TA1, 997 or 999 of each group, CONTRL. Pure.
import { contrl } from '#edi/acknowledge/contrl.ts';
import type { GroupVerdict, InterchangeVerdict } from '#edi/acknowledge/verdicts.ts';
import { functionalAcknowledgement, ta1 } from '#edi/acknowledge/x12.ts';
import type { MessageOut, Row } from '#edi/write/interchange.ts';
import { isAcknowledgement } from './match.ts';
import type { Acknowledging, Agreement } from './model.ts';
import { verdictOf } from './received-event.ts';
import type { ReceivedInterchange } from './received-event.ts';

export interface AcknowledgementOut {
  /** TA1, which stands before the groups. */
  readonly acknowledgements: readonly Row[];
  readonly messages: readonly Pick<MessageOut, 'type' | 'rows' | 'convention'>[];
}

const convention999 = '005010X231A1';

/** Null: nothing is answered. */
export function acknowledgementOf(told: ReceivedInterchange, { acknowledge }: Agreement): AcknowledgementOut | null {
  const verdict = verdictOf(told);
  const out =
    told.standard === 'x12'
      ? { acknowledgements: ta1Of(verdict, acknowledge), messages: functionalOf(verdict, acknowledge) }
      : { acknowledgements: [], messages: contrlOf(verdict, acknowledge) };
  return out.acknowledgements.length + out.messages.length === 0 ? null : out;
}

/** Whether anything will be answered, before it is. */
export function isAnswered(told: ReceivedInterchange, agreement: Agreement): boolean {
  return agreement.acknowledge.to !== null && acknowledgementOf(told, agreement) !== null;
}

function ta1Of(verdict: InterchangeVerdict, { interchange }: Acknowledging): readonly Row[] {
  const isAsked = interchange === 'asked' && verdict.interchange.wantsAcknowledgement;
  const isRefused = interchange !== 'never' && verdict.verdict === 'refused';
  const row = interchange === 'always' || isAsked || isRefused ? ta1(verdict) : null;
  return row === null ? [] : [row];
}

/** Of an interchange that TA1 refuses, groups are not answered: it is as if they had not come. */
function functionalOf(
  verdict: InterchangeVerdict,
  { interchange, messages: type }: Acknowledging,
): AcknowledgementOut['messages'] {
  if (type !== '997' && type !== '999') return [];
  const isRefused = verdict.verdict === 'refused';
  if (isRefused && interchange !== 'never') return [];
  return verdict.groups.flatMap((group) => {
    if (group.group === null || isAnswersOnly(group)) return [];
    const whole: GroupVerdict = isRefused ? { ...group, verdict: 'refused', accepted: 0 } : group;
    const answer = functionalAcknowledgement(whole, { type, control: '' });
    if (answer === null) return [];
    return [{ type, rows: answer.rows, ...(type === '999' && { convention: convention999 }) }];
  });
}

function isAnswersOnly({ messages }: GroupVerdict): boolean {
  return messages.length > 0 && messages.every(({ type }) => isAcknowledgement(type));
}

function contrlOf(
  verdict: InterchangeVerdict,
  { interchange, messages }: Acknowledging,
): AcknowledgementOut['messages'] {
  const isAsked = interchange === 'always' || (interchange === 'asked' && verdict.interchange.wantsAcknowledgement);
  const answer = messages === 'CONTRL' || isAsked ? contrl(verdict, { control: '' }) : null;
  return answer === null ? [] : [{ type: answer.type, rows: answer.rows }];
}

/** GS08 of acknowledgements, where the agreement does not say one. */
export function acknowledgementVersion(type: string, told: ReceivedInterchange): string {
  if (type === '999') return convention999;
  const version = told.groups.find(({ kind }) => kind !== null)?.version ?? '';
  return /^\d{6}/.test(version) ? version.slice(0, 6) : '004010';
}
