import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../serve/production-bundle';
import { UserError } from '../user-error';
import type { Deployments, Share } from './deployments';

/** What wrangler writes for programs that call it. */
interface Event {
  readonly type: string;
  readonly version_id?: string;
}

/** The deployments of a Worker through wrangler, which knows the account. */
export class WranglerDeployments implements Deployments {
  /**
   * @param config file for wrangler
   * @param release what the version is called in lists
   */
  constructor(
    private readonly config: string,
    private readonly release: string,
  ) {}

  async current(): Promise<readonly Share[]> {
    const { output } = await runWrangler(['deployments', 'status', '--json', '--config', this.config]);
    const { versions } = JSON.parse(output) as {
      versions: readonly { version_id: string; percentage: number }[];
    };
    return versions.map(({ version_id, percentage }) => ({ versionId: version_id, percentage }));
  }

  async upload(): Promise<string> {
    const args = ['versions', 'upload', '--config', this.config, '--tag', this.release];
    const { events } = await runWrangler(args);
    const versionId = events.find(({ type }) => type === 'version-upload')?.version_id;
    if (versionId === undefined) throw new Error('Cannot tell which version wrangler uploaded');
    return versionId;
  }

  async deploy(shares: readonly Share[]): Promise<void> {
    const specs = shares.map(({ versionId, percentage }) => `${versionId}@${percentage}%`);
    const args = ['versions', 'deploy', ...specs, '--yes', '--message', this.release];
    await runWrangler([...args, '--config', this.config]);
  }
}

/**
 * Runs wrangler without questions.
 * @throws UserError with what wrangler complains of
 */
export async function runWrangler(
  args: readonly string[],
): Promise<{ output: string; events: readonly Event[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-wrangler-'));
  const events = path.join(folder, 'events');
  try {
    const output = await run(args, events);
    const lines = readFileSync(events, 'utf8').trim().split('\n');
    return { output, events: lines.map((line) => JSON.parse(line)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(args: readonly string[], events: string): Promise<string> {
  const wrangler = createRequire(import.meta.url).resolve('wrangler/bin/wrangler.js');
  const env = {
    ...process.env,
    WRANGLER_OUTPUT_FILE_PATH: events,
    WRANGLER_SEND_METRICS: 'false',
    NO_COLOR: '1',
  };
  return new Promise((resolve, reject) => {
    // In a group of its own: ^C is for this process, which rolls back.
    const child = spawn(process.execPath, [wrangler, ...args], {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      complaints += data;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else
        reject(
          new UserError(
            `Cannot run wrangler ${args.slice(0, 2).join(' ')}: ${complaintIn(complaints + output)}`,
          ),
        );
    });
  });
}

/** The part of wrangler's output that says what went wrong. */
function complaintIn(output: string): string {
  const [, complaint = output] =
    /\[ERROR\] ([\s\S]*?)(?:\n\s*\n\s*(?:If you think|🪵|Logs)|$)/.exec(output) ?? [];
  return complaint.replaceAll(/\s+/g, ' ').trim();
}
