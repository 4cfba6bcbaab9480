import { env } from 'cloudflare:workers';
import { createApp } from './app';

export { MetricsShard } from './metrics/metrics-shard';

export default createApp(env);
