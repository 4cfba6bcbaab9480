/** The picture and options that a client has sent. */
export interface Upload {
  /** The bytes of the file, in place in the body. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** The other fields, unvalidated. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** An upload that owns its memory and releases it when it is disposed of. */
export interface OwnedUpload extends Disposable {
  /** The bytes of the file; not empty. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly options: Upload['options'];
}
