/** What all parts need of the Workers runtime, as types. A leaf: imports nothing. */

/** Keeps work alive after the response has gone, as `ExecutionContext.waitUntil` does. */
export type WaitUntil = (work: Promise<unknown>) => void;

/**
 * The methods that a Durable Object has to have, given those that its callers see. A caller gets a promise of
 * everything, as it asks from elsewhere; the object itself may return the value at once:
 * `class Shard extends DurableObject implements Served<ShardRpc>`.
 */
export type Served<Rpc> = {
  [Method in keyof Rpc]: Rpc[Method] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result | Promise<Result>
    : never;
};
