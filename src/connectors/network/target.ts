// Where deliveries may go. An address that callers choose must not lead into the network that the node stands in: the URL is
// checked when a connection is defined, and every address it resolves to when a delivery connects (transport.ts).
import { BlockList, isIP } from 'node:net';

export type Reach = 'public' | 'private' | 'never';

export interface TargetProblem {
  readonly detail: string;
  readonly fix: string;
}

const urlCharactersMax = 2_048;
const allowFix =
  'Use a public address, or set CROSSDOCK_ALLOW_PRIVATE_TARGETS=1 if receivers inside the own network are wanted.';

const privateAddresses = listOf(
  [
    ['127.0.0.0', 8],
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10], // RFC 6598, carriers and overlay networks
  ],
  [
    ['::1', 128],
    ['fc00::', 7],
  ],
);

/** IANA's registries of special-purpose addresses, and where clouds keep credentials for the machine itself. */
const neverAddresses = listOf(
  [
    ['0.0.0.0', 8],
    ['169.254.0.0', 16],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
    ['100.100.100.200', 32],
    ['168.63.129.16', 32],
  ],
  [
    ['fd00:ec2::254', 128],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ],
);

/** All that is routed publicly today; what is mapped or translated to IPv4 lies outside. */
const globalUnicast = listOf([], [['2000::', 3]]);

/** How far an IP address reaches. `never`: nobody receives there, whatever is configured. */
export function reachOf(address: string): Reach {
  const [plain = ''] = address.split('%'); // fe80::1%eth0
  const version = isIP(plain);
  if (version === 0) return 'never';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  // An IPv4 address in an IPv6 one must not be judged by the lists of IPv4: it is written only to get around them.
  if (family === 'ipv6' && /^::ffff:/i.test(plain)) return 'never';
  if (neverAddresses.check(plain, family)) return 'never';
  if (privateAddresses.check(plain, family)) return 'private';
  return family === 'ipv4' || globalUnicast.check(plain, family) ? 'public' : 'never';
}

/** Null when the address may be connected to. `secure`: over TLS. */
export function addressProblem(
  host: string,
  address: string,
  options: { readonly secure: boolean; readonly allowPrivate: boolean },
): TargetProblem | null {
  const where = host === address ? address : `${host} (${address})`;
  switch (reachOf(address)) {
    case 'never':
      return {
        detail: `${where} is an address at which nobody may receive.`,
        fix: 'Use the public address of the receiver.',
      };
    case 'private':
      return options.allowPrivate ? null : { detail: `${where} lies inside a private network.`, fix: allowFix };
    case 'public':
      return options.secure
        ? null
        : { detail: `${where} is public and http is not encrypted.`, fix: 'Use an address that begins with https://.' };
  }
}

/** What can be said of a URL without asking the DNS. */
export function urlProblem(text: string, allowPrivate: boolean): TargetProblem | null {
  const fix = 'Send a complete address such as https://shop.example/hooks/crossdock.';
  if (text.length > urlCharactersMax)
    return { detail: `The address has more than ${urlCharactersMax} characters.`, fix };
  if (!URL.canParse(text)) return { detail: 'It is not an address.', fix };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { detail: `${url.protocol} is not a protocol of webhooks.`, fix };
  if (url.protocol === 'http:' && !allowPrivate)
    return { detail: 'http is not encrypted.', fix: 'Use an address that begins with https://.' };
  if (url.username !== '' || url.password !== '') {
    return {
      detail: 'The address has a user or a password in it.',
      fix: 'Leave them out: receivers know the sender by its signature.',
    };
  }
  if (url.hash !== '') return { detail: 'The address has a fragment (#…), which is never sent.', fix: 'Leave it out.' };
  const host = hostOf(url);
  if (isIP(host) !== 0) return addressProblem(host, host, { secure: url.protocol === 'https:', allowPrivate });
  if (!allowPrivate && /(?:^|\.)(?:localhost|local|internal)\.?$/i.test(host))
    return { detail: `${host} is a name of the own network.`, fix: allowFix };
  return null;
}

/** `https://shop.example:8443`; what is no address stands for itself. */
export function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : address;
}

/** The name or address to connect to; URLs write IPv6 in brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function listOf(ipv4: readonly (readonly [string, number])[], ipv6: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, bits] of ipv4) list.addSubnet(net, bits, 'ipv4');
  for (const [net, bits] of ipv6) list.addSubnet(net, bits, 'ipv6');
  return list;
}
