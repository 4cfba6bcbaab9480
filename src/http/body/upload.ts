/** What a client has sent. */
export interface Upload {
  /** The bytes of the file, where they lie in the body. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Fields beside it, as they came. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The same with the memory that it takes, which is given back when this is disposed of. */
export interface OwnedUpload extends Disposable {
  /** Of the file, at least one. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly options: Upload['options'];
}
