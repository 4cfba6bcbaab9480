/** An answer as it is stored and sent again. */
export interface StoredAnswer {
  readonly status: number;
  /** Headers that belong to the body, such as `Content-Type`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that came with a key. */
export interface KeyedRequest {
  /** SHA-256 of the caller and its key, in hexadecimal digits. */
  readonly id: string;
  /** SHA-256 of the caller. */
  readonly owner: string;
  /** SHA-256 of what the request says. */
  readonly fingerprint: string;
}

/** What is known of a request. */
export type Standing =
  /** It is the first one: its answer may be stored under this claim. */
  | { readonly kind: 'first'; readonly claim: string }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  /** The first one has no answer yet. */
  | { readonly kind: 'in_use' }
  /** The key came with a request that says something else. */
  | { readonly kind: 'reused' };

/** RPC interface of the object that stores answers by their keys. */
export interface IdempotencyStoreRpc {
  /** Of several equal requests, however close together, one is the first. */
  begin(request: KeyedRequest): Promise<Standing>;
  /** Stores the answer, unless the claim has been lost. */
  finish(id: string, claim: string, answer: StoredAnswer): Promise<void>;
  /** Gives the key back, so that the next request with it is the first. */
  abandon(id: string, claim: string): Promise<void>;
}

/** The part of a Durable Object binding that is needed here. */
export interface IdempotencyStoreNamespace {
  getByName(name: string): IdempotencyStoreRpc;
}
