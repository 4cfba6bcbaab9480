import type { Assigner } from '../domain';
import { armOf } from '../traffic-split';
import type { Services } from './services';

/** The version that answers a request. */
export interface Assignment {
  readonly version: string;
  readonly assignedBy: Assigner;
}

/**
 * Chooses the version that answers a request. A version that the client names wins over the traffic split.
 *
 * @param requested name or alias of a version
 * @param client identifies the client, which the split always assigns to the same version
 * @throws ServiceError `unknown_model`
 */
export async function assignModel(
  { models, traffic }: Pick<Services, 'models' | 'traffic'>,
  requested: string | undefined,
  client: string,
): Promise<Assignment> {
  if (requested !== undefined) return { version: models.resolve(requested), assignedBy: 'query' };
  const split = await traffic.split();
  if (split === null) return { version: models.defaultVersion, assignedBy: 'default' };
  return { version: await armOf(split.weights, client), assignedBy: 'split' };
}
