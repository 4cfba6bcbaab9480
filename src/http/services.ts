import type { Clock, Stopwatch } from '../clock';
import type { Config } from '../config';
import type { ModelRegistry } from '../inference/registry';
import type { Metrics } from '../metrics/metrics';
import type { Uptime } from '../uptime';

/** What the routes work with; built once, in `app.ts`. */
export interface Services {
  readonly config: Config;
  readonly clock: Clock;
  readonly stopwatch: Stopwatch;
  readonly uptime: Uptime;
  readonly models: ModelRegistry;
  readonly metrics: Metrics;
}
