/** Where a webhook may lead: only to the public internet by HTTP, so that nobody reaches through the exchange into what lies behind it. */
import { Resolver } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** An address that was checked, to connect to and to no other. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface AddressRules {
  /** This machine itself is allowed: for tests and a sandbox on one's own machine. */
  readonly loopback: boolean;
  /** Addresses without TLS are allowed: in a rehearsal, whose contents are nobody's secret. */
  readonly plainHttp: boolean;
}

/** Why an address is not called; the words are for whoever registered it. */
export class AddressFault extends Error {
  override readonly name = 'AddressFault';
}

const mostCharacters = 2_000;
const webPorts = [80, 443];
/** Below it the other well-known services live. */
const firstFreePort = 1_024;

/** Special-purpose addresses of IPv4 (RFC 6890 and the IANA registry): private, shared, loopback, link-local, test, multicast, reserved. */
const closed4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** Of IPv6 only global unicast is open; inside it: protocol assignments with Teredo, documentation, 6to4, which hide IPv4 addresses. */
const open6 = ['2000::/3'];
const closed6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const closed4List = listOf(closed4, 'ipv4');
const open6List = listOf(open6, 'ipv6');
const closed6List = listOf(closed6, 'ipv6');

function listOf(nets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const net of nets) {
    const [address, prefix] = net.split('/');
    list.addSubnet(address!, Number(prefix), family);
  }
  return list;
}

/** IPv4 addresses written as IPv6 (`::ffff:10.0.0.1`, NAT64) are not global unicast, and so are closed whatever they hide. */
export function isAllowedAddress(address: string, { loopback }: Pick<AddressRules, 'loopback'>): boolean {
  if (loopback && (address === '::1' || (isIP(address) === 4 && address.startsWith('127.')))) return true;
  if (isIP(address) === 4) return !closed4List.check(address, 'ipv4');
  return isIP(address) === 6 && open6List.check(address, 'ipv6') && !closed6List.check(address, 'ipv6');
}

/** The address as it is called. Throws AddressFault for what is no http(s) address, or has no TLS where TLS is needed. */
export function readAddress(text: string, { plainHttp }: Pick<AddressRules, 'plainHttp'>): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || text.length > mostCharacters) throw new AddressFault('it is no address that can be read');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new AddressFault('only https and http are called');
  if (url.protocol === 'http:' && !plainHttp) throw new AddressFault('only https is called outside a rehearsal');
  if (url.username !== '' || url.password !== '') throw new AddressFault('it may hold no user name and no password');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (!webPorts.includes(port) && port < firstFreePort)
    throw new AddressFault(`port ${port} is not called: use 80, 443 or one from ${firstFreePort} on`);
  url.hash = '';
  return url;
}

/**
 * Looks the name up. Throws AddressFault unless every address it has is allowed: a name with one that is not is a trap. All failures read
 * the same, also a name that nobody has and one that was not answered in time: agencies learn nothing about names of an inner network.
 */
export async function checkedAddress(url: URL, rules: AddressRules, gone: AbortSignal): Promise<CheckedAddress> {
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const found = await addressesOf(name, gone);
  const [first] = found;
  if (first === undefined || !found.every((address) => isAllowedAddress(address, rules)))
    throw new AddressFault(`${name} is not on the public internet`);
  return { address: first, family: isIP(first) === 6 ? 6 : 4 };
}

/** Asks name servers only: the file of hosts is this machine's own business, and `localhost` is what RFC 6761 section 6.3 says. */
async function addressesOf(name: string, gone: AbortSignal): Promise<readonly string[]> {
  if (isIP(name) !== 0) return [name];
  if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1'];
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const cancel = (): void => resolver.cancel();
  gone.addEventListener('abort', cancel);
  try {
    if (gone.aborted) return [];
    const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    return asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  } finally {
    gone.removeEventListener('abort', cancel);
  }
}
