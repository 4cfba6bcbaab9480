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
  /** What the client calls it: its id, or the name of its file; null where it says nothing. */
  readonly id: string | null;
  /**
   * Opens the file; to be disposed of when it is not needed any more.
   *
   * @throws ServiceError `invalid_request` or `missing_image` where there is none
   */
  open(): Disposable & { readonly bytes: Uint8Array<ArrayBuffer> };
}

/** What a client has sent for a batch. */
export interface BatchUpload {
  /** At least one. */
  readonly pictures: readonly UploadedPicture[];
  readonly options: Upload['options'];
}

/** The same with the memory that it takes, which is given back when this is disposed of. */
export interface OwnedBatchUpload extends BatchUpload, Disposable {}
