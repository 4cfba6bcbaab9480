import {
  convertIPv4BinaryToString,
  convertIPv4MappedIPv6ToIPv4,
  convertIPv4ToBinary,
  convertIPv6BinaryToString,
  convertIPv6ToBinary,
  isIPv4MappedIPv6,
} from 'hono/utils/ipaddr';
import type { Quota, Role } from '../api-keys/role';

/** The caller of a request: the holder of an API key, by name, or an address. */
export type Caller =
  | { readonly kind: 'key'; readonly name: string; readonly role: Role; readonly quota: Quota | null }
  | { readonly kind: 'address'; readonly address: string };

/** Name of callers without a usable address. */
const UNKNOWN_ADDRESS = 'unknown';
/** Providers assign each customer at least this prefix of IPv6 (RFC 6177), and the customer may use any address in it. */
const CUSTOMER_BITS = 64n;

/**
 * Identifies a caller by the address of the request.
 *
 * @param address `CF-Connecting-IP`, which Cloudflare's edge or the server of `npm start` sets; null where it is missing
 * @returns with an IPv4 address unchanged, or the /64 of an IPv6 address: `2001:db8:1:2:3::4` → `2001:db8:1:2::/64`
 */
export function callerAt(address: string | null): Caller {
  return { kind: 'address', address: address === null ? UNKNOWN_ADDRESS : toCustomer(address) };
}

function toCustomer(address: string): string {
  try {
    if (!address.includes(':')) return convertIPv4BinaryToString(convertIPv4ToBinary(address));
    const bits = convertIPv6ToBinary(address);
    // A dual-stack socket reports IPv4 addresses in this form.
    if (isIPv4MappedIPv6(bits)) return convertIPv4BinaryToString(convertIPv4MappedIPv6ToIPv4(bits));
    const network = (bits >> CUSTOMER_BITS) << CUSTOMER_BITS;
    return `${convertIPv6BinaryToString(network)}/${CUSTOMER_BITS}`;
  } catch {
    return UNKNOWN_ADDRESS;
  }
}
