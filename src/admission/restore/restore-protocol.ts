/** A moment in milliseconds since 1970, or a bookmark of Cloudflare's. */
export type RestorePoint = number | string;

/** What came of a preparation: the bookmark that undoes the restoration, or why the platform refuses it. */
export type Preparation = { readonly undo: string } | { readonly refusal: string };

/** RPC interface of an object whose storage can go back in time. */
export interface RestorableRpc {
  /** Has the storage be, from the next start of the object, what it was at that point. */
  prepareRestore(point: RestorePoint): Promise<Preparation>;
  /** Starts the object anew. Rejects, because the call ends with the object. */
  restart(): Promise<void>;
}
