import { describe, expect, it } from 'vitest';
import { releaseGradually } from '../../scripts/lib/delivery/canary';
import type { Deployments, Share } from '../../scripts/lib/delivery/deployments';

/** Remembers how requests were divided; fails where a test wants it to. */
class RememberedDeployments implements Deployments {
  readonly history: string[] = [];

  constructor(
    private now: readonly Share[],
    private readonly refuses: (shares: string) => boolean = () => false,
  ) {}

  async current() {
    return this.now;
  }

  async upload() {
    return 'new';
  }

  async deploy(shares: readonly Share[]) {
    const text = shares.map(({ versionId, percentage }) => `${versionId} ${percentage}`).join(', ');
    if (this.refuses(text)) throw new Error(`no ${text}`);
    this.history.push(text);
    this.now = shares;
  }
}

const PLAN = { steps: [5, 50, 100], watchSeconds: 1 };
const OLD = [{ versionId: 'old', percentage: 100 }];

function release(deployments: Deployments, watch: () => Promise<void> = async () => {}) {
  return releaseGradually({ deployments, plan: PLAN, watch, say: () => {} });
}

it('releaseGradually() gives a version more and more of the requests, and watches each step', async () => {
  const deployments = new RememberedDeployments(OLD);
  let watched = 0;
  expect(
    await release(deployments, async () => {
      watched++;
    }),
  ).toBe('new');
  expect(deployments.history).toEqual(['new 5, old 95', 'new 50, old 50', 'new 100']);
  expect(watched).toBe(3);
});

describe('releaseGradually() gives all requests to the version before', () => {
  it.each([1, 2, 3])('if something is wrong in step %i', async (step) => {
    const deployments = new RememberedDeployments(OLD);
    let watched = 0;
    const watch = async () => {
      watched++;
      if (watched === step) throw new Error('/health answers 503');
    };
    await expect(release(deployments, watch)).rejects.toThrow(
      'Cannot release: /health answers 503. Rolled back: all requests go to old again',
    );
    expect(deployments.history).toHaveLength(step + 1);
    expect(deployments.history.at(-1)).toBe('old 100');
  });

  it('if a step itself fails', async () => {
    const deployments = new RememberedDeployments(OLD, (shares) => shares.startsWith('new 50'));
    await expect(release(deployments)).rejects.toThrow('Cannot release: no new 50, old 50. Rolled back');
    expect(deployments.history).toEqual(['new 5, old 95', 'old 100']);
  });
});

it('releaseGradually() says how to roll back by hand where it cannot', async () => {
  const deployments = new RememberedDeployments(OLD, (shares) => !shares.startsWith('new 5,'));
  await expect(release(deployments)).rejects.toThrow(
    'Cannot release: no new 50, old 50. Cannot roll back either: no old 100. Run `npx wrangler versions deploy old@100% --yes`',
  );
});

describe('releaseGradually() uploads nothing', () => {
  it('where nothing is deployed yet', async () => {
    await expect(release(new RememberedDeployments([]))).rejects.toThrow(
      /nothing is deployed yet; deploy once without/,
    );
  });

  it('while another release is under way', async () => {
    const divided = [
      { versionId: 'old', percentage: 50 },
      { versionId: 'other', percentage: 50 },
    ];
    const deployments = new RememberedDeployments(divided);
    await expect(release(deployments)).rejects.toThrow(/divided between two versions already/);
    expect(deployments.history).toEqual([]);
  });
});
