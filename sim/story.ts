// Messages and turns in words, for those who read what went wrong.
import type { Command, Submitted } from '#processes/message.ts';
import type { Answered } from './checks/model.ts';
import type { Turned } from './shared-store.ts';

export function storyOf({ at, node, submissions, told }: Turned, number: number): string[] {
  const answers = new Map(told.answers.map((answered) => [answered.message, answered]));
  const lines = submissions.map(({ message, replaying }) => {
    const answered = answers.get(message.id);
    const correction = replaying === undefined ? '' : `, correcting ${replaying}`;
    return `${inWords(message)}${correction}: ${answered === undefined ? 'not answered' : answerOf(answered)}`;
  });
  const head = `${String(number).padStart(4)}. ${timeOf(at)} ${node}`;
  return lines.length === 1
    ? [`${head}: ${lines[0]}`]
    : [`${head}, in one turn:`, ...lines.map((line) => `        ${line}`)];
}

function answerOf({ status, code, repeated, answer }: Answered): string {
  const again = repeated ? ', as before' : '';
  if (status === 'done') return `done${again}`;
  const { rejection } = answer as { readonly rejection?: { readonly detail?: string } };
  return `refused, ${code}${again}: ${rejection?.detail ?? ''}`;
}

export function timeOf(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

function inWords({ actor, command, claim }: Submitted): string {
  const who = actor.replace(/^(key|source):/, '');
  const key = claim === null || actor.startsWith('source:') ? '' : ` (key ${claim.id})`;
  return `${who} ${deedOf(command)}${key}`;
}

type Lines = readonly { readonly item: string; readonly quantity: number | string }[];

function linesOf(lines: Lines): string {
  return lines.map(({ item, quantity }) => `${quantity} ${item}`).join(', ');
}

function deedOf(command: Command): string {
  switch (command.type) {
    case 'order.place': {
      const { document } = command;
      const more = [
        ...(document.site === undefined ? [] : [`from ${document.site} only`]),
        ...(document.allowBackorder === true ? ['may wait'] : []),
        ...(document.requestedFor === undefined ? [] : [`for ${JSON.stringify(document.requestedFor)}`]),
        ...(document.expiresAt === undefined ? [] : [`until ${document.expiresAt}`]),
      ];
      return `orders ${linesOf(document.lines)} as ${document.externalId} (${[command.id, ...more].join(', ')})`;
    }
    case 'order.change':
      return `changes ${command.id} to ${JSON.stringify(command.change)}`;
    case 'order.cancel':
      return `cancels ${command.id}`;
    case 'order.act': {
      const about = [command.hold, command.option].filter((one) => one !== null).join(' ');
      return `decides ${command.act.replace('_', ' ')} ${about} for ${command.id}`;
    }
    case 'exception.close':
      return `closes exception ${command.kind} of ${command.id}`;
    case 'order.expire':
    case 'order.wake':
    case 'reservation.expire':
      return `fires ${command.type} of ${command.id}, due ${timeOf(command.dueAt)}`;
    case 'order.endanger':
    case 'order.resume':
    case 'party.erase':
      return `asks ${command.type} of ${command.id}`;
    case 'backorders.allocate':
      return `gives free ${command.item} to those who wait`;
    case 'shortage.resolve':
    case 'goods.swap':
    case 'stock.expire':
      return `asks ${command.type} for ${command.item} at ${command.site}`;
    case 'reservation.make':
      return `reserves ${linesOf([command.document])} as ${command.id}`;
    case 'reservation.post':
      return `posts ${command.quantity ?? 'all'} of ${command.id}`;
    case 'reservation.void':
      return `voids ${command.id}`;
    case 'stock.event': {
      const { item, quantity, site, reference, lot, toSite, toStatus, ...rest } = command.data;
      const lotText = lot === undefined ? '' : ` lot ${lot}`;
      const to = [toSite, toStatus].filter((one) => one !== undefined).join(' ');
      const asOf = rest.asOf === undefined ? '' : ` as of ${rest.asOf.time}`;
      const about = reference === undefined ? '' : ` for ${reference}`;
      return `reports ${quantity} ${item}${lotText} ${command.kind} at ${site}${to === '' ? '' : ` to ${to}`}${asOf}${about}`;
    }
    case 'supply.expected': {
      const { reference, quantity, item, site, expectedOn } = command.data;
      return `announces ${quantity} ${item} for ${site} on ${expectedOn} (${reference})`;
    }
    case 'order.event': {
      const { order, ...data } = command.data;
      return `reports ${command.kind} of ${order} ${JSON.stringify(data)}`;
    }
    case 'definition.put':
      return `puts ${command.definition.kind} ${command.definition.name}/${command.definition.version} in force`;
    case 'item.put':
      return `puts item ${command.item.code} ${JSON.stringify(command.item)}`;
    case 'site.put':
      return `puts site ${command.site.code} ${JSON.stringify(command.site)}`;
    case 'partner.put':
      return `puts partner ${command.partner.code}`;
    case 'edi.tell':
      return `tells ${command.kind} of interchange ${command.subject}`;
    case 'document.note':
      return `writes ${command.data.document} ${command.data.id} down`;
    case 'deadline.fail':
      return `postpones ${command.of.id}, which failed`;
    case 'event.hold':
      return `keeps event ${command.event.id}: ${command.reason.code}`;
  }
}
