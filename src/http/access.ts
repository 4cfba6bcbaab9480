import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Role } from '../api-keys/role';
import type { ErrorCode } from '../errors';
import type { HonoEnv } from './hono-env';
import { toPattern } from './route-table';

/** Ways to send a key, for OpenAPI. */
export const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer dgt_…`' },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The same key: `X-API-Key: dgt_…`',
  },
} as const;

/** Errors of an operation that may need a key. */
export const ACCESS_CODES = [
  'missing_api_key',
  'invalid_api_key',
  'insufficient_role',
  'key_store_unavailable',
] as const satisfies readonly ErrorCode[];

/**
 * The `security` of an operation, which is both enforced and documented. Predictions and metrics need a key only if the
 * operator requires one.
 */
export function keyWith(role: Role): Record<string, string[]>[] {
  const required = [{ bearer: [role] }, { apiKey: [role] }];
  return role === 'admin' ? required : [{}, ...required];
}

/** The role that each operation requires, by method and pattern as in `POST /predict`; others require none. */
export function rolesByOperation(app: OpenAPIHono<HonoEnv>): Map<string, Role> {
  const roles = new Map<string, Role>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue;
    const { method, path, security = [] } = definition.route;
    const role = security.find(({ bearer }) => bearer !== undefined)?.bearer?.[0];
    if (role !== undefined) roles.set(`${method.toUpperCase()} ${toPattern(path)}`, role as Role);
  }
  return roles;
}
