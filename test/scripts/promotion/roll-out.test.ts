import { describe, expect, it } from 'vitest';
import { type Rollout, rollOut, withShare } from '../../../scripts/lib/promotion/roll-out';
import type {
  Experiments,
  ListedChange,
  TrafficService,
} from '../../../scripts/lib/promotion/traffic-service';
import type { TrafficSplit } from '../../../src/traffic-split';

const NOTHING: Experiments = { arms: [], shadows: [], comparisons: [] };

/** A service whose version reads a hundred pictures each time somebody looks. */
class Service implements TrafficService {
  split: TrafficSplit | null = null;
  history: ListedChange[] = [];
  readonly reasons: string[] = [];
  read = 0;
  against: Experiments['comparisons'] = [];
  failed = 0;
  labelled: Experiments['shadows'][number]['labelled'] = { verdict: 'too_little_data', summary: '' };

  async models() {
    return { default: 'v2.0', versions: ['v2.0', 'v2.2'] };
  }
  async traffic() {
    return { split: this.split, history: this.history };
  }
  async experiments(): Promise<Experiments> {
    this.read += 100;
    const shadow = {
      model_version: 'v2.2',
      agreeing: { count: this.read, of: this.read },
      failed: this.failed,
      labelled: this.labelled,
    };
    const arm = { model_version: 'v2.2', pictures: this.read };
    return { ...NOTHING, arms: [arm], shadows: [shadow], comparisons: this.against };
  }
  async divide(split: TrafficSplit, reason: string) {
    this.split = split;
    this.read = 0;
    this.reasons.push(reason);
    this.history = [{ kind: 'set', timestamp: new Date(0).toISOString(), reason }, ...this.history];
  }
}

function promote(service: TrafficService, options: Partial<Rollout> = {}) {
  const lines: string[] = [];
  const done = rollOut({
    service,
    version: 'v2.2',
    steps: [5, 50, 100],
    pictures: 300,
    isDryRun: false,
    say: (line) => lines.push(line),
    wait: async () => {},
    now: () => 90_000,
    ...options,
  });
  return { lines, done };
}

describe('rollOut()', () => {
  it('lets a version read along, then gives it 5, 50 and 100 % of the clients', async () => {
    const service = new Service();
    const { lines, done } = promote(service);
    await done;
    expect(service.reasons).toEqual([
      'promotion: shadow of 50 % of the requests',
      'promotion: 5 % of the clients',
      'promotion: 50 % of the clients',
      'promotion: 100 % of the clients',
    ]);
    expect(service.split).toEqual({ weights: { 'v2.2': 100 }, shadows: {} });
    expect(lines).toContain('v2.2, 5 %: it has answered 200 of 300 pictures');
    expect(lines.at(-1)).toBe('v2.2 answers all clients');
  });

  it('goes on where an interrupted one stopped', async () => {
    const service = new Service();
    service.split = { weights: { 'v2.0': 50, 'v2.2': 50 }, shadows: {} };
    await promote(service).done;
    expect(service.reasons).toEqual(['promotion: 100 % of the clients']);
  });

  it('changes nothing in a dry run', async () => {
    const service = new Service();
    const { lines, done } = promote(service, { isDryRun: true });
    await done;
    expect(service.reasons).toEqual([]);
    expect(lines).toEqual(['v2.2, no traffic: it has passed the gate; next: shadow of 50 % of the requests']);
  });

  it.each([
    ['v2.2', 'v2.0', 'refused', 'higher'],
    ['v2.0', 'v2.2', 'failed', 'lower'],
    ['v2.2', 'v2.0', 'accurate', 'lower'],
    ['v2.0', 'v2.2', 'accurate', 'higher'],
  ] as const)(
    'takes the share back if %s against %s: %s %s',
    async (model_version, baseline, figure, verdict) => {
      const service = new Service();
      service.split = { weights: { 'v2.0': 95, 'v2.2': 5 }, shadows: {} };
      service.against = [{ model_version, baseline, figure, verdict, summary: 'it is worse' }];
      await expect(promote(service).done).rejects.toThrow(
        'Cannot promote v2.2: it is worse; it has no share',
      );
      expect(service.split).toEqual({ weights: { 'v2.0': 100 }, shadows: {} });
    },
  );

  it('stops a shadow that fails', async () => {
    const service = new Service();
    service.failed = 10;
    await expect(promote(service).done).rejects.toThrow('as a shadow it failed with 10 of 110 pictures');
  });

  it('stops a shadow that reads labelled pictures worse than the answers', async () => {
    const service = new Service();
    service.labelled = { verdict: 'lower', summary: 'v2.2 is right less often than the answers' };
    await expect(promote(service).done).rejects.toThrow('v2.2 is right less often than the answers');
    expect(service.split).toEqual({ weights: { 'v2.0': 100 }, shadows: {} });
  });

  it('does not put back what the guard has stopped', async () => {
    const service = new Service();
    service.history = [
      { kind: 'guard', timestamp: new Date(0).toISOString(), reason: 'v2.2 fails more often' },
    ];
    await expect(promote(service).done).rejects.toThrow(
      'the guard changed the traffic (v2.2 fails more often)',
    );
  });

  it('says that a version has to be deployed first', async () => {
    const { done } = promote(new Service(), { version: 'v9.9' });
    await expect(done).rejects.toThrow('the service does not have it yet; deploy it, then run this again');
  });
});

describe('withShare()', () => {
  it('leaves the others their proportions', () => {
    const split = { weights: { 'v2.0': 60, 'v1.0': 20, 'v2.2': 20 }, shadows: { 'v2.2': 50, ensemble: 5 } };
    expect(withShare(split, 'v2.2', 50)).toEqual({
      weights: { 'v2.0': 37.5, 'v1.0': 12.5, 'v2.2': 50 },
      shadows: { ensemble: 5 },
    });
  });
});
