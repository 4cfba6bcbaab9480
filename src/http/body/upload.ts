/** What a client has sent. */
export interface Upload {
  /** The bytes of the file, at least one; to be released by `release` when they are not needed any more. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Fields beside it, as they came. */
  readonly options: Readonly<Record<string, unknown>>;
}
