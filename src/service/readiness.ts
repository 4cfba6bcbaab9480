import type { Services } from './services';

/** Result of one check. */
export interface Check {
  readonly ok: boolean;
  /** For people; null if there is nothing to add. */
  readonly detail: string | null;
}

/** Whether the service is ready, with the checks behind it. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: { readonly model: Check; readonly storage: Check; readonly traffic: Check };
}

/**
 * Checks that the model has passed its self-test and that the storage of the counters answers and accepts writes within
 * its deadline. One reachable shard is enough: predictions need none, and for unreachable ones the last known figures are
 * used. If counting is disabled, there is no storage that could fail. Nor does an unreachable traffic split end readiness:
 * the last known one is used.
 */
export async function checkReadiness({ models, metrics, traffic }: Services): Promise<Readiness> {
  const [model, answers, writes] = await Promise.all([
    models.loadWhole().then(
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
  return { ready: model.ok && storage.ok, checks: { model, storage, traffic: await checkTraffic(traffic) } };
}

async function checkTraffic(traffic: Services['traffic']): Promise<Check> {
  const { split, source } = await traffic.state();
  if (traffic.isOutdated)
    return {
      ok: false,
      detail: 'the store of the traffic split does not answer; the last known one is used',
    };
  if (split === null) return { ok: true, detail: 'the default version answers all requests' };
  const shares = Object.entries(split.weights).map(([version, weight]) => `${version} ${weight} %`);
  return { ok: true, detail: `${shares.join(', ')}, by the ${source}` };
}
