// Ports of this machine that nobody listens on. Another program may take one before it is used: then its user tries again.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { errorCode } from '#postgres/errors.ts';

const portMax = 65_535;

/** Each of the wanted ports, or any free one in the place of one that is taken. */
export async function freePorts<Name extends string>(
  wanted: Readonly<Record<Name, number>>,
): Promise<Record<Name, number>> {
  // Held until all are found, so that none is given twice.
  const servers: [name: string, server: Server][] = [];
  try {
    for (const [name, port] of Object.entries<number>(wanted))
      servers.push([name, (await listenOn(port)) ?? (await listenOnAny())]);
    const found = servers.map(([name, server]) => [name, (server.address() as AddressInfo).port]); // TCP, so no pipe.
    return Object.fromEntries(found) as Record<Name, number>; // One for each of the names.
  } finally {
    await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  }
}

async function listenOn(port: number): Promise<Server | undefined> {
  if (port > portMax) return undefined;
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE' || errorCode(error) === 'EACCES') return undefined;
    throw error;
  }
}

async function listenOnAny(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
