import { type ErrorCode, isErrorCode } from './errors';

/**
 * Header in which the server in front names an upload that it streams. It drops this header, and all that begin like it, from
 * the requests of clients.
 */
export const UPLOAD_ID = 'CF-Upload-Id';

/** An upload that the server in front refuses after the Worker has had its beginning. */
export interface CutOff {
  /** Value of `UPLOAD_ID`. */
  readonly id: string;
  /** What it has told the client. */
  readonly code: string;
}

/**
 * Why uploads break off. To the Worker, one that the server in front cuts off looks like one whose client has gone; so the server
 * says first what it has answered, and the Worker counts that.
 */
export class CutOffs {
  readonly #codes = new Map<string, ErrorCode | null>();

  /**
   * Notes that an upload begins.
   * @returns ends it, and returns why it was cut off, or null if it was not
   */
  begin(id: string): () => ErrorCode | null {
    this.#codes.set(id, null);
    return () => {
      const code = this.#codes.get(id) ?? null;
      this.#codes.delete(id);
      return code;
    };
  }

  /** To be called before the connection is closed; of no effect if the upload has ended. */
  note({ id, code }: CutOff): void {
    if (this.#codes.has(id) && isErrorCode(code)) this.#codes.set(id, code);
  }
}
