import type { LedgerRpc, ProbedRpc } from './interface';

/** Stores nothing: for deployments without a ledger. */
export const noopLedger: LedgerRpc & ProbedRpc = {
  remember: async () => {},
  recall: async () => ({}),
  probe: async () => {},
};
