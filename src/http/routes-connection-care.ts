// How connections do; pauses, checks, credentials.
import { page } from './route.ts';
import type { Route } from './route.ts';

export const connectionCareRoutes = [
  {
    method: 'GET',
    path: '/v1/health/connections',
    permission: 'connections:read',
    handler: 'listConnectionHealth',
    summary: 'How connections do: state, backlog, error rate, streams; by code',
    query: page,
    answers: { 200: 'ConnectionHealthPage' },
  },
  {
    method: 'GET',
    path: '/v1/connections/{connection}/health',
    permission: 'connections:read',
    handler: 'getConnectionHealth',
    summary: 'How one connection does, and what somebody has to do',
    answers: { 200: 'ConnectionHealth' },
  },
  {
    method: 'POST',
    path: '/v1/connections/{connection}/check',
    permission: 'connections:operate',
    handler: 'checkConnection',
    summary: 'Ask the other system now whether it can be reached and lets us in',
    answers: { 200: 'ConnectionCheck' },
  },
  {
    method: 'POST',
    path: '/v1/connections/{connection}/pause',
    permission: 'connections:operate',
    handler: 'pauseConnection',
    remembered: true,
    summary: 'Send and fetch nothing for now; deliveries are written all the same and wait',
    body: 'connection-pause',
    answers: { 200: 'Connection' },
  },
  {
    method: 'POST',
    path: '/v1/connections/{connection}/resume',
    permission: 'connections:operate',
    handler: 'resumeConnection',
    remembered: true,
    summary: 'End the pause of a connection',
    answers: { 200: 'Connection' },
  },
  {
    method: 'GET',
    path: '/v1/connections/{connection}/history',
    permission: 'connections:read',
    handler: 'listConnectionHistory',
    summary: 'Who changed, paused and resumed a connection, the latest first',
    query: page,
    answers: { 200: 'ConnectionChangePage' },
  },
  {
    method: 'PUT',
    path: '/v1/connections/{connection}/credentials/{credential}',
    permission: 'connections:manage',
    handler: 'putCredential',
    summary: 'Replace a secret; the one before can stay good for a while',
    body: 'credential',
    answers: { 200: 'Connection' },
  },
] as const satisfies readonly Route[];
