import type { LedgerRpc, ProbedRpc } from './interface';

/** Remembers nothing: where there is no ledger. */
export const noopLedger: LedgerRpc & ProbedRpc = {
  remember: async () => {},
  recall: async () => ({}),
  probe: async () => {},
};
