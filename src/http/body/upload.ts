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

/** One picture of a batch. */
export interface UploadedPicture {
  /** The client's name for it: its id, or the name of its file; null if there is none. */
  readonly id: string | null;
  /**
   * Opens the file; dispose of it when it is no longer needed.
   *
   * @throws ServiceError `invalid_request` or `missing_image` if there is none
   */
  open(): Disposable & { readonly bytes: Uint8Array<ArrayBuffer> };
}

/** The pictures and options of a batch. */
export interface BatchUpload {
  /** At least one. */
  readonly pictures: readonly UploadedPicture[];
  readonly options: Upload['options'];
}

/** A batch that owns its memory and releases it when it is disposed of. */
export interface OwnedBatchUpload extends BatchUpload, Disposable {
  /** What the body says, for comparison with that of another request; null unless it was asked for. */
  readonly digest: string | null;
}
