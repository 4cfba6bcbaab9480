import { expect, it } from 'vitest';
import { Load } from '../support/load';
import { withServer } from '../support/with-server';

const CONNECTIONS = 16;
const TICK_SECONDS = 3;

it('load across the first three ticks is answered without a pause', async () => {
  await withServer(
    async (url, log) => {
      const load = new Load(url, CONNECTIONS);
      const counts: number[] = [];
      for (let second = 0; second < 3 * TICK_SECONDS + 2; second++) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        counts.push(load.tally.statuses[200] ?? 0);
      }
      const { statuses, resets } = await load.stop();
      expect(resets).toEqual([]);
      expect(Object.keys(statuses)).toEqual(['200']);
      const answered = counts.map((count, i) => count - (counts[i - 1] ?? 0));
      expect(Math.min(...answered)).toBeGreaterThan(0);
      // The alerts have been evaluated, or are so soon.
      const unknown = async () => {
        const response = await fetch(new URL('/alerts', url));
        const { alerts } = (await response.json()) as { alerts: { since: string | null }[] };
        return alerts.filter(({ since }) => since === null);
      };
      await expect.poll(unknown, { timeout: 30_000 }).toEqual([]);
      expect(log.filter(({ source }) => source === 'server')).toEqual([]);
    },
    { tickSeconds: TICK_SECONDS },
  );
});
