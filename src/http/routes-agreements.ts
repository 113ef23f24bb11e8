// Agreements with partners of EDI.
import { page } from './route.ts';
import type { Route } from './route.ts';

export const agreementRoutes = [
  {
    method: 'GET',
    path: '/v1/agreements',
    permission: 'connections:read',
    handler: 'listAgreements',
    summary: 'Agreements with partners of EDI, by code',
    query: page,
    answers: { 200: 'AgreementPage' },
  },
  {
    method: 'GET',
    path: '/v1/agreements/{agreement}',
    permission: 'connections:read',
    handler: 'getAgreement',
    summary: 'One agreement',
    answers: { 200: 'Agreement' },
  },
  {
    method: 'PUT',
    path: '/v1/agreements/{agreement}',
    permission: 'connections:manage',
    handler: 'putAgreement',
    summary: 'Say what was agreed on with a partner',
    body: 'agreement',
    answers: { 200: 'PutAgreement', 201: 'PutAgreement' },
  },
  {
    method: 'DELETE',
    path: '/v1/agreements/{agreement}',
    permission: 'connections:manage',
    handler: 'deleteAgreement',
    summary: 'End an agreement; what came and went under it stays known',
    answers: { 200: 'RemovedAgreement' },
  },
  {
    method: 'POST',
    path: '/v1/agreements/{agreement}/check',
    permission: 'connections:manage',
    handler: 'checkAgreement',
    summary: 'Check an agreement without putting it',
    body: 'agreement',
    answers: { 200: 'AgreementCheck' },
  },
  {
    method: 'GET',
    path: '/v1/agreements/{agreement}/changes',
    permission: 'connections:read',
    handler: 'listAgreementChanges',
    summary: 'Who changed an agreement, the latest first',
    query: page,
    answers: { 200: 'AgreementChangePage' },
  },
  {
    method: 'GET',
    path: '/v1/agreements/{agreement}/interchanges',
    permission: 'connections:read',
    handler: 'listInterchanges',
    summary: 'What came and went under an agreement, what is not answered, and which numbers are missing',
    query: ['way', 'open', ...page],
    answers: { 200: 'InterchangePage' },
  },
] as const satisfies readonly Route[];
