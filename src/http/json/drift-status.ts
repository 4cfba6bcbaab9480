import { z } from '@hono/zod-openapi';
import { DRIFT_STATUSES } from '../../metrics/drift/assess';

export const DriftStatusSchema = z.enum(DRIFT_STATUSES);
