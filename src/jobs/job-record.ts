import type { ArchiveFormat } from './archive/archive';
import type { JobError, JobRequest, JobStatus, JobView, PlanCursor } from './job-protocol';

/** A job as it is stored, without its lists. Times are milliseconds since 1970. */
export interface JobRecord {
  readonly request: JobRequest;
  readonly status: JobStatus;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly expiresAt: number;
  readonly error: JobError | null;
  /** Where planning has got to, and whether it is done. */
  readonly cursor: PlanCursor | null;
  readonly isPlanned: boolean;
  readonly format: ArchiveFormat | 'bucket';
  /** Planned so far. */
  readonly batches: number;
  readonly pictures: number;
  /** Of batches that are done. */
  readonly segments: number;
  readonly completed: number;
  readonly failed: number;
  readonly uncharged: number;
  /** Whether the quota of the key was charged: not, perhaps, or on a day. */
  readonly charge: 'none' | 'asked' | { readonly day: string };
  /** Whether nothing is left to do until it expires. */
  readonly isSettled: boolean;
}

export function newRecord(request: JobRequest, now: number): JobRecord {
  return {
    // The keys are in the batches.
    request: {
      ...request,
      input: request.input.kind === 'keys' ? { kind: 'keys', keys: [] } : request.input,
    },
    status: 'awaiting_input',
    createdAt: now,
    startedAt: null,
    endedAt: null,
    expiresAt: now + request.retentionSeconds * 1000,
    error: null,
    cursor: null,
    isPlanned: false,
    format: 'bucket',
    batches: 0,
    pictures: 0,
    segments: 0,
    completed: 0,
    failed: 0,
    uncharged: 0,
    charge: 'none',
    isSettled: false,
  };
}

/** @returns whether no more results are taken */
export function isOver({ endedAt }: JobRecord): boolean {
  return endedAt !== null;
}

/** What a client sees of it. */
export function viewOf(
  record: JobRecord,
  { missingParts, rate, now }: { missingParts: number[]; rate: number | null; now: number },
): JobView {
  const { request, completed, failed, pictures } = record;
  const left = pictures - completed - failed;
  return {
    id: request.id,
    owner: request.owner,
    status: record.status,
    total: record.isPlanned ? pictures : null,
    completed,
    failed,
    model: request.model,
    strict: request.strict,
    input: request.input.kind,
    missingParts,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    endedAt: record.endedAt,
    expiresAt: record.expiresAt,
    rate,
    estimatedEndAt: rate === null || rate === 0 ? null : now + (left / rate) * 1000,
    error: record.error,
  };
}
