import ipaddr from 'ipaddr.js';

/** What `ALERT_WEBHOOK_URL` may be, for messages. */
export const WEBHOOK_URL_ALLOWED =
  'an https:// address on the public internet without a user name, or with ALERT_WEBHOOK_INSECURE=on any http:// or https:// address';
/** What `ALERT_WEBHOOK_SECRET` may be, for messages. */
export const WEBHOOK_SECRET_ALLOWED = 'any text, or whsec_ and base64';

/**
 * Domains that name machines of a private network: RFC 6761 (`localhost`), RFC 6762 (`local`), RFC 8375 (`home.arpa`), and
 * `internal`, which ICANN reserved for private use in 2024.
 */
const PRIVATE_DOMAINS = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/;

/** All IPv6 addresses of the public internet (IANA, Internet Protocol Version 6 Address Space). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Prefix of a base64 key, and such a key (Standard Webhooks 1.0.0, "Signature scheme"). */
export const KEY_PREFIX = 'whsec_';
const BASE64_KEY = /^whsec_(?=.)(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/**
 * Whether alerts may be sent to an address.
 *
 * @param insecure whether that may be plain HTTP, or a machine of a private network
 */
export function isWebhookUrl(text: string, insecure: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  // fetch() rejects URLs with a user name (Fetch standard, `new Request()`).
  if (username !== '' || password !== '') return false;
  if (insecure) return protocol === 'https:' || protocol === 'http:';
  return protocol === 'https:' && isPublicHost(hostname);
}

/** Whether messages can be signed with a key: what follows `whsec_` has to be base64. */
export function isWebhookSecret(text: string): boolean {
  return !text.startsWith(KEY_PREFIX) || BASE64_KEY.test(text);
}

/**
 * Whether a host may belong to the public internet: an address that is neither private, loopback, link-local nor otherwise
 * reserved, or a domain name that is not for private use. What a name resolves to is not looked up.
 *
 * @param hostname as `URL.hostname` has it, so that `0x7f.1` and `2130706433` are `127.0.0.1` already
 */
function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (!ipaddr.isValid(host)) return host.includes('.') && !PRIVATE_DOMAINS.test(host);
  // An IPv4 address within an IPv6 address counts as itself.
  const address = ipaddr.process(host);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
}
