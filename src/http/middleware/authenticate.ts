import type { OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import type { Verdict } from '../../admission/keys/key-book';
import { isOpen } from '../../api-keys/access';
import type { ApiKey } from '../../api-keys/api-key';
import type { Role } from '../../api-keys/role';
import { ServiceError } from '../../errors';
import { toPrintable } from '../../printable';
import type { Services } from '../../service/services';
import { rolesByOperation } from '../access';
import type { HonoContext, HonoEnv } from '../hono-env';
import type { RouteTable } from '../route-table';

/** Our keys have 40 characters; much longer ones are rejected without hashing them. */
const MAX_KEY_CHARACTERS = 256;
/** Query parameters in which clients send keys by mistake. URLs end up in logs and histories, so keys in them are not accepted. */
const KEY_PARAMETERS = ['api_key', 'apikey', 'api-key', 'key', 'token', 'access_token'];
const RETRY_SECONDS = 5;

/**
 * Sets the caller of an operation that requires an API key, or the error for `refuseStrangers()`: the rate limits lie
 * between the two, so that attempts count against the limit of their address. Keys are ignored elsewhere.
 *
 * @param app whose routes declare the required roles
 */
export function authenticate(
  { config, keys }: Pick<Services, 'config' | 'keys'>,
  app: OpenAPIHono<HonoEnv>,
  routes: RouteTable,
) {
  let roles: Map<string, Role> | null = null;
  return createMiddleware<HonoEnv>(async (c, next) => {
    roles ??= rolesByOperation(app);
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
    const role = roles.get(`${method} ${routes.labelOf(c.req.path)}`);
    if (role !== undefined && !isOpen(role, config)) await identifyHolder(c, role);
    await next();
  });

  async function identifyHolder(c: HonoContext, role: Role): Promise<void> {
    try {
      if (config.apiKeys === null)
        throw missing(c, 'the operator has to set API_KEYS before anyone can enter');
      const shown = readKey(c);
      const verdict = shown.length > MAX_KEY_CHARACTERS ? UNKNOWN : await keys.judge(shown);
      const key = acceptedKey(c, verdict);
      c.set('caller', { kind: 'key', name: key.name, role: key.role, quota: key.quota });
      if (key.role !== role && key.role !== 'admin') throw insufficient(c, key, role);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      c.set('accessError', error);
    }
  }
}

/** Refuses a request that `authenticate()` has found no valid key for. */
export const refuseStrangers = createMiddleware<HonoEnv>(async (c, next) => {
  const error = c.get('accessError');
  if (error !== undefined) throw error;
  await next();
});

const UNKNOWN: Verdict = { kind: 'unknown' };

/** @throws ServiceError `missing_api_key`, or `invalid_api_key` if there are two */
function readKey(c: HonoContext): string {
  const [, bearer = ''] = /^bearer +(.*)$/i.exec(c.req.header('Authorization') ?? '') ?? [];
  const other = c.req.header('X-API-Key') ?? '';
  if (bearer !== '' && other !== '' && bearer !== other)
    throw invalid(c, 'Authorization and X-API-Key name two; send one of them');
  const key = bearer || other;
  if (key !== '') return key;
  const parameter = Object.keys(c.req.query()).find((name) => KEY_PARAMETERS.includes(name.toLowerCase()));
  throw missing(
    c,
    parameter === undefined
      ? 'send "Authorization: Bearer <key>" or "X-API-Key: <key>"'
      : `keys are not read from the address ("${parameter}"), which logs and histories keep; have this one replaced, and send the new one as "Authorization: Bearer <key>"`,
  );
}

/** @throws ServiceError unless the key is accepted */
function acceptedKey(c: HonoContext, verdict: Verdict): ApiKey {
  switch (verdict.kind) {
    case 'accepted':
      return verdict.key;
    case 'mistyped':
      throw invalid(c, 'it is cut off or mistyped, as its checksum tells; copy it again');
    case 'unknown':
      throw invalid(c, 'it is unknown or was revoked');
    case 'expired':
      throw invalid(c, `it expired at ${new Date(verdict.at).toISOString()}`);
    case 'undecided':
      throw new ServiceError(
        'key_store_unavailable',
        'Cannot check the API key: it is not among those that are known here, and the store of keys does not answer',
        { retryAfterSeconds: RETRY_SECONDS },
      );
  }
}

// The challenges are those of RFC 6750, section 3.
const REALM = 'Bearer realm="digits"';

function missing(c: HonoContext, remedy: string): ServiceError {
  const message = `Cannot ${operationOf(c)} without an API key: ${remedy}`;
  return new ServiceError('missing_api_key', message, { challenge: REALM });
}

function invalid(c: HonoContext, reason: string): ServiceError {
  const message = `Cannot ${operationOf(c)} with this API key: ${reason}`;
  return new ServiceError('invalid_api_key', message, { challenge: `${REALM}, error="invalid_token"` });
}

function insufficient(c: HonoContext, { name, role }: ApiKey, needed: Role): ServiceError {
  const roles = needed === 'admin' ? '"admin"' : `"${needed}" or "admin"`;
  const message = `Cannot ${operationOf(c)} with the API key "${name}": its role is "${role}", needed is ${roles}`;
  const challenge = `${REALM}, error="insufficient_scope", scope="${needed}"`;
  return new ServiceError('insufficient_role', message, { challenge });
}

function operationOf(c: HonoContext): string {
  return `${c.req.method} ${toPrintable(c.req.path, 100)}`;
}
