import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createKey, digestOf, toHex } from '../../src/api-keys/key-format';
import { createWorker } from '../../src/app';
import type { FeedbackNamespace, FeedbackShardRpc } from '../../src/feedback/feedback-protocol';

/** A service that its operator has closed, with a key of each role. */
export interface ClosedService {
  readonly keys: Readonly<Record<'predict' | 'metrics' | 'admin', string>>;
  /** @param key to send as `X-API-Key`, or null */
  ask(path: string, key: string | null, init?: RequestInit): Promise<Response>;
  /** Does what is done once a minute. */
  tick(): Promise<void>;
}

/**
 * Makes a closed service in this isolate.
 * @param variables that it has besides `API_KEYS`
 * @param bindings that it has instead of those of wrangler.toml; its keys are stored in an object of its own otherwise
 */
export async function closedService(
  variables: Record<string, string> = { METRICS_ACCESS: 'key' },
  bindings: Record<string, unknown> = { KEYS: storeOfItsOwn() },
): Promise<ClosedService> {
  const keys = { predict: createKey(), metrics: createKey(), admin: createKey() };
  const entries = Object.entries(keys).map(
    async ([role, key]) => `${role}-holder:${role}:${toHex(await digestOf(key))}`,
  );
  const API_KEYS = (await Promise.all(entries)).join(',');
  const worker = createWorker({ ...env, API_KEYS, ...bindings, ...variables });
  const ask: ClosedService['ask'] = async (path, key, init = {}) => {
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(key !== null && { 'X-API-Key': key }),
    };
    const request = new Request(`http://localhost${path}`, { ...init, headers });
    const context = createExecutionContext();
    const response = await worker.fetch!(request as never, env, context);
    await waitOnExecutionContext(context);
    // Nothing is left to be counted while another test looks at the figures.
    await worker.operate(new Request('http://localhost/flush'));
    return response;
  };
  const tick = async () => {
    await worker.operate(new Request('http://localhost/tick'));
  };
  return { keys, ask, tick };
}

/** A binding to a store that nothing else uses. */
export function storeOfItsOwn() {
  const name = crypto.randomUUID();
  return { getByName: () => env.KEYS.getByName(name) };
}

/** A binding to a memory of predictions that nothing else uses. */
export function memoryOfItsOwn(): FeedbackNamespace {
  const name = crypto.randomUUID();
  return {
    getByName: (shard) => env.FEEDBACK_SHARDS.getByName(`${name} ${shard}`) as unknown as FeedbackShardRpc,
  };
}
