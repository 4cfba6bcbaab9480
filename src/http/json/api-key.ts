import { z } from '@hono/zod-openapi';
import type { ListedKey } from '../../admission/keys/key-book';
import {
  type ApiKey,
  isKeyName,
  MAX_PREDICTIONS,
  NAME_ALLOWED,
  parseSha256,
  SHA256_ALLOWED,
} from '../../api-keys/api-key';
import { type Quota, ROLES } from '../../api-keys/role';

const SHA256_EXAMPLE = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb22cd15d6c15b0f00a08';

const NameSchema = z
  .string({ error: `it must be a string of ${NAME_ALLOWED}` })
  .refine(isKeyName, { error: `it must be ${NAME_ALLOWED}, and no key` })
  .openapi({ description: 'Identifies the holder in logs and metrics', example: 'shop' });

const RoleSchema = z.enum(ROLES, { error: `it must be one of ${ROLES.join(', ')}` }).openapi({
  description:
    'What the key permits: `predict` recognises digits, `metrics` reads the metrics, `admin` does everything',
});

const Sha256Schema = z
  .string({ error: `it must be ${SHA256_ALLOWED}` })
  .refine((text) => parseSha256(text) !== null, { error: `it must be ${SHA256_ALLOWED}` })
  .transform((text) => text.toLowerCase())
  .openapi({
    type: 'string',
    description:
      'SHA-256 of the key, in hexadecimal. The key itself is never sent; `npm run key -- create` generates both',
    example: SHA256_EXAMPLE,
  });

const EXPIRES_ALLOWED =
  'it must be a day such as 2030-12-31 or a time such as 2030-12-31T12:00:00Z, in the future';
const ExpiresSchema = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: EXPIRES_ALLOWED })
  .transform((text) => Date.parse(text))
  .refine((time) => time > Date.now(), { error: EXPIRES_ALLOWED })
  .nullish()
  .openapi({
    type: ['string', 'null'],
    description: 'When the key expires: a date (at midnight UTC) or a time. Null or absent: never',
    example: '2030-12-31',
  });

const AmountSchema = z
  .int({ error: `it must be a whole number from 1 to ${MAX_PREDICTIONS}` })
  .min(1, { error: `it must be a whole number from 1 to ${MAX_PREDICTIONS}` })
  .max(MAX_PREDICTIONS, { error: `it must be a whole number from 1 to ${MAX_PREDICTIONS}` })
  .optional();
const QuotaSchema = z
  .strictObject(
    { daily: AmountSchema, monthly: AmountSchema },
    { error: 'it must be an object with daily or monthly' },
  )
  .nullish()
  .openapi({
    description:
      'Maximum number of pictures per day and per calendar month, in UTC. Null or absent: unlimited',
    example: { daily: 1000 },
  });

/** A key that is to be accepted. */
export const NewKeySchema = z
  .object({
    name: NameSchema,
    role: RoleSchema,
    sha256: Sha256Schema,
    expires: ExpiresSchema,
    quota: QuotaSchema,
  })
  .openapi('NewKey');

const MAX_OVERLAP_SECONDS = 30 * 86_400;
const OVERLAP_ALLOWED = `it must be a whole number from 0 to ${MAX_OVERLAP_SECONDS}`;

/** A key that takes the place of others. */
export const RotationSchema = z
  .object({
    sha256: Sha256Schema,
    expires: ExpiresSchema,
    overlap_seconds: z
      .int({ error: OVERLAP_ALLOWED })
      .min(0, { error: OVERLAP_ALLOWED })
      .max(MAX_OVERLAP_SECONDS, { error: OVERLAP_ALLOWED })
      .default(86_400)
      .openapi({
        description: 'How long the old keys remain valid; use 0 if one has leaked',
      }),
  })
  .openapi('Rotation');

/** A key as it is listed: all but the key. */
export const KeySchema = z
  .object({
    name: z.string().openapi({ example: 'shop' }),
    role: z.enum(ROLES),
    status: z.enum(['active', 'expired']),
    source: z
      .enum(['configuration', 'store'])
      .openapi({ description: '`configuration`: from `API_KEYS`; `store`: added by `POST /admin/keys`' }),
    fingerprint: z
      .string()
      .openapi({ description: 'The first 8 digits of the SHA-256', example: '9f86d081' }),
    created: z.iso.datetime().nullable().openapi({ description: 'Null for a key from `API_KEYS`' }),
    expires: z.iso.datetime().nullable(),
    quota: z.object({ daily: z.int().nullable(), monthly: z.int().nullable() }).nullable(),
  })
  .openapi('Key');

export const KeysSchema = z.object({ keys: z.array(KeySchema) }).openapi('Keys');

/** @param now milliseconds since 1970 */
export function toKeyJson({ key, source, createdAt }: ListedKey, now: number): z.infer<typeof KeySchema> {
  const { name, role, sha256, expiresAt, quota } = key;
  return {
    name,
    role,
    status: expiresAt !== null && expiresAt <= now ? 'expired' : 'active',
    source,
    fingerprint: sha256.slice(0, 8),
    created: toTime(createdAt),
    expires: toTime(expiresAt),
    quota: quota && { daily: quota.daily ?? null, monthly: quota.monthly ?? null },
  };
}

export function toApiKey({ name, role, sha256, expires, quota }: z.infer<typeof NewKeySchema>): ApiKey {
  return { name, role, sha256, expiresAt: expires ?? null, quota: toQuota(quota ?? {}) };
}

function toQuota({
  daily,
  monthly,
}: {
  daily?: number | undefined;
  monthly?: number | undefined;
}): Quota | null {
  if (daily === undefined && monthly === undefined) return null;
  return { ...(daily !== undefined && { daily }), ...(monthly !== undefined && { monthly }) };
}

function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
