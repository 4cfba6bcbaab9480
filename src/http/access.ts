import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Role } from '../api-keys/role';
import type { ErrorCode } from '../errors';
import type { HonoEnv } from './hono-env';
import { toPattern } from './route-table';

/** How a key is sent, as OpenAPI describes it. */
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
 * What an operation says under `security`: this is what is enforced, and what the document tells. Predictions and figures
 * need a key only where the operator has closed them.
 */
export function keyWith(role: Role): Record<string, string[]>[] {
  const required = [{ bearer: [role] }, { apiKey: [role] }];
  return role === 'admin' ? required : [{}, ...required];
}

/** Which role each operation asks for, by method and pattern as in `POST /predict`; what is not there asks for none. */
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
