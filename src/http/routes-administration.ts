// The stream of what happens, definitions, and keys.
import { page } from './route.ts';
import type { Route } from './route.ts';

export const administrationRoutes = [
  {
    method: 'GET',
    path: '/v1/stream',
    permission: 'orders:read',
    handler: 'openStream',
    summary: 'Journal entries the caller may see, live (server-sent events)',
    query: ['after'],
    answers: { 200: 'Stream' },
  },

  {
    method: 'GET',
    path: '/v1/definitions',
    permission: 'definitions:read',
    handler: 'listDefinitions',
    summary: 'Versions of processes and policies, by kind, name and version',
    query: ['kind', 'name', ...page],
    answers: { 200: 'DefinitionPage' },
  },
  {
    method: 'GET',
    path: '/v1/definitions/{kind}/{name}/{version}',
    permission: 'definitions:read',
    handler: 'getDefinition',
    summary: 'One version of a process or policy, with its content',
    answers: { 200: 'DefinitionDocument' },
  },
  {
    method: 'POST',
    path: '/v1/definitions',
    permission: 'definitions:manage',
    handler: 'putDefinition',
    summary: 'Keep a version of a process or policy, and put it in force or take it out',
    body: 'definition',
    answers: { 200: 'Definition', 201: 'Definition' },
  },

  {
    method: 'POST',
    path: '/v1/keys',
    permission: 'keys:manage',
    handler: 'makeKey',
    summary: 'Make an API key; it is shown once',
    body: 'api-key',
    answers: { 201: 'NewKey' },
  },
  {
    method: 'GET',
    path: '/v1/keys',
    permission: 'keys:manage',
    handler: 'listKeys',
    summary: 'API keys, newest first',
    query: page,
    answers: { 200: 'KeyPage' },
  },
  {
    method: 'DELETE',
    path: '/v1/keys/{key}',
    permission: 'keys:manage',
    handler: 'revokeKey',
    summary: 'Revoke an API key',
    answers: { 200: 'Key' },
  },
] as const satisfies readonly Route[];
