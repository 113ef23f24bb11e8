// The table of contents of the API: every route with the permission it needs, what it takes and what it answers. The server,
// the description (openapi.json) and the reference page are made from it. Paths are written as in OpenAPI.
import { agreementRoutes } from './routes-agreements.ts';
import { administrationRoutes } from './routes-administration.ts';
import { connectionCareRoutes } from './routes-connection-care.ts';
import { connectionRoutes } from './routes-connections.ts';
import { epcisRoutes } from './routes-epcis.ts';
import { eventRoutes } from './routes-events.ts';
import { identifierRoutes } from './routes-identifiers.ts';
import { masterDataRoutes } from './routes-master-data.ts';
import { messageRoutes } from './routes-messages.ts';
import { nodeRoutes } from './routes-node.ts';
import { orderRoutes } from './routes-orders.ts';
import { stockRoutes } from './routes-stock.ts';

export const routes = [
  ...nodeRoutes,
  ...masterDataRoutes,
  ...eventRoutes,
  ...orderRoutes,
  ...stockRoutes,
  ...messageRoutes,
  ...connectionRoutes,
  ...identifierRoutes,
  ...epcisRoutes,
  ...connectionCareRoutes,
  ...agreementRoutes,
  ...administrationRoutes,
] as const;

export type AnyRoute = (typeof routes)[number];
export type HandlerName = AnyRoute['handler'];
