import {
  convertIPv4BinaryToString,
  convertIPv4MappedIPv6ToIPv4,
  convertIPv4ToBinary,
  convertIPv6BinaryToString,
  convertIPv6ToBinary,
  isIPv4MappedIPv6,
} from 'hono/utils/ipaddr';
import type { Quota, Role } from '../api-keys/role';

/** Who asks: the holder of an API key by its name, or whoever has an address. */
export type Caller =
  | { readonly kind: 'key'; readonly name: string; readonly role: Role; readonly quota: Quota | null }
  | { readonly kind: 'address'; readonly address: string };

/** What those without a usable address are called. */
const UNKNOWN_ADDRESS = 'unknown';
/** A provider gives each customer at least this much of IPv6 (RFC 6177), who may use any address in it. */
const CUSTOMER_BITS = 64n;

/**
 * Names a caller by where the request comes from.
 *
 * @param address `CF-Connecting-IP`, which Cloudflare's edge or the server of `npm start` sets; null where it is missing
 * @returns with an IPv4 address as it is, or the /64 of an IPv6 address: `2001:db8:1:2:3::4` → `2001:db8:1:2::/64`
 */
export function callerAt(address: string | null): Caller {
  return { kind: 'address', address: address === null ? UNKNOWN_ADDRESS : toCustomer(address) };
}

function toCustomer(address: string): string {
  try {
    if (!address.includes(':')) return convertIPv4BinaryToString(convertIPv4ToBinary(address));
    const bits = convertIPv6ToBinary(address);
    // A socket for both versions tells IPv4 addresses this way.
    if (isIPv4MappedIPv6(bits)) return convertIPv4BinaryToString(convertIPv4MappedIPv6ToIPv4(bits));
    const network = (bits >> CUSTOMER_BITS) << CUSTOMER_BITS;
    return `${convertIPv6BinaryToString(network)}/${CUSTOMER_BITS}`;
  } catch {
    return UNKNOWN_ADDRESS;
  }
}
