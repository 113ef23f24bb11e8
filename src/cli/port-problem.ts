import type { Settings } from './settings.ts';

/** The sentence for a port that can't be listened on. */
export function portProblem(code: string, settings: Pick<Settings, 'host' | 'port'>): string {
  const where = `${settings.host}:${settings.port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${where} is taken by another program: stop that one, or set PORT to a free port.`;
    case 'EACCES':
      return `${where} may not be used by this user: set PORT to 1024 or higher.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${settings.host} is no address of this machine: set HOST to one, such as 127.0.0.1.`;
    default:
      return `${where} can't be listened on (${code}): set HOST and PORT to an address of this machine.`;
  }
}
