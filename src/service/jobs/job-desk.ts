import { ServiceError } from '../../errors';
import { openArchive, recognizeFormat } from '../../jobs/archive/archive';
import { type Bucket, JobFiles } from '../../jobs/job-files';
import type {
  JobBookRpc,
  JobNamespace,
  JobRequest,
  JobRpc,
  JobView,
  PartVerdict,
} from '../../jobs/job-protocol';
import { warn } from '../../log';
import { consume, type QueuedMessage } from './consume';
import type { TaskContext } from './run-task';
import { afterLines, streamLines } from './stream-lines';

/** The bindings that jobs need. */
export interface JobBindings {
  readonly jobs: JobNamespace;
  /** Returns a stub of the list of jobs, a new one for each request. */
  readonly book: () => JobBookRpc;
  readonly bucket: Bucket;
}

/** Lines of results, and where to go on. */
export interface JobResults {
  readonly body: ReadableStream<Uint8Array>;
  /** Lines to skip for those that the body does not contain; null if it contains all that there are. */
  readonly next: number | null;
}

/** Ids that an isolate remembers, so that the list of jobs is asked once for each. */
const MAX_REMEMBERED = 10_000;
const RETRY_SECONDS = 5;

/** Jobs as requests, the queue and the tick see them. Everything throws `jobs_unavailable` if it cannot be done now. */
export class JobDesk {
  private readonly known = new Set<string>();

  /** @param bindings null if one of them is missing */
  constructor(
    private readonly bindings: JobBindings | null,
    private readonly maxSegments: number,
  ) {}

  /**
   * Opens a job.
   * @param caller whose jobs are limited: `key shop` or `address 192.0.2.1`
   * @throws ServiceError `too_many_jobs`
   */
  create(request: JobRequest, caller: string): Promise<JobView> {
    return this.attempt('open a job', async ({ jobs, book }) => {
      const admission = await book().add(request.id, caller);
      if (admission !== 'added') throw tooManyJobs(caller, admission);
      this.remember(request.id);
      return jobs.getByName(request.id).open(request);
    });
  }

  /** @throws ServiceError `unknown_job` */
  read(id: string): Promise<JobView> {
    return this.attempt('read the job', async (bindings) => {
      const job = await this.find(id, bindings);
      return (await job.read()) ?? refuseUnknown(id);
    });
  }

  /** @throws ServiceError `unknown_job` */
  cancel(id: string): Promise<JobView> {
    return this.attempt('cancel the job', async (bindings) => {
      const job = await this.find(id, bindings);
      return (await job.cancel()) ?? refuseUnknown(id);
    });
  }

  /**
   * Stores a part of the input as it arrives. What can be seen to be no archive is not accepted, so that another can be sent.
   * @param body of exactly so many bytes
   * @throws ServiceError `unknown_job`, `wrong_job_state`, `invalid_request`, `unsupported_archive`, `corrupt_archive`; what
   *   reading the body throws
   */
  async putPart(id: string, part: number, body: ReadableStream, bytes: number): Promise<JobView> {
    return this.attempt('store the part', async (bindings) => {
      const job = await this.find(id, bindings);
      const parts = accept(id, part, await job.expectPart(part));
      const files = new JobFiles(bindings.bucket);
      const stored = await files.putPart(id, part, body, bytes);
      if (parts === 1) await openArchive(files.input([stored]));
      else if (part === 1) await recognizeFormat(files.input([stored]));
      accept(id, part, await job.addPart(stored));
      return (await job.read()) ?? refuseUnknown(id);
    });
  }

  /**
   * Opens the results that are there, in the order in which they came.
   * @param skip lines that are left out at the beginning
   */
  results(id: string, skip: number): Promise<JobResults> {
    return this.attempt('read the results', async (bindings) => {
      const job = await this.find(id, bindings);
      const page = await job.segments(skip, this.maxSegments);
      const lines = page.segments.reduce((sum, segment) => sum + segment.lines, 0);
      const end = skip + lines - page.skip;
      const files = new JobFiles(bindings.bucket);
      const [first, ...rest] = page.segments;
      const bytes = first === undefined ? null : await (await files.openResults(first.key)).arrayBuffer();
      const head = afterLines(new Uint8Array(bytes ?? new ArrayBuffer(0)), page.skip);
      return { body: streamLines(head, rest, files), next: end < page.lines ? end : null };
    });
  }

  /** Does the task that a message of the queue names. */
  async consume(message: QueuedMessage, context: Omit<TaskContext, 'files'>): Promise<void> {
    const { bindings } = this;
    if (bindings === null) throw unavailable('work on jobs', 'a binding is missing');
    await consume(message, bindings.jobs, { ...context, files: new JobFiles(bindings.bucket) });
  }

  /** Wakes all jobs that are not over: whatever was lost with a process that died goes on. Never rejects. */
  async nudgeAll(): Promise<void> {
    if (this.bindings === null) return;
    const { jobs, book } = this.bindings;
    try {
      for (const id of await book().active()) {
        if (!(await jobs.getByName(id).nudge())) await book().end(id);
      }
    } catch (error) {
      warn(`Cannot look after jobs for now: ${error}`);
    }
  }

  /** A guess must not create an object. */
  private async find(id: string, { jobs, book }: JobBindings): Promise<JobRpc> {
    if (!this.known.has(id)) {
      if (!(await book().has(id))) refuseUnknown(id);
      this.remember(id);
    }
    return jobs.getByName(id);
  }

  private remember(id: string): void {
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    this.known.add(id);
  }

  private async attempt<T>(what: string, work: (bindings: JobBindings) => Promise<T>): Promise<T> {
    if (this.bindings === null) throw unavailable(what, 'this deployment has no bucket or queue for jobs');
    try {
      return await work(this.bindings);
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      warn(`Cannot ${what}: ${error}`);
      throw unavailable(what, 'their storage does not answer');
    }
  }
}

/** @returns the number of parts of the job */
function accept(id: string, part: number, verdict: PartVerdict): number {
  switch (verdict.kind) {
    case 'expected':
      return verdict.parts;
    case 'unknown_job':
      throw unknownJob(id);
    case 'no_such_part':
      throw new ServiceError(
        'invalid_request',
        `Cannot take part ${part}: the job was created with ${verdict.parts === 1 ? 'one part' : `${verdict.parts} parts`}`,
      );
    case 'wrong_state':
      throw new ServiceError(
        'wrong_job_state',
        verdict.input === 'upload'
          ? `Cannot take part ${part}: the job awaits no more input, its status is ${verdict.status}`
          : `Cannot take part ${part}: the pictures of this job are in the bucket`,
      );
  }
}

function unknownJob(id: string): ServiceError {
  return new ServiceError('unknown_job', `Cannot find the job "${id}"`);
}

function refuseUnknown(id: string): never {
  throw unknownJob(id);
}

function tooManyJobs(caller: string, why: 'caller_has_active' | 'caller_has_kept' | 'full'): ServiceError {
  const reasons = {
    caller_has_active: `the ${caller} has as many jobs that are not over as it may; wait for one, or cancel it`,
    caller_has_kept: `the ${caller} has as many jobs as are kept; wait until some have expired`,
    full: 'the service has as many jobs as it takes at a time; try again later',
  };
  const message = `Cannot open another job: ${reasons[why]}`;
  return new ServiceError('too_many_jobs', message, { retryAfterSeconds: 60 });
}

function unavailable(what: string, why: string): ServiceError {
  const message = `Cannot ${what}: ${why}. Try again in ${RETRY_SECONDS} seconds`;
  return new ServiceError('jobs_unavailable', message, { retryAfterSeconds: RETRY_SECONDS });
}
