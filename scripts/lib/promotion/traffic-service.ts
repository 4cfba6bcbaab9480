import type { Comparison } from '../../../src/metrics/experiments/verdict';
import type { TrafficSplit } from '../../../src/traffic-split';
import type { AdminClient } from '../keys/admin-client';

/** A change of the split, as `GET /admin/traffic` lists it. */
export interface ListedChange {
  readonly kind: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly reason: string;
}

/** The part of `GET /experiments` that a rollout is decided by. */
export interface Experiments {
  readonly arms: readonly { readonly model_version: string; readonly pictures: number }[];
  readonly shadows: readonly {
    readonly model_version: string;
    readonly agreeing: { readonly count: number; readonly of: number };
    readonly failed: number;
    readonly labelled: Pick<Comparison, 'verdict' | 'summary'>;
  }[];
  readonly comparisons: readonly ({ readonly model_version: string } & Pick<
    Comparison,
    'baseline' | 'figure' | 'verdict' | 'summary'
  >)[];
}

/** Versions and traffic of a running service. */
export interface TrafficService {
  /** The default version, and all. */
  models(): Promise<{ readonly default: string; readonly versions: readonly string[] }>;
  /** The split in force, null if the default version answers all, and its changes, the latest first. */
  traffic(): Promise<{ readonly split: TrafficSplit | null; readonly history: readonly ListedChange[] }>;
  /** @param minutes how far back */
  experiments(minutes: number): Promise<Experiments>;
  divide(split: TrafficSplit, reason: string): Promise<void>;
}

/** The same over HTTP. */
export class HttpTrafficService implements TrafficService {
  constructor(private readonly client: AdminClient) {}

  async models() {
    const answer = (await this.client.ask('GET', 'models')) as {
      default: string;
      models: { version: string }[];
    };
    return { default: answer.default, versions: answer.models.map(({ version }) => version) };
  }

  async traffic() {
    return (await this.client.ask('GET', 'admin/traffic')) as Awaited<ReturnType<TrafficService['traffic']>>;
  }

  async experiments(minutes: number) {
    return (await this.client.ask('GET', `experiments?window=${minutes}m`)) as Experiments;
  }

  async divide({ weights, shadows }: TrafficSplit, reason: string) {
    await this.client.ask('PUT', 'admin/traffic', { weights, shadows, reason });
  }
}
