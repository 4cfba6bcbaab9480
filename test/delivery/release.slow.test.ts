import { execFile } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/serve/production-bundle';
import { CloudflareStandIn } from './cloudflare-stand-in';

let cloudflare: CloudflareStandIn;
let url: URL;
beforeEach(async () => {
  cloudflare = new CloudflareStandIn();
  url = await cloudflare.start();
});
afterEach(() => cloudflare.stop());

/** Runs an npm script against the stand-in, with the real wrangler. */
function run(script: string, args: readonly string[], env: Record<string, string> = {}) {
  const account = {
    CLOUDFLARE_API_BASE_URL: new URL('/client/v4', url).href,
    CLOUDFLARE_API_TOKEN: 'token',
    CLOUDFLARE_ACCOUNT_ID: 'account',
  };
  const options = { cwd: ROOT, env: { ...process.env, ...account, ...env } };
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, ['scripts/run.mjs', script, ...args], options, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

function canary(env: Record<string, string> = {}) {
  return run('release', ['--canary', '--watch', '0', '--url', url.href], env);
}

describe('npm run release -- --canary', () => {
  it('uploads a version, and gives it 5, 50 and 100 % of the requests', async () => {
    const { status, stdout, stderr } = await canary({ DIGITS_METRICS_KEY: 'key' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/5 % of .*\n50 % of .*\n100 % of .*\nReleased .* to production\n$/);
    expect(cloudflare.shares).toEqual([0, 5, 50, 100]);
  });

  it('rolls back a version that reads a wrong digit, after 5 %', async () => {
    cloudflare.uploaded = { ...cloudflare.uploaded, digit: 1 };
    const { status, stderr } = await canary();
    expect(stderr).toMatch(
      /^Cannot release: The new version reads 1 where there is a 7\. Rolled back: all requests go to 0/,
    );
    expect([status, cloudflare.shares]).toEqual([1, [0, 5, 0]]);
  });
});

it('npm run release -- --canary --dry-run builds, and asks Cloudflare for nothing', async () => {
  const { status, stdout } = await run('release', ['--canary', '--dry-run', '--env', 'staging']);
  expect(stdout).toBe(
    'Would release v1.0.0 to staging (digits-at-the-edge-staging): 5 %, 50 %, 100 %, each watched for 120 s\n',
  );
  expect([status, cloudflare.uploads]).toEqual([0, 0]);
});

it('npm run secrets tells what an environment lacks, and what it could have', async () => {
  const lacking = await run('secrets', ['--env', 'staging']);
  expect(lacking.stdout).toMatch(/^Missing: API_KEYS .*\nNot set: ALERT_WEBHOOK_URL .*\n/);
  expect(lacking.stderr).toMatch(
    /^Cannot pass: staging lacks API_KEYS; run `npx wrangler secret put <name> --name digits-at-the-edge-staging`\n$/,
  );
  expect(lacking.status).toBe(1);
  cloudflare.secrets = ['API_KEYS'];
  expect(await run('secrets', [])).toMatchObject({ status: 0, stderr: '' });
});
