import { UserError } from '../user-error';
import type { Deployments } from './deployments';

/** How a version gets its share of the requests. */
export interface Plan {
  /** Percentages, ascending to 100. */
  readonly steps: readonly number[];
  /** How long each step is watched. */
  readonly watchSeconds: number;
}

export interface Canary {
  readonly deployments: Deployments;
  readonly plan: Plan;
  /**
   * Watches a version that gets requests, for the time of a step.
   * @throws Error that says what is wrong with it
   */
  readonly watch: (versionId: string, seconds: number) => Promise<void>;
  readonly say: (line: string) => void;
}

/**
 * Uploads a version and gives it more and more of the requests as long as nothing is wrong with it. Otherwise all requests go to the
 * version that had them before.
 *
 * @returns the id of the version, which has all requests now
 * @throws UserError that says what was wrong, and where requests go now
 */
export async function releaseGradually({ deployments, plan, watch, say }: Canary): Promise<string> {
  const [previous, ...others] = await deployments.current();
  if (previous === undefined) {
    throw new UserError('Cannot release gradually: nothing is deployed yet; deploy once without --canary');
  }
  if (others.length > 0) {
    throw new UserError(
      'Cannot release gradually: requests are divided between two versions already; give one all of them (`npx wrangler versions deploy`)',
    );
  }
  const versionId = await deployments.upload();
  say(`Uploaded version ${versionId}`);
  try {
    for (const percentage of plan.steps) {
      const rest = { ...previous, percentage: 100 - percentage };
      await deployments.deploy([{ versionId, percentage }, ...(percentage < 100 ? [rest] : [])]);
      say(`${percentage} % of the requests; watching for ${plan.watchSeconds} s …`);
      await watch(versionId, plan.watchSeconds);
    }
  } catch (error) {
    await rollBack(deployments, previous.versionId, (error as Error).message);
  }
  return versionId;
}

/** @throws UserError in any case */
async function rollBack(deployments: Deployments, versionId: string, reason: string): Promise<never> {
  try {
    await deployments.deploy([{ versionId, percentage: 100 }]);
  } catch (error) {
    throw new UserError(
      `Cannot release: ${reason}. Cannot roll back either: ${(error as Error).message}. Run \`npx wrangler versions deploy ${versionId}@100% --yes\``,
    );
  }
  throw new UserError(`Cannot release: ${reason}. Rolled back: all requests go to ${versionId} again`);
}
