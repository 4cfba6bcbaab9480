/** A version of the Worker and its share of the requests. */
export interface Share {
  readonly versionId: string;
  /** From 0 to 100. */
  readonly percentage: number;
}

/** The deployments of one Worker on Cloudflare. */
export interface Deployments {
  /** How requests are divided now; empty if nothing is deployed. */
  current(): Promise<readonly Share[]>;
  /** Uploads the code as it is here, without sending it requests. @returns the id of the version */
  upload(): Promise<string>;
  /** Divides requests among at most two versions. */
  deploy(shares: readonly Share[]): Promise<void>;
}
