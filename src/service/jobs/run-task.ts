import { type ErrorCode, ServiceError } from '../../errors';
import { openArchive, planArchive, readArchive } from '../../jobs/archive/archive';
import type { ArchiveFile } from '../../jobs/archive/entry';
import type { JobFiles } from '../../jobs/job-files';
import type { BatchTask, JobRequest, JobRpc, PlanProgress, Task } from '../../jobs/job-protocol';
import { countJobPictures } from '../../metrics/recording/count-event';
import { addCells, type Cells } from '../../metrics/series/series';
import { refuseNoDigit } from '../no-digit-error';
import type { Prediction } from '../predict';
import { type BatchResult, predictBatch } from '../predict-batch';
import { toPredictionFacts } from '../prediction-facts';
import type { Services } from '../services';

type TaskServices = Pick<Services, 'config' | 'models' | 'stopwatches' | 'lanes' | 'rooms' | 'quotas'>;

/** A picture of a job and what became of it. */
export interface JobResult {
  /** Place of the picture in the job, from 0. */
  readonly index: number;
  /** Its path in the archive, or its key in the bucket. */
  readonly key: string;
  readonly result: BatchResult;
}

/** Renders a result as one line of JSON, without its end. */
export type ToLine = (result: JobResult, request: Pick<JobRequest, 'requestId' | 'assignedBy'>) => string;

/** What a task is done with. */
export interface TaskContext {
  readonly services: TaskServices;
  readonly files: JobFiles;
  readonly toLine: ToLine;
}

/** Errors of the service that pass. */
const TEMPORARY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['temporarily_overloaded', 'model_unavailable']);
/** Errors of a picture that are no fault of the client's, and are not charged. */
const UNCHARGED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['internal_error']);
/** Keys that are listed at a time: the maximum of R2. */
const LISTED_KEYS = 1_000;

/**
 * Does a task of a job. What is wrong with the input ends the job.
 * @throws whatever failed that may work later
 */
export async function runTask(task: Task, job: JobRpc, context: TaskContext): Promise<void> {
  try {
    await doTask(task, job, context);
  } catch (error) {
    if (!(error instanceof ServiceError) || TEMPORARY.has(error.code)) throw error;
    await job.fail({ code: error.code, detail: error.message });
  }
}

function doTask(task: Task, job: JobRpc, context: TaskContext): Promise<void> {
  switch (task.kind) {
    case 'plan':
      return planInput(task, job, context);
    case 'charge':
      return chargePictures(task, job, context);
    case 'batch':
      return recognizePictures(task, job, context);
  }
}

async function planInput(task: Task & { kind: 'plan' }, job: JobRpc, context: TaskContext): Promise<void> {
  await job.plan(await planNext(task, context));
}

async function planNext(
  { request, parts, cursor }: Task & { kind: 'plan' },
  { services, files }: TaskContext,
): Promise<PlanProgress> {
  const limits = services.config.jobs.batch;
  if (request.input.kind === 'prefix') {
    const after = cursor?.format === 'bucket' ? cursor.after : '';
    const { keys, next } = await files.list(request.input.prefix, after, LISTED_KEYS);
    const starts = Array.from(
      { length: Math.ceil(keys.length / limits.pictures) },
      (_, i) => i * limits.pictures,
    );
    const batches = starts
      .map((start) => keys.slice(start, start + limits.pictures))
      .map((batch) => ({ count: batch.length, source: { keys: batch } }));
    return {
      from: cursor,
      batches,
      next: next === null ? null : { format: 'bucket', after: next },
      format: 'bucket',
    };
  }
  const source = files.input(parts);
  const archive = cursor === null || cursor.format === 'bucket' ? await openArchive(source) : cursor;
  const { batches, next } = await planArchive(source, archive, limits);
  return { from: cursor, batches, next, format: archive.format };
}

async function chargePictures(
  { key, quota, pictures }: Task & { kind: 'charge' },
  job: JobRpc,
  { services }: TaskContext,
): Promise<void> {
  const outcome = await services.quotas.charge(key, quota, pictures);
  if (outcome === null || outcome.granted) return job.start(outcome?.day ?? null);
  const left = Math.min(...outcome.standings.map(({ remaining }) => remaining));
  await job.fail({
    code: 'quota_exceeded',
    detail: `Cannot take ${pictures} pictures from the key "${key}": ${left} are left; send fewer, or try again when the period is over`,
  });
}

async function recognizePictures(task: BatchTask, job: JobRpc, context: TaskContext): Promise<void> {
  const { services, files, toLine } = context;
  const { request, first } = task;
  const results: BatchResult[] = [];
  const lines: string[] = [];
  for await (const pictures of pictureGroups(task, context)) {
    const place = results.length;
    const group = task.isCareful
      ? await recognizeOneByOne(task, pictures, place, job, services)
      : await recognizeAll(task, pictures, services);
    results.push(...group);
    for (const [i, result] of group.entries()) {
      const line = { index: first + place + i, key: pictures[i]!.key, result };
      lines.push(`${toLine(line, request)}\n`);
    }
  }
  if (results.length !== task.count) {
    const found = `${results.length} pictures were found instead of ${task.count}`;
    throw new ServiceError('internal_error', `Cannot read a part of the input: ${found}`);
  }
  const stored = await files.putResults(request.id, task.batch, task.attempt, lines.join(''));
  await job.commit({ batch: task.batch, attempt: task.attempt, ...stored, ...summarise(results, request) });
}

/** The pictures of a batch, as many at a time as may be held together. */
async function* pictureGroups(
  { source, format, parts, count }: BatchTask,
  { services, files }: TaskContext,
): AsyncGenerator<ArchiveFile[]> {
  const limits = services.config.jobs.batch;
  if (!('keys' in source) && format !== 'bucket') {
    using _room = await services.rooms.enter(count === 1 ? limits.entryBytes : limits.bytes, null);
    yield await readArchive(files.input(parts), format, source, limits);
    return;
  }
  using _room = await services.rooms.enter(limits.bytes, null);
  const group = { files: [] as ArchiveFile[], bytes: 0 };
  for (const key of 'keys' in source ? source.keys : []) {
    const picture = await files.openPicture(key, limits.entryBytes);
    if (group.files.length > 0 && group.bytes + picture.bytes > limits.bytes) {
      yield group.files;
      Object.assign(group, { files: [], bytes: 0 });
    }
    using _large = picture.bytes > limits.bytes ? await services.rooms.enter(picture.bytes, null) : null;
    group.files.push({ key, content: await picture.read() });
    group.bytes += picture.bytes;
    if (group.bytes > limits.bytes) {
      yield group.files;
      Object.assign(group, { files: [], bytes: 0 });
    }
  }
  if (group.files.length > 0) yield group.files;
}

async function recognizeAll(
  { request }: BatchTask,
  files: readonly ArchiveFile[],
  services: TaskServices,
): Promise<BatchResult[]> {
  const pictures = files.map(({ content }) => ({
    open: () => {
      if (content instanceof ServiceError) throw content;
      if (content.length === 0)
        throw new ServiceError('missing_image', 'Cannot read the picture: it has 0 bytes');
      return { bytes: content, [Symbol.dispose]: () => {} };
    },
  }));
  const batch = { pictures, [Symbol.dispose]: () => {} };
  const { results } = await predictBatch(services, { batch, model: request.model });
  return request.strict ? results.map(refuseNoDigit) : [...results];
}

/** Announces each picture before it is read, so that one that brings down its reader is known. */
async function recognizeOneByOne(
  task: BatchTask,
  files: readonly ArchiveFile[],
  first: number,
  job: JobRpc,
  services: TaskServices,
): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  for (const [i, file] of files.entries()) {
    const place = first + i;
    if (task.poison.includes(place)) {
      results.push(
        new ServiceError(
          'internal_error',
          'Cannot read the picture: the service stopped each time that it tried',
        ),
      );
      continue;
    }
    await job.announce(task.batch, place);
    results.push(...(await recognizeAll(task, [file], services)));
  }
  return results;
}

function isPrediction(result: BatchResult): result is Prediction {
  return !(result instanceof ServiceError);
}

/** What the results add to the counts. */
function summarise(results: readonly BatchResult[], { model, assignedBy }: BatchTask['request']) {
  const errors = results.filter((result) => result instanceof ServiceError);
  const predictions = results.filter(isPrediction).map(toPredictionFacts);
  const cells: Cells = {};
  const pictureErrors = errors.map(({ code }) => code);
  countJobPictures({ predictions, pictureErrors }, { version: model, assignedBy }, (cell, by) =>
    addCells(cells, { [cell]: by }),
  );
  return {
    completed: predictions.length,
    failed: errors.length,
    uncharged: pictureErrors.filter((code) => UNCHARGED.has(code)).length,
    cells,
  };
}
