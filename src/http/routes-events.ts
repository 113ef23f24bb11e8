// What other systems report, and what of it is held.
import { page } from './route.ts';
import type { Route } from './route.ts';

export const eventRoutes = [
  {
    method: 'POST',
    path: '/v1/events',
    permission: 'events:write',
    handler: 'takeEvents',
    remembered: true,
    summary: 'Report events of an outside system: one CloudEvent, or a batch',
    body: 'events',
    answers: { 200: 'EventAnswer' },
  },
  {
    method: 'GET',
    path: '/v1/intakes',
    permission: 'intakes:read',
    handler: 'listIntakes',
    summary: 'Events that could not be applied, newest first',
    query: ['intakeState', 'source', ...page],
    answers: { 200: 'IntakePage' },
  },
  {
    method: 'GET',
    path: '/v1/intakes/{intake}',
    permission: 'intakes:read',
    handler: 'getIntake',
    summary: 'One event that could not be applied, as it came',
    answers: { 200: 'Intake' },
  },
  {
    method: 'POST',
    path: '/v1/intakes/{intake}/replay',
    permission: 'intakes:replay',
    handler: 'replayIntake',
    remembered: true,
    summary: 'Apply a held event after all, as it came or corrected',
    body: 'intake-replay',
    bodyOptional: true,
    answers: { 200: 'EventAnswer' },
  },
] as const satisfies readonly Route[];
