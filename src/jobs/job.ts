import { DurableObject } from 'cloudflare:workers';
import type { KeyUsageNamespace } from '../admission/quotas/quota-protocol';
import { CONFIG } from '../config';
import { restrict } from '../jurisdiction';
import { warn } from '../log';
import { COUNTED } from '../metrics/series/catalogue';
import type { JobEnd } from '../metrics/series/labels';
import { counterCell } from '../metrics/series/series';
import { ShardPool } from '../metrics/shards/client/shard-pool';
import type { ShardNamespace } from '../metrics/shards/interface';
import type { Served } from '../runtime';
import { Deadline, sleep } from '../time/deadline';
import type { PlannedBatch } from './archive/entry';
import { CountOutbox } from './count-outbox';
import { Dispatcher } from './dispatcher';
import { type Bucket, JobFiles } from './job-files';
import type {
  BatchOutcome,
  BatchSource,
  JobBookRpc,
  JobError,
  JobQueue,
  JobRequest,
  JobRpc,
  JobView,
  PartVerdict,
  PlanProgress,
  SegmentPage,
  StoredPart,
  Task,
  TaskName,
} from './job-protocol';
import { isOver, type JobRecord, newRecord, viewOf } from './job-record';
import { JobTables } from './job-tables';
import { Progress } from './progress';

interface JobEnv {
  readonly JURISDICTION?: unknown;
  readonly METRICS?: ShardNamespace;
  readonly KEY_USAGE?: KeyUsageNamespace;
  readonly JOB_BOOK?: { getByName(name: string): JobBookRpc };
  readonly JOB_BUCKET?: Bucket;
  readonly JOB_QUEUE?: JobQueue;
}

const RECORD = 'job';

/** Interval at which a job that is being worked on looks for tasks that were lost. */
const LOOK_MILLISECONDS = 5_000;
/** How long a task may take, the queue included, before it is sent again. */
const LEASE_MILLISECONDS = 120_000;
/** Begun so often without an end that is known, a batch is worked on picture by picture … */
const CAREFUL_FROM = 2;
/** … and a picture at which work ended so often then is not tried again. */
const POISON_FROM = 2;
/** Timeout of a shard, and of the objects that are told of the end of a job. */
const REPLY_MILLISECONDS = 5_000;
/** Minimum interval between two deliveries of counts, as an isolate's window. */
const COUNTS_MILLISECONDS = 1_000;
/** How long a job waits for its counts to be delivered before it says that it is done. */
const FINALIZING_MILLISECONDS = 30_000;
/** Interval at which what follows the end of a job is tried again. */
const RETRY_MILLISECONDS = 1_000;
/** How long a job without results is kept after its end. */
const EMPTY_MILLISECONDS = 3_600_000;

/**
 * The state of one job, in SQLite: what is planned, what is done, and where the results are. It decides what is in the queue;
 * the consumers of the queue do the work and hand in results, which count once: results, counts and metrics change in one
 * transaction, and only for a batch that is open.
 */
export class Job extends DurableObject<JobEnv> implements Served<JobRpc> {
  private readonly storage: DurableObjectStorage;
  private readonly tables: JobTables;
  private readonly outbox: CountOutbox;
  private readonly deadline = new Deadline(sleep, REPLY_MILLISECONDS);
  private readonly dispatcher = new Dispatcher(CONFIG.jobs.maxTasks, LEASE_MILLISECONDS);
  private readonly progress = new Progress();
  private countsSentAt = 0;

  constructor(context: DurableObjectState, env: JobEnv) {
    super(context, env);
    this.storage = context.storage;
    this.tables = new JobTables(this.storage.sql);
    this.outbox = new CountOutbox(this.storage, this.deadline);
  }

  async open(request: JobRequest): Promise<JobView> {
    const known = this.record();
    if (known !== null) return this.view(known);
    const now = Date.now();
    const record = this.storage.transactionSync(() => {
      this.tables.create();
      const { input } = request;
      const batches = input.kind === 'keys' ? inBatches(input.keys) : [];
      const planned = this.addBatches(newRecord(request, now), batches);
      const isPlanned = input.kind === 'keys';
      return this.save({
        ...planned,
        isPlanned,
        status: input.kind === 'upload' ? 'awaiting_input' : 'validating',
      });
    });
    await (isChargeable(record) || !record.isPlanned ? this.proceed() : this.start(null));
    return this.view(this.record()!);
  }

  read(): JobView | null {
    const record = this.record();
    return record && this.view(record);
  }

  expectPart(part: number): PartVerdict {
    const record = this.record();
    if (record === null) return { kind: 'unknown_job' };
    const { input } = record.request;
    if (record.status !== 'awaiting_input' || input.kind !== 'upload')
      return { kind: 'wrong_state', status: record.status, input: input.kind };
    const { parts } = input;
    return { kind: part <= parts ? 'expected' : 'no_such_part', parts };
  }

  async addPart(part: StoredPart): Promise<PartVerdict> {
    const verdict = this.expectPart(part.part);
    if (verdict.kind !== 'expected') return verdict;
    this.tables.setPart(part);
    const record = this.record()!;
    if (this.missingParts(record).length === 0) {
      this.save({ ...record, status: 'validating' });
      await this.proceed();
    }
    return verdict;
  }

  take(task: TaskName): Task | null {
    const record = this.record();
    if (record === null || isOver(record)) return null;
    return task === 'plan' ? this.takePlan(record) : this.takeBatch(record, task);
  }

  async plan({ from, batches, next, format }: PlanProgress): Promise<void> {
    this.dispatcher.finish('plan', Date.now());
    const record = this.record();
    if (record?.status !== 'validating' || record.isPlanned) return;
    if (JSON.stringify(from) !== JSON.stringify(record.cursor)) return;
    const planned = this.storage.transactionSync(() => {
      const added = this.addBatches(record, batches);
      return this.save({ ...added, cursor: next, format, isPlanned: next === null });
    });
    const { maxPictures } = CONFIG.jobs;
    if (planned.pictures > maxPictures) {
      const detail = `Cannot take more than ${maxPictures} pictures in a job; make several jobs of them`;
      return this.fail({ code: 'too_many_images', detail });
    }
    if (planned.isPlanned && planned.pictures === 0)
      return this.fail({
        code: 'missing_image',
        detail: 'Cannot find a picture: there is no file in the input',
      });
    await (isChargeable(planned) || !planned.isPlanned ? this.proceed() : this.start(null));
  }

  async start(day: string | null): Promise<void> {
    this.dispatcher.finish('plan', Date.now());
    const record = this.record();
    if (record?.status !== 'validating' || !record.isPlanned) return;
    this.save({
      ...record,
      status: 'in_progress',
      startedAt: Date.now(),
      charge: day === null ? 'none' : { day },
    });
    this.progress.note(0, Date.now());
    await this.proceed();
  }

  announce(batch: number, place: number): void {
    this.tables.announce(batch, place);
  }

  async commit(outcome: BatchOutcome): Promise<boolean> {
    this.dispatcher.finish(outcome.batch, Date.now());
    const isCounted = this.storage.transactionSync(() => this.count(outcome));
    await this.proceed();
    return isCounted;
  }

  async release(task: TaskName): Promise<void> {
    const record = this.record();
    if (record === null || isOver(record)) return;
    if (task !== 'plan') this.tables.giveBack(task);
    await this.wakeAt(this.dispatcher.release(task, Date.now()));
  }

  async fail(error: JobError): Promise<void> {
    const record = this.record();
    if (record === null || isOver(record)) return;
    await this.end({ ...record, error }, 'failed');
  }

  async cancel(): Promise<JobView | null> {
    const record = this.record();
    if (record === null) return null;
    return this.view(isOver(record) ? record : await this.end(record, 'cancelled'));
  }

  segments(skip: number, maxSegments: number): SegmentPage {
    const record = this.record();
    if (record === null || record.status === 'expired') return { segments: [], skip: 0, lines: 0 };
    return this.tables.segmentsFrom(skip, maxSegments, record.completed + record.failed);
  }

  async nudge(): Promise<boolean> {
    const record = this.record();
    if (record === null) return false;
    await this.work();
    return !record.isSettled;
  }

  override async alarm(): Promise<void> {
    await this.work();
  }

  /** Does what is due, and sets the next alarm; whatever fails is tried again. */
  private async work(): Promise<void> {
    const record = this.record();
    if (record === null) return;
    try {
      if (Date.now() >= record.expiresAt) await this.expire(record);
      else if (isOver(record)) await this.settle();
      else await this.proceed();
    } catch (error) {
      warn(`Cannot go on with the job ${record.request.id} for now: ${error}`);
      await this.wakeAt(Date.now() + LOOK_MILLISECONDS);
    }
  }

  /** Goes on with a job that is not over: sends tasks, delivers counts, ends it when all is done. */
  private async proceed(): Promise<void> {
    const record = this.record();
    if (record === null || isOver(record)) return;
    if (record.status === 'in_progress' && record.completed + record.failed === record.pictures) {
      await this.end(record, 'completed');
      return;
    }
    const now = Date.now();
    if (now - this.countsSentAt >= COUNTS_MILLISECONDS && !this.outbox.isEmpty) {
      this.countsSentAt = now;
      this.ctx.waitUntil(this.deliverCounts(record));
    }
    if (record.status !== 'awaiting_input') await this.dispatch(record, now);
    await this.wakeAt(record.status === 'awaiting_input' ? record.expiresAt : now + LOOK_MILLISECONDS);
  }

  private async dispatch({ request, status }: JobRecord, now: number): Promise<void> {
    if (status === 'validating') this.dispatcher.add('plan', now);
    const open = status === 'in_progress' ? this.tables.openAfter.bind(this.tables) : () => [];
    const tasks = this.dispatcher.next(now, open);
    if (tasks.length === 0) return;
    try {
      if (this.env.JOB_QUEUE === undefined) throw new Error('there is no binding JOB_QUEUE');
      await this.env.JOB_QUEUE.sendBatch(tasks.map((task) => ({ body: { job: request.id, task } })));
    } catch (error) {
      warn(`Cannot send tasks of the job ${request.id} to the queue; trying again: ${error}`);
      await this.wakeAt(this.dispatcher.notSent(tasks, now));
    }
  }

  private takePlan(record: JobRecord): Task | null {
    if (record.status !== 'validating') return null;
    const { request, cursor, isPlanned } = record;
    if (!isPlanned) return { kind: 'plan', request, parts: this.tables.parts(), cursor };
    if (
      request.owner === null ||
      request.quota === null ||
      record.pictures === 0 ||
      record.charge === 'asked'
    ) {
      // Once asked for, a charge may have been made, and is not made twice.
      this.ctx.waitUntil(this.start(null));
      return null;
    }
    this.save({ ...record, charge: 'asked' });
    return { kind: 'charge', key: request.owner, quota: request.quota, pictures: record.pictures };
  }

  private takeBatch({ request, format, status }: JobRecord, batch: number): Task | null {
    const open = status === 'in_progress' ? this.tables.begin(batch) : null;
    if (open === null) {
      this.dispatcher.finish(batch, Date.now());
      return null;
    }
    const losses = Object.entries(open.losses);
    return {
      kind: 'batch',
      request,
      parts: this.tables.parts(),
      format,
      batch,
      attempt: open.attempts + 1,
      first: open.first,
      count: open.count,
      source: open.source,
      isCareful: open.unfinished >= CAREFUL_FROM,
      poison: losses.filter(([, times]) => times >= POISON_FROM).map(([place]) => Number(place)),
    };
  }

  /** @returns whether the results count */
  private count({ batch, key, bytes, completed, failed, uncharged, cells }: BatchOutcome): boolean {
    const record = this.record();
    if (record?.status !== 'in_progress' || !this.tables.isOpen(batch)) return false;
    const sequence = record.segments + 1;
    const linesBefore = record.completed + record.failed;
    this.tables.finish(batch, { sequence, key, bytes, lines: completed + failed }, linesBefore);
    const counted = {
      ...record,
      segments: sequence,
      completed: record.completed + completed,
      failed: record.failed + failed,
      uncharged: record.uncharged + uncharged,
    };
    this.save(counted);
    if (record.request.counting) this.outbox.add(cells);
    this.progress.note(counted.completed + counted.failed, Date.now());
    return true;
  }

  /** Ends the job: its results are kept, its input is not. */
  private async end(record: JobRecord, outcome: Exclude<JobEnd, 'expired'>): Promise<JobRecord> {
    const now = Date.now();
    const hasResults = record.completed + record.failed > 0 || outcome === 'completed';
    const keptMilliseconds = hasResults ? record.request.retentionSeconds * 1000 : EMPTY_MILLISECONDS;
    const ended = this.storage.transactionSync(() => {
      this.countEnd(record, outcome);
      return this.save({
        ...record,
        // What it counted is in the metrics before it says that it is completed.
        status: outcome === 'completed' ? 'finalizing' : outcome,
        endedAt: now,
        expiresAt: now + keptMilliseconds,
      });
    });
    await this.wakeAt(now);
    return ended;
  }

  /** Everything after the end of a job, each step once it has succeeded. */
  private async settle(): Promise<void> {
    const record = this.record()!;
    if (record.isSettled) return this.wakeAt(record.expiresAt);
    const isDelivered = await this.deliverCounts(record);
    const isLate = Date.now() - record.endedAt! >= FINALIZING_MILLISECONDS;
    if (record.status === 'finalizing' && (isDelivered || isLate))
      this.save({ ...record, status: 'completed' });
    await this.refund();
    await this.book?.end(record.request.id);
    const isDeleted = (await this.files?.deleteInput(record.request.id)) ?? true;
    this.storage.transactionSync(() => {
      this.tables.forgetBatches();
      this.save({ ...this.record()!, isSettled: isDelivered && isDeleted });
    });
    const { isSettled, expiresAt } = this.record()!;
    await this.wakeAt(isSettled ? expiresAt : Date.now() + RETRY_MILLISECONDS);
  }

  /** Refunds pictures that were charged and not answered, or at which the service failed. */
  private async refund(): Promise<void> {
    const record = this.record()!;
    const { charge, request, pictures, completed, failed, uncharged } = record;
    const unanswered = pictures - completed - failed + uncharged;
    if (typeof charge === 'string' || request.owner === null || unanswered === 0) return;
    // Before it is asked for: no picture is refunded twice.
    this.save({ ...record, charge: 'none' });
    await restrict(this.env.KEY_USAGE, this.env.JURISDICTION)
      ?.getByName(request.owner)
      .refund(unanswered, charge.day);
  }

  /** Deletes the results, and after as long again the job, which says until then why they are gone. */
  private async expire(record: JobRecord): Promise<void> {
    const { id, retentionSeconds } = record.request;
    const { book } = this;
    if (record.status === 'expired' && record.isSettled) {
      await book?.remove(id);
      await this.storage.deleteAlarm();
      await this.storage.deleteAll();
      return;
    }
    const now = Date.now();
    this.storage.transactionSync(() => {
      if (!isOver(record)) this.countEnd(record, 'expired');
      this.tables.forgetBatches();
      this.save({ ...record, status: 'expired', endedAt: record.endedAt ?? now, isSettled: false });
    });
    await this.refund();
    await book?.end(id);
    const isDelivered = await this.deliverCounts(record);
    const isDeleted = (await this.files?.deleteAll(id)) ?? true;
    if (!isDelivered || !isDeleted) return this.wakeAt(now + RETRY_MILLISECONDS);
    const expiresAt = now + retentionSeconds * 1000;
    this.save({ ...this.record()!, isSettled: true, expiresAt });
    await this.wakeAt(expiresAt);
  }

  private countEnd({ request }: JobRecord, status: JobEnd): void {
    if (request.counting) this.outbox.add({ [counterCell(COUNTED.jobs, { status })]: 1 });
  }

  private async deliverCounts({ request }: JobRecord): Promise<boolean> {
    const METRICS = restrict(this.env.METRICS, this.env.JURISDICTION);
    if (METRICS === null || !request.counting) return true;
    const shards = new ShardPool(METRICS, CONFIG.shardsPerLocation);
    return this.outbox.deliver(request.id, request.location, shards);
  }

  private addBatches(record: JobRecord, batches: readonly PlannedBatch<BatchSource>[]): JobRecord {
    let { batches: number, pictures } = record;
    for (const batch of batches) {
      this.tables.addBatch(number, pictures, batch);
      number++;
      pictures += batch.count;
    }
    return { ...record, batches: number, pictures };
  }

  private get book(): JobBookRpc | undefined {
    return restrict(this.env.JOB_BOOK, this.env.JURISDICTION)?.getByName('all');
  }

  private get files(): JobFiles | null {
    return this.env.JOB_BUCKET === undefined ? null : new JobFiles(this.env.JOB_BUCKET);
  }

  private missingParts({ request, status }: JobRecord): number[] {
    if (request.input.kind !== 'upload' || status !== 'awaiting_input') return [];
    const present = new Set(this.tables.parts().map(({ part }) => part));
    return Array.from({ length: request.input.parts }, (_, i) => i + 1).filter((part) => !present.has(part));
  }

  private view(record: JobRecord): JobView {
    const now = Date.now();
    const rate =
      record.status === 'in_progress' ? this.progress.rate(record.completed + record.failed, now) : null;
    return viewOf(record, { missingParts: this.missingParts(record), rate, now });
  }

  private record(): JobRecord | null {
    return this.storage.kv.get<JobRecord>(RECORD) ?? null;
  }

  private save(record: JobRecord): JobRecord {
    this.storage.kv.put(RECORD, record);
    return record;
  }

  /** Sets the alarm, unless it rings earlier anyway. */
  private async wakeAt(at: number): Promise<void> {
    const planned = await this.storage.getAlarm();
    if (planned === null || planned > at) await this.storage.setAlarm(at);
  }
}

/** @returns whether the pictures are charged to a quota before the work starts */
function isChargeable({ request }: JobRecord): boolean {
  return request.owner !== null && request.quota !== null;
}

/** Keys of objects in batches; their sizes are not known. */
function inBatches(keys: readonly string[]): PlannedBatch<BatchSource>[] {
  const { pictures } = CONFIG.jobs.batch;
  const starts = Array.from({ length: Math.ceil(keys.length / pictures) }, (_, i) => i * pictures);
  return starts.map((start) => {
    const batch = keys.slice(start, start + pictures);
    return { count: batch.length, source: { keys: batch } };
  });
}
