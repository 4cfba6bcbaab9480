/** What an API key lets its holder do: ask for predictions, read the figures, or everything. */
export const ROLES = ['predict', 'metrics', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** How much a key may be used: predictions in a day and in a calendar month, both of UTC. */
export interface Quota {
  readonly daily?: number;
  readonly monthly?: number;
}
