import type { QuotaPeriod, QuotaStanding } from '../admission/quotas/quota-protocol';
import { ServiceError } from '../errors';
import type { Services } from '../service/services';
import type { HonoContext } from './hono-env';
import { noteUnchecked, secondsUntil, tellLimits } from './limits';

const PERIODS: Record<QuotaPeriod, { readonly windowSeconds: number | null; readonly words: string }> = {
  daily: { windowSeconds: 86_400, words: 'a day' },
  monthly: { windowSeconds: null, words: 'a calendar month' },
};

/**
 * Charges pictures to the quota of the request's key, if it has one. Call it before the work, as soon as the number of pictures
 * is known. `refundFailures` refunds failures of the service.
 *
 * @param pictures 1 upwards; all of them are charged or none
 * @throws ServiceError `quota_exceeded` if they exceed the remaining quota
 */
export async function charge(
  c: HonoContext,
  { quotas }: Pick<Services, 'quotas'>,
  pictures: number,
): Promise<void> {
  const caller = c.get('caller');
  if (caller.kind !== 'key' || caller.quota === null) return;
  const outcome = await quotas.charge(caller.name, caller.quota, pictures);
  if (outcome === null) return noteUnchecked(c, 'quota');
  const { granted, day, standings } = outcome;
  const told = standings.map(({ period, limit, ...rest }) => ({
    ...rest,
    name: period,
    quota: limit,
    windowSeconds: PERIODS[period].windowSeconds,
  }));
  tellLimits(c, told);
  if (!granted) throw refusal(caller.name, pictures, standings);
  c.set('charge', { key: caller.name, pictures, day });
}

function refusal(key: string, pictures: number, standings: readonly QuotaStanding[]): ServiceError {
  const violated = standings.filter(({ remaining }) => remaining < pictures);
  const retryAfterSeconds = secondsUntil(violated.map(({ resetSeconds }) => resetSeconds));
  const left = violated.map(
    ({ period, limit, remaining }) => `${remaining} of ${limit} ${PERIODS[period].words} are left`,
  );
  const fewer = violated.every(({ remaining }) => remaining > 0) ? 'send fewer, or ' : '';
  const message =
    `Cannot take ${pictures} ${pictures === 1 ? 'picture' : 'pictures'} from the key "${key}": ` +
    `${left.join(' and ')}; ${fewer}try again in ${retryAfterSeconds} s`;
  return new ServiceError('quota_exceeded', message, {
    retryAfterSeconds,
    violatedPolicies: violated.map(({ period }) => period),
  });
}
