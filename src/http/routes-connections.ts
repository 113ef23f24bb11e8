// Connectors and connections.
import { page } from './route.ts';
import type { Route } from './route.ts';

export const connectionRoutes = [
  {
    method: 'GET',
    path: '/v1/connectors',
    permission: 'connections:read',
    handler: 'listConnectors',
    summary: 'Kinds of systems that can be connected, with the schemas of their settings',
    answers: { 200: 'Connectors' },
  },
  {
    method: 'GET',
    path: '/v1/connections',
    permission: 'connections:read',
    handler: 'listConnections',
    summary: 'Connections to outside systems, by code',
    query: page,
    answers: { 200: 'ConnectionPage' },
  },
  {
    method: 'GET',
    path: '/v1/connections/{connection}',
    permission: 'connections:read',
    handler: 'getConnection',
    summary: 'One connection',
    answers: { 200: 'Connection' },
  },
  {
    method: 'PUT',
    path: '/v1/connections/{connection}',
    permission: 'connections:manage',
    handler: 'putConnection',
    summary: 'Define a connection; a secret that is made for it is shown once',
    body: 'connection',
    answers: { 200: 'DefinedConnection', 201: 'DefinedConnection' },
  },
  {
    method: 'POST',
    path: '/v1/connections/{connection}/replay',
    permission: 'deliveries:replay',
    handler: 'replayConnection',
    remembered: true,
    summary: 'Send every dead delivery of a connection again',
    answers: { 200: 'Replayed' },
  },
] as const satisfies readonly Route[];
