import type { Quota } from '../api-keys/role';
import type { Assigner } from '../domain';
import type { ErrorCode } from '../errors';
import type { RequestLocation } from '../metrics/series/labels';
import type { Cells } from '../metrics/series/series';
import type { ArchiveCursor, ArchiveFormat } from './archive/archive';
import type { ArchiveRange, PlannedBatch } from './archive/entry';

export const JOB_STATUSES = [
  'awaiting_input',
  'validating',
  'in_progress',
  'finalizing',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Where the pictures of a job come from: parts of an archive that are going to be uploaded, or the bucket. */
export type JobInput =
  | { readonly kind: 'upload'; readonly parts: number }
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  | { readonly kind: 'prefix'; readonly prefix: string };

/** What a client asks for, as it was when the job was created. */
export interface JobRequest {
  readonly id: string;
  /** Name of the API key that may see the job; null if whoever has its id may. */
  readonly owner: string | null;
  /** Quota of that key. */
  readonly quota: Quota | null;
  readonly input: JobInput;
  /** Version of the model, and who chose it. */
  readonly model: string;
  readonly assignedBy: Assigner;
  /** Whether pictures that show no digit are errors. */
  readonly strict: boolean;
  /** Of the request that created the job. */
  readonly requestId: string;
  readonly location: RequestLocation;
  /** How long a job may take, and how long its results are kept after its end. */
  readonly retentionSeconds: number;
  /** Whether the pictures are counted in the metrics. */
  readonly counting: boolean;
}

/** Why a job, or one of its pictures, failed. */
export interface JobError {
  readonly code: ErrorCode;
  readonly detail: string;
}

/** A part of an archive that has been stored. */
export interface StoredPart {
  /** From 1. */
  readonly part: number;
  /** Of the object in the bucket. */
  readonly key: string;
  readonly bytes: number;
}

/** State of a job. Times are milliseconds since 1970. */
export interface JobView {
  readonly id: string;
  readonly owner: string | null;
  readonly status: JobStatus;
  /** Number of pictures; null until it is known. */
  readonly total: number | null;
  readonly completed: number;
  readonly failed: number;
  readonly model: string;
  readonly strict: boolean;
  readonly input: JobInput['kind'];
  /** Numbers of the parts that have not arrived; empty unless it awaits them. */
  readonly missingParts: readonly number[];
  readonly createdAt: number;
  /** When all of its input was there. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** When results are deleted, or the job ends unfinished. */
  readonly expiresAt: number;
  /** Pictures a second, lately; null if unknown. */
  readonly rate: number | null;
  readonly estimatedEndAt: number | null;
  readonly error: JobError | null;
}

/** A task of a job, as a message of the queue names it: to plan, or the number of a batch. */
export type TaskName = 'plan' | number;

/** A message of the queue. */
export interface JobMessage {
  readonly job: string;
  readonly task: TaskName;
}

/** Where planning has got to. */
export type PlanCursor = ArchiveCursor | { readonly format: 'bucket'; readonly after: string };

/** What describes the pictures of a batch. */
export type BatchSource = ArchiveRange | { readonly keys: readonly string[] };

/** A task with what is needed to do it. */
export type Task =
  | {
      readonly kind: 'plan';
      readonly request: JobRequest;
      readonly parts: readonly StoredPart[];
      /** Null at first. */
      readonly cursor: PlanCursor | null;
    }
  /** To charge the pictures to the quota of the key. */
  | { readonly kind: 'charge'; readonly key: string; readonly quota: Quota; readonly pictures: number }
  | BatchTask;

export interface BatchTask {
  readonly kind: 'batch';
  readonly request: JobRequest;
  readonly parts: readonly StoredPart[];
  readonly format: ArchiveFormat | 'bucket';
  readonly batch: number;
  /** From 1; each has a name of its own for its results. */
  readonly attempt: number;
  /** Index of the first picture. */
  readonly first: number;
  readonly count: number;
  readonly source: BatchSource;
  /** Whether to announce each picture, because the batch has brought down whoever worked on it. */
  readonly isCareful: boolean;
  /** Places within the batch of pictures that have done so repeatedly, and are not tried again. */
  readonly poison: readonly number[];
}

/** Progress of planning. */
export interface PlanProgress {
  /** Where it began, so that a repetition is recognised. */
  readonly from: PlanCursor | null;
  readonly batches: readonly PlannedBatch<BatchSource>[];
  readonly next: PlanCursor | null;
  readonly format: ArchiveFormat | 'bucket';
}

/** Results of a batch, which are in the bucket already. */
export interface BatchOutcome {
  readonly batch: number;
  readonly attempt: number;
  /** Object with the results, and its length. */
  readonly key: string;
  readonly bytes: number;
  readonly completed: number;
  readonly failed: number;
  /** Failures among them that are not the client's fault, which are not charged. */
  readonly uncharged: number;
  /** What the pictures add to the metrics. */
  readonly cells: Readonly<Cells>;
}

/** Results of a batch in the bucket. */
export interface Segment {
  /** From 1, in the order of their completion, without gaps. */
  readonly sequence: number;
  readonly key: string;
  readonly lines: number;
  readonly bytes: number;
}

/** Results from a line on. */
export interface SegmentPage {
  readonly segments: readonly Segment[];
  /** Lines of the first one that come before. */
  readonly skip: number;
  /** Lines that are there by now. */
  readonly lines: number;
}

/** Whether a part may be uploaded. */
export type PartVerdict =
  | { readonly kind: 'expected'; readonly parts: number }
  | { readonly kind: 'unknown_job' }
  | { readonly kind: 'wrong_state'; readonly status: JobStatus; readonly input: JobInput['kind'] }
  | { readonly kind: 'no_such_part'; readonly parts: number };

/** RPC interface of a job. */
export interface JobRpc {
  open(request: JobRequest): Promise<JobView>;
  /** @returns null if there is no such job */
  read(): Promise<JobView | null>;
  expectPart(part: number): Promise<PartVerdict>;
  /** Adds a part, or replaces the one of its number. The last one starts the job. */
  addPart(part: StoredPart): Promise<PartVerdict>;
  /** @returns the task, or null if there is nothing to do */
  take(task: TaskName): Promise<Task | null>;
  /** Stores what planning found. Repetitions change nothing. */
  plan(progress: PlanProgress): Promise<void>;
  /** Starts the work on the planned pictures. @param day that they were charged to; null if they were not */
  start(day: string | null): Promise<void>;
  /** Announces that work on a picture begins. @param place within the batch, from 0 */
  announce(batch: number, place: number): Promise<void>;
  /** Adds the results of a batch. @returns whether they count: not if others were first, or the job is over */
  commit(outcome: BatchOutcome): Promise<boolean>;
  /** Gives a task back, which is tried again later: what failed says nothing about the pictures. */
  release(task: TaskName): Promise<void>;
  /** Ends the job with an error. */
  fail(error: JobError): Promise<void>;
  /** @returns null if there is no such job */
  cancel(): Promise<JobView | null>;
  /** @param skip lines that come before; @param maxSegments 1 upwards */
  segments(skip: number, maxSegments: number): Promise<SegmentPage>;
  /** Continues the work, should its alarm have been lost. @returns whether there is any left */
  nudge(): Promise<boolean>;
}

/** The part of a Durable Object binding that is needed here: one object for each job, by its id. */
export interface JobNamespace {
  getByName(id: string): JobRpc;
}

/** Whether a job may be added, or why not. */
export type Admission = 'added' | 'caller_has_active' | 'caller_has_kept' | 'full';

/** RPC interface of the list of all jobs. */
export interface JobBookRpc {
  /** @param caller who is limited: an API key or an address */
  add(id: string, caller: string): Promise<Admission>;
  has(id: string): Promise<boolean>;
  /** The job is over; its results are kept. */
  end(id: string): Promise<void>;
  /** The job is deleted. */
  remove(id: string): Promise<void>;
  /** @returns the ids of jobs that are not over */
  active(): Promise<string[]>;
}

/** The part of a queue's binding that is needed here. */
export interface JobQueue {
  sendBatch(messages: readonly { readonly body: JobMessage }[]): Promise<unknown>;
}
