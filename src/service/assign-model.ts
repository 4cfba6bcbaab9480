import type { Assigner } from '../domain';
import { armOf, type TrafficSplit } from '../traffic-split';
import type { Services } from './services';

/** The version that answers a request. */
export interface Assignment {
  readonly version: string;
  readonly assignedBy: Assigner;
  /** Per cent of the requests that other versions read as well, by version. */
  readonly shadows: TrafficSplit['shadows'];
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
  const named = requested === undefined ? null : models.resolve(requested);
  const split = await traffic.split();
  const shadows = split?.shadows ?? {};
  if (named !== null) return { version: named, assignedBy: 'query', shadows };
  if (split === null) return { version: models.defaultVersion, assignedBy: 'default', shadows };
  return { version: await armOf(split.weights, client), assignedBy: 'split', shadows };
}
