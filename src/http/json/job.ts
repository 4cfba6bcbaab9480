import { z } from '@hono/zod-openapi';
import { ERROR_GUIDE } from '../../error-guide';
import { JOB_STATUSES, type JobError, type JobView } from '../../jobs/job-protocol';
import type { JobResult, ToLine } from '../../service/jobs/run-task';
import { CountSchema } from './count';
import { PictureErrorSchema, toPictureErrorJson } from './picture-error';
import { PredictionSchema, toPredictionJson } from './prediction';

const Time = z.iso.datetime().nullable();

export const JobSchema = z
  .object({
    id: z.string().openapi({ example: 'job_5f0c9e2b7a5d4c1e8f3a6b9c0d1e2f3a' }),
    status: z.enum(JOB_STATUSES).openapi({
      description:
        '`awaiting_input` until all parts have arrived, `validating` while the archive is read, `in_progress`, `finalizing` ' +
        'while the last figures are stored; then `completed`, `failed`, `cancelled` or `expired`',
    }),
    counts: z.object({
      total: CountSchema.nullable().openapi({ description: 'Pictures of the job; null until it is known' }),
      completed: CountSchema.openapi({ description: 'Pictures with a prediction' }),
      failed: CountSchema.openapi({ description: 'Pictures with an error' }),
    }),
    missing_parts: z.array(z.int()).openapi({ description: 'Numbers of the parts that have not arrived' }),
    model_version: z.string().openapi({ example: 'v3.0' }),
    strict: z.boolean(),
    created_at: z.iso.datetime(),
    started_at: Time.openapi({ description: 'When the first picture could be recognised' }),
    ended_at: Time,
    expires_at: z.iso.datetime().openapi({
      description: 'When the results are deleted; while the job is not over, when it ends unfinished',
    }),
    pictures_per_second: z.number().min(0).nullable().openapi({ description: 'In the last minute' }),
    estimated_end_at: Time.openapi({ description: 'At that rate' }),
    error: PictureErrorSchema.nullable().openapi({ description: 'Why the job failed' }),
  })
  .openapi('Job');

export function toJobJson(job: JobView): z.infer<typeof JobSchema> {
  return {
    id: job.id,
    status: job.status,
    counts: { total: job.total, completed: job.completed, failed: job.failed },
    missing_parts: [...job.missingParts],
    model_version: job.model,
    strict: job.strict,
    created_at: toTime(job.createdAt),
    started_at: toOptionalTime(job.startedAt),
    ended_at: toOptionalTime(job.endedAt),
    expires_at: toTime(job.expiresAt),
    pictures_per_second: job.rate === null ? null : Math.round(job.rate * 10) / 10,
    estimated_end_at: toOptionalTime(job.estimatedEndAt),
    error: job.error && toErrorJson(job.error),
  };
}

const ResultPlaceSchema = z.object({
  index: CountSchema.openapi({ description: 'Place of the picture in the job, from 0' }),
  key: z
    .string()
    .openapi({ description: 'Its path in the archive, or its key in the bucket', example: 'scans/7.png' }),
});

/** One line of the results. */
export const JobResultSchema = z.union([
  ResultPlaceSchema.extend(PredictionSchema.shape).openapi('JobPrediction'),
  ResultPlaceSchema.extend({ error: PictureErrorSchema }).openapi('JobFailure'),
]);

/** Renders a result as one line of JSON, without its end. */
export function toJobLine(
  { index, key, result }: JobResult,
  { requestId, assignedBy }: Parameters<ToLine>[1],
): string {
  const rest =
    result instanceof Error
      ? { error: toPictureErrorJson(result) }
      : toPredictionJson(result, requestId, assignedBy);
  return JSON.stringify({ index, key, ...rest } satisfies z.infer<typeof JobResultSchema>);
}

function toErrorJson({ code, detail }: JobError) {
  return { code, status: ERROR_GUIDE[code].status, detail };
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function toOptionalTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : toTime(milliseconds);
}
