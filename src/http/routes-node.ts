// How a node does, and what describes the API.
import type { Route } from './route.ts';

export const nodeRoutes = [
  {
    method: 'GET',
    path: '/healthz',
    permission: 'public',
    handler: 'alive',
    summary: 'The process answers',
    answers: { 200: 'Health' },
  },
  {
    method: 'GET',
    path: '/readyz',
    permission: 'public',
    handler: 'ready',
    summary: 'The node can work: database, queue, lag, failing deadlines, findings of the verifier',
    answers: { 200: 'Readiness' },
  },
  {
    method: 'GET',
    path: '/metrics',
    permission: 'metrics:read',
    handler: 'metrics',
    summary: 'Measurements in the format of Prometheus',
    answers: { 200: 'Text' },
  },
  {
    method: 'GET',
    path: '/openapi.json',
    permission: 'public',
    handler: 'openapi',
    summary: 'This description (OpenAPI 3.1)',
    answers: { 200: 'Description' },
  },
  {
    method: 'GET',
    path: '/asyncapi.json',
    permission: 'public',
    handler: 'asyncapi',
    summary: 'Description of the events (AsyncAPI 3)',
    answers: { 200: 'Description' },
  },
] as const satisfies readonly Route[];
