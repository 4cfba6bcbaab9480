import type { Services } from './services';

/** One thing that has to work, and whether it does. */
export interface Check {
  readonly ok: boolean;
  /** For people; null where there is nothing to say. */
  readonly detail: string | null;
}

/** Whether the service can do its work. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: { readonly model: Check; readonly storage: Check };
}

/**
 * Checks that the model has passed its self-test and that the storage of the counters answers and takes writes within
 * its deadline. The shard that this isolate counts in is enough: predictions need none, and the figures of those away
 * are the last known ones. Where nothing is counted there is no storage that could fail.
 */
export async function checkReadiness({ models, metrics }: Services): Promise<Readiness> {
  const [model, answers, writes] = await Promise.all([
    models.load().then(
      ({ version }): Check => ({ ok: true, detail: `${version} passed its self-test` }),
      (error: Error): Check => ({ ok: false, detail: error.message }),
    ),
    metrics.read(),
    metrics.checkWrites(),
  ]);
  const answering = answers.shards - answers.unreachable.length;
  const storage: Check = {
    ok: (answers.shards === 0 || answering > 0) && writes.ok,
    detail: `${answering} of ${answers.shards} shards answer; ${writes.detail}`,
  };
  return { ready: model.ok && storage.ok, checks: { model, storage } };
}
