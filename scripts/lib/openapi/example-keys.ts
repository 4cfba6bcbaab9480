import { createHash } from 'node:crypto';

/** API keys of the service whose answers are recorded. */
export const EXAMPLE_KEYS = { admin: 'the key of an administrator', shop: 'the key of a shop' };

/** Variables of that service. */
export const EXAMPLE_VARIABLES = {
  FEEDBACK: 'on',
  API_KEYS: `admin:admin:${sha256(EXAMPLE_KEYS.admin)},shop:predict:${sha256(EXAMPLE_KEYS.shop)}:daily=1000`,
};

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
