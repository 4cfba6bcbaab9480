import { z } from '@hono/zod-openapi';
import { ERROR_GUIDE } from '../../error-guide';
import { ERROR_CODES, type ServiceError } from '../../errors';

/** Why one of several pictures has no prediction. */
export const PictureErrorSchema = z.object({
  code: z.enum(ERROR_CODES).openapi({ example: 'corrupt_png' }),
  status: z.int().openapi({ description: 'The status that `/predict` would have returned', example: 400 }),
  detail: z.string().openapi({ description: 'For people: what is wrong and what to do about it' }),
});

export function toPictureErrorJson({ code, message }: ServiceError): z.infer<typeof PictureErrorSchema> {
  return { code, status: ERROR_GUIDE[code].status, detail: message };
}
