// GS1 identifiers and events in words. Pure.
import { toldEpcis } from '#gs1/epcis/faults.ts';
import { identifierFaults } from '#gs1/epcis/identifiers.ts';
import type { EpcisEvent } from '#gs1/epcis/model.ts';
import type { ReadEpcis } from '#gs1/epcis/read.ts';
import type { Gs1Fault } from '#gs1/faults.ts';
import { told } from '#gs1/faults.ts';

export function faultLines(fault: Gs1Fault): string[] {
  const { position, detail, rule, fix } = told(fault);
  const place = position === null ? '' : `character ${position + 1}: `;
  return [`✗ ${place}${detail}`, `  ${rule}. ${fix}`];
}

export function summaryOf(faults: number): string {
  return faults === 0 ? 'no fault' : `${faults} ${faults === 1 ? 'fault' : 'faults'}`;
}

/** A line for each event, and its faults below it. */
export function eventLines({ document, faults, faultsMore }: ReadEpcis): string[] {
  const ofEvents = new Set(faults.flatMap(({ event }) => event ?? []));
  const rest = faults.filter(({ event }) => event === null);
  const head =
    document === null
      ? []
      : [
          [
            document.kind.replaceAll('_', ' '),
            ...(document.schemaVersion === null ? [] : [`of EPCIS ${document.schemaVersion}`]),
            `${document.events.length} ${document.events.length === 1 ? 'event' : 'events'}`,
          ].join(', '),
          ...document.passedOver.map((part) => `· ${part} is there and is not read`),
        ];
  return [
    ...head,
    ...rest.flatMap((fault) => epcisFaultLines(fault)),
    ...(document?.events ?? []).flatMap((event) => [eventLine(event), ...identifierLines(event)]),
    // By the number in the file: an event of an unknown type is not among those that could be read.
    ...[...ofEvents].flatMap((number) => [
      `event ${number + 1}:`,
      ...faults.filter(({ event }) => event === number).flatMap((fault) => epcisFaultLines(fault)),
    ]),
    ...(faultsMore > 0 ? [`✗ ${faultsMore} more faults`] : []),
  ];
}

function eventLine(event: EpcisEvent): string {
  const { type, action, eventTime, bizStep, disposition, readPoint } = event;
  const things = [event.epcList, event.childEPCs, event.inputEPCList, event.outputEPCList].flatMap(
    (list) => list ?? [],
  );
  const quantities = [
    event.quantityList,
    event.childQuantityList,
    event.inputQuantityList,
    event.outputQuantityList,
  ].flatMap((list) => list ?? []);
  const facts = [
    action,
    bizStep,
    disposition,
    readPoint === undefined ? undefined : `at ${readPoint.id}`,
    things.length === 0 ? undefined : things.length === 1 ? things[0] : `${things.length} instances`,
    quantities.length === 0 ? undefined : `${quantities.length} ${quantities.length === 1 ? 'quantity' : 'quantities'}`,
  ];
  return `${eventTime ?? 'without a time'}  ${type}  ${facts.filter((fact) => fact !== undefined).join(', ')}`;
}

function identifierLines(event: EpcisEvent): string[] {
  return identifierFaults(event).map(({ uri, fault }) => `  · ${uri}: ${fault.detail}`);
}

function epcisFaultLines(fault: Parameters<typeof toldEpcis>[0]): string[] {
  const { place, detail, rule, fix } = toldEpcis(fault);
  return [`✗ ${place === '' ? '' : `${place}: `}${detail}`, `  ${rule}. ${fix}`];
}
