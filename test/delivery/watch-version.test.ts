import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WatchedService, watchVersion } from '../../scripts/lib/delivery/watch-version';
import { CloudflareStandIn, NEW_VERSION } from './cloudflare-stand-in';

let cloudflare: CloudflareStandIn;
let service: WatchedService;
beforeEach(async () => {
  cloudflare = new CloudflareStandIn();
  const url = await cloudflare.start();
  cloudflare.deployments.push([{ version_id: NEW_VERSION, percentage: 5 }]);
  service = {
    url,
    worker: 'digits',
    predictKey: null,
    metricsKey: 'key',
    uploadedAt: Date.now,
    spreadSeconds: 0,
    signal: new AbortController().signal,
  };
});
afterEach(() => cloudflare.stop());

function watch(changes: Partial<WatchedService> = {}): Promise<void> {
  return watchVersion({ ...service, ...changes }, NEW_VERSION, 0);
}

it('watchVersion() is content with a version that is well and reads a seven', async () => {
  await watch();
});

it('watchVersion() is content with errors that were there before, and with a few', async () => {
  cloudflare.traffic = { all: 1000, errors: 900 };
  await watch();
});

describe('watchVersion() complains of', () => {
  it('a version that is not healthy', async () => {
    cloudflare.uploaded = { ...cloudflare.uploaded, healthStatus: 503 };
    await expect(watch()).rejects.toThrow('/health of the new version answers 503');
  });

  it('a wrong digit', async () => {
    cloudflare.uploaded = { ...cloudflare.uploaded, digit: 1 };
    await expect(watch()).rejects.toThrow('The new version reads 1 where there is a 7');
  });

  it('answers of the version before', async () => {
    cloudflare.uploaded = { ...cloudflare.uploaded, uptime: 600 };
    await expect(watch()).rejects.toThrow(
      '/health is answered by another version, which was deployed 600 s ago',
    );
  });

  it('server errors of more than one request in a hundred, whoever sent it', async () => {
    cloudflare.isFailing = true;
    await expect(watch()).rejects.toThrow('10 of 100 requests ended in a 5xx during this step');
    await watch({ metricsKey: null });
  });

  it('a service that cannot be reached', async () => {
    await expect(watch({ url: new URL('http://127.0.0.1:2/'), metricsKey: null })).rejects.toThrow(
      /^\/health cannot be reached: .*ECONNREFUSED/,
    );
  });

  it('an interruption', async () => {
    await expect(watch({ signal: AbortSignal.abort() })).rejects.toThrow('it was interrupted');
  });
});
