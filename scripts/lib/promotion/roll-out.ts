import type { ComparedFigure } from '../../../src/metrics/experiments/verdict';
import { MAX_SHADOWS, type TrafficSplit } from '../../../src/traffic-split';
import { UserError } from '../user-error';
import type { Experiments, TrafficService } from './traffic-service';

export interface Rollout {
  readonly service: TrafficService;
  readonly version: string;
  /** Per cent of the clients, ascending to 100. */
  readonly steps: readonly number[];
  /** Pictures that the version has to read in each step before the next. */
  readonly pictures: number;
  readonly isDryRun: boolean;
  readonly say: (line: string) => void;
  /** Waits until it is worth looking again. */
  readonly wait: () => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Per cent of the requests that the version reads as a shadow: enough to learn soon, at half the cost of all. */
const SHADOW_PERCENT = 50;
/** Share of the pictures that a shadow may fail to read. */
const MOST_FAILED = 0.01;
/** `GET /experiments` goes back 30 days at most. */
const MOST_MINUTES = 30 * 24 * 60;

/** The verdict on a version that says that it is worse than the others, by figure. */
const WORSE: Readonly<Record<ComparedFigure, 'higher' | 'lower'>> = {
  refused: 'higher',
  failed: 'higher',
  accurate: 'lower',
};

/**
 * Gives a version more and more of the clients: first it only reads along, then it gets its share in steps, each as soon as
 * `GET /experiments` has enough pictures and nothing against it. What has been reached is in the split itself, so that this can
 * stop at any time and go on later.
 *
 * @returns when the version answers all clients, or with `isDryRun` at once
 * @throws UserError if the service does not have the version, or it is worse: then it has no share any more
 */
export async function rollOut(rollout: Rollout): Promise<void> {
  const { service, version, isDryRun, say, wait } = rollout;
  const models = await service.models();
  if (!models.versions.includes(version)) {
    throw new UserError(
      `Cannot give traffic to ${version}: the service does not have it yet; deploy it, then run this again`,
    );
  }
  for (;;) {
    const { split, history } = await service.traffic();
    const [latest] = history;
    if (latest?.kind === 'guard') {
      throw new UserError(
        `Cannot go on: the guard changed the traffic (${latest.reason}); \`PUT /admin/traffic\` without ${version}, or roll back, first`,
      );
    }
    const current = split ?? { weights: { [models.default]: 100 }, shadows: {} };
    const share = current.weights[version] ?? 0;
    if (share >= 100) return say(`${version} answers all clients`);
    const next = nextSplit(rollout, current);
    const isReadingAlong = share > 0 || (current.shadows[version] ?? 0) > 0;
    const evidence: Evidence = isReadingAlong
      ? weigh(rollout, share, await service.experiments(minutesSince(latest?.timestamp, rollout.now())))
      : { decision: 'go', reason: 'it has passed the gate' };
    const place = share > 0 ? `${share} %` : isReadingAlong ? 'shadow' : 'no traffic';
    if (evidence.decision === 'stop') {
      if (!isDryRun) await service.divide(withShare(current, version, 0), `promotion: ${evidence.reason}`);
      throw new UserError(
        `Cannot promote ${version}: ${evidence.reason}; it has no share of the clients any more`,
      );
    }
    say(
      `${version}, ${place}: ${evidence.reason}${evidence.decision === 'go' ? `; next: ${next.name}` : ''}`,
    );
    if (isDryRun) return;
    if (evidence.decision === 'go') await service.divide(next.split, `promotion: ${next.name}`);
    else await wait();
  }
}

interface Evidence {
  readonly decision: 'go' | 'wait' | 'stop';
  readonly reason: string;
}

/** What speaks for and against a version since it has its present share. */
function weigh({ version, pictures }: Rollout, share: number, experiments: Experiments): Evidence {
  return share > 0 ? weighArm(version, pictures, experiments) : weighShadow(version, pictures, experiments);
}

function weighShadow(version: string, pictures: number, { shadows }: Experiments): Evidence {
  const shadow = shadows.find(({ model_version }) => model_version === version);
  const read = shadow?.agreeing.of ?? 0;
  const failed = shadow?.failed ?? 0;
  if (failed > Math.max(1, MOST_FAILED * (read + failed)))
    return { decision: 'stop', reason: `as a shadow it failed with ${failed} of ${read + failed} pictures` };
  if (shadow?.labelled.verdict === 'lower') return { decision: 'stop', reason: shadow.labelled.summary };
  const agreement = `it agrees with ${shadow?.agreeing.count ?? 0} of ${read} answers`;
  return read < pictures
    ? { decision: 'wait', reason: `${agreement}; waiting for ${pictures}` }
    : { decision: 'go', reason: agreement };
}

function weighArm(version: string, pictures: number, { arms, comparisons }: Experiments): Evidence {
  for (const { model_version, baseline, figure, verdict, summary } of comparisons) {
    const worse = WORSE[figure];
    const isSubject = model_version === version && verdict === worse;
    // The comparison is of the other version with this one.
    const isBaseline = baseline === version && verdict === opposite(worse);
    if (isSubject || isBaseline) return { decision: 'stop', reason: summary };
  }
  const read = arms.find(({ model_version }) => model_version === version)?.pictures ?? 0;
  return read < pictures
    ? { decision: 'wait', reason: `it has answered ${read} of ${pictures} pictures` }
    : { decision: 'go', reason: `it has answered ${read} pictures, and no figure speaks against it` };
}

function opposite(verdict: 'higher' | 'lower'): 'higher' | 'lower' {
  return verdict === 'higher' ? 'lower' : 'higher';
}

function nextSplit(
  { version, steps }: Rollout,
  current: TrafficSplit,
): { name: string; split: TrafficSplit } {
  const share = current.weights[version] ?? 0;
  if (share === 0 && !(current.shadows[version]! > 0)) {
    const others = Object.entries(current.shadows).slice(0, MAX_SHADOWS - 1);
    const shadows = { ...Object.fromEntries(others), [version]: SHADOW_PERCENT };
    return { name: `shadow of ${SHADOW_PERCENT} % of the requests`, split: { ...current, shadows } };
  }
  const step = steps.find((each) => each > share)!;
  return { name: `${step} % of the clients`, split: withShare(current, version, step) };
}

/** Gives a version a share of the clients; the others keep their proportions. It is no shadow any more. */
export function withShare({ weights, shadows }: TrafficSplit, version: string, share: number): TrafficSplit {
  const others = Object.entries(weights).filter(([name, weight]) => name !== version && weight > 0);
  const sum = others.reduce((total, [, weight]) => total + weight, 0);
  const scaled = others.map(([name, weight]) => [name, (weight / sum) * (100 - share)] as const);
  return {
    weights: Object.fromEntries([...scaled, [version, share] as const].filter(([, weight]) => weight > 0)),
    shadows: Object.fromEntries(Object.entries(shadows).filter(([name]) => name !== version)),
  };
}

/** Whole minutes, because that is how finely the history counts. */
function minutesSince(timestamp: string | undefined, now: number): number {
  const minutes = timestamp === undefined ? 1 : Math.ceil((now - Date.parse(timestamp)) / 60_000);
  return Math.min(MOST_MINUTES, Math.max(1, minutes));
}
