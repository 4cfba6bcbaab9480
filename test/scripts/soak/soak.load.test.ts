import { expect, inject, it } from 'vitest';
import { startServerProcess } from '../../../scripts/lib/bench/server-process';
import { soak } from '../../../scripts/lib/soak/soak';
import { soakTable } from '../../../scripts/lib/soak/soak-table';
import { findFaults } from '../../../scripts/lib/soak/verdict';
import { withFolder } from '../../support/with-server';

const VISITS = 1_500;
/** Heaps have not grown to what they keep within so few visits. */
const MAX_GROWTH = 1.5;

// The short form of `npm run soak`.
it(`${VISITS} visits, a tenth of them hostile: all are answered as they should be, and counted`, async () => {
  await withFolder(async (storage) => {
    const server = await startServerProcess({ bundle: inject('bundle'), storage });
    try {
      const result = await soak(server, { visits: VISITS, connections: 8, seed: 19 });
      console.log(soakTable(result.samples));
      expect(findFaults(result, MAX_GROWTH)).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
