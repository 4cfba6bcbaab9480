import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, expect, it, vi } from 'vitest';
import { drawSeven, toPng } from '../../../scripts/lib/scenes/sample-images';
import { createWorker } from '../../../src/app';
import { json } from '../../support/api';

afterEach(() => {
  vi.restoreAllMocks();
});

function ask(variables: Record<string, string>, path: string, init?: RequestInit): Promise<Response> {
  // A copy: what is set on an heir of the environment is set on the environment that all tests share.
  const worker = createWorker({ ...env, ...variables });
  const request = new Request(`http://localhost${path}`, init) as Request<
    unknown,
    IncomingRequestCfProperties
  >;
  return worker.fetch!(request, env, createExecutionContext()) as Promise<Response>;
}

it.each([
  [{}, 'off', null],
  [{ ALERT_WEBHOOK_URL: 'https://receiver.example/hook' }, 'on', null],
  [{ ALERT_WEBHOOK_URL: 'http://10.0.0.1/T0K3N' }, 'faulty', /^Cannot use ALERT_WEBHOOK_URL: /],
  [
    { ALERT_WEBHOOK_URL: 'https://receiver.example/hook', ALERT_WEBHOOK_SECRET: 'whsec_T0K3N' },
    'faulty',
    /^Cannot use ALERT_WEBHOOK_SECRET: /,
  ],
])(
  'with %j GET /alerts says that the webhook is %s, and predictions go on',
  async (variables, webhook, fault) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const alerts = await json(await ask(variables, '/alerts'));
    expect(alerts).toMatchObject({
      webhook,
      webhook_fault: fault === null ? null : expect.stringMatching(fault),
    });
    expect(JSON.stringify(alerts)).not.toContain('T0K3N');
    const prediction = await ask(variables, '/predict', { method: 'POST', body: toPng(drawSeven(28)) });
    expect(await json(prediction)).toMatchObject({ predicted_digit: 7 });
  },
);
