import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Headers in which a proxy can name its client; `FORWARDED_HEADER` selects one. */
export const FORWARDED_HEADERS = ['X-Forwarded-For', 'Forwarded'] as const;
export type ForwardedHeader = (typeof FORWARDED_HEADERS)[number];

export interface ClientAddressOptions {
  /** Addresses and CIDR blocks of the proxies whose header is believed. */
  readonly trustedProxies: readonly string[];
  /** Only one of the headers is read: proxies pass on the other one as a client may have forged it. */
  readonly forwardedHeader: ForwardedHeader;
}

/** An address in CIDR notation: the prefix length may be missing. */
const CIDR = /^([^/]+)(?:\/(\d{1,3}))?$/;
/** IPv4 address in IPv6 notation (RFC 4291, section 2.5.5.2), as a socket that listens on `::` reports IPv4 clients. */
const MAPPED_IPV4 = /^::ffff:(?=[\d.]+$)/i;
/** An address as proxies write it: possibly with a port, an IPv6 address in brackets if so. */
const NODE = /^(?:\[([^\]]*)\](?::\w+)?|([\d.]+)(?::\w+)?|([\da-f:.]+))$/i;

/** @returns whether a text is an IP address or a block of them, such as `10.0.0.0/8` */
export function isAddressBlock(text: string): boolean {
  const [, address = '', prefix = '0'] = CIDR.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && !address.includes('%') && Number(prefix) <= (version === 4 ? 32 : 128);
}

/**
 * Finds the address of the client that sent a request. The socket's address counts, unless it belongs to a trusted
 * proxy: then the last address in the proxy's header that does not.
 *
 * @returns a function from a request to an IP address; null once the client has disconnected
 */
export function clientAddressReader(
  options: ClientAddressOptions,
): (client: IncomingMessage) => string | null {
  const trusted = toBlockList(options.trustedProxies);
  const name = options.forwardedHeader.toLowerCase();
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return ({ socket, headers }) => {
    let client = normalise(socket.remoteAddress ?? '');
    if (client === null || !isTrusted(client)) return client;
    const header = headers[name];
    if (typeof header !== 'string') return client;
    // Each proxy has appended the address that it saw.
    for (const hop of header.split(',').reverse()) {
      const before = readHop(hop, options.forwardedHeader);
      if (before === null) return client;
      client = before;
      if (!isTrusted(client)) return client;
    }
    return client;
  };
}

function readHop(hop: string, header: ForwardedHeader): string | null {
  const node = header === 'Forwarded' ? forParameter(hop) : hop.trim();
  const [, bracketed, ipv4, ipv6] = NODE.exec(node) ?? [];
  return normalise(bracketed ?? ipv4 ?? ipv6 ?? '');
}

/** @returns the `for` parameter of `Forwarded` (RFC 7239, section 4), quoted or not; empty without one */
function forParameter(hop: string): string {
  const parameters = hop.split(';').map((parameter) => parameter.trim());
  const value = parameters.find((parameter) => /^for=/i.test(parameter))?.slice('for='.length) ?? '';
  return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1).trim() : value;
}

/** @returns the address without a mapping or a zone, or null if it is none */
function normalise(address: string): string | null {
  const bare = address.replace(MAPPED_IPV4, '').replace(/%.*$/, '').toLowerCase();
  return isIP(bare) === 0 ? null : bare;
}

function toBlockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [, address = '', prefix] = CIDR.exec(block) ?? [];
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
