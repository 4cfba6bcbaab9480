import { ServiceError } from '../../errors';
import type { JobMessage, JobNamespace } from '../../jobs/job-protocol';
import { warn } from '../../log';
import { runTask, type TaskContext } from './run-task';

/** After this many seconds a message is tried again whose job does not answer. */
const RETRY_SECONDS = 5;

/** The part of a message of the queue that is needed here. */
export interface QueuedMessage {
  readonly body: unknown;
  ack(): void;
  retry(options: { delaySeconds: number }): void;
}

/**
 * Does the task that a message of the queue names. A task that fails is given back to its job, which sends it again; the queue
 * itself repeats a message only if the job cannot be told, or if this consumer dies.
 */
export async function consume(
  message: QueuedMessage,
  jobs: JobNamespace,
  context: TaskContext,
): Promise<void> {
  const { job: id, task: name } = message.body as JobMessage;
  const job = jobs.getByName(id);
  try {
    const task = await job.take(name);
    if (task !== null) await runTask(task, job, context);
    message.ack();
  } catch (error) {
    // What the service refuses itself for want of room is no fault.
    if (!(error instanceof ServiceError)) warn(`Cannot do task ${name} of the job ${id} for now: ${error}`);
    await job.release(name).then(
      () => message.ack(),
      () => message.retry({ delaySeconds: RETRY_SECONDS }),
    );
  }
}
