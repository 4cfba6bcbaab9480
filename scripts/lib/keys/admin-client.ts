import type { Role } from '../../../src/api-keys/role';
import { UserError } from '../user-error';

/** A key as `GET /admin/keys` lists it. */
export interface ListedKey {
  readonly name: string;
  readonly role: Role;
  readonly status: string;
  readonly source: string;
  readonly fingerprint: string;
  readonly created: string | null;
  readonly expires: string | null;
  readonly quota: { readonly daily: number | null; readonly monthly: number | null } | null;
}

/** The environment variable that holds the key of an administrator: command lines are seen by others, and kept. */
export const ADMIN_KEY_VARIABLE = 'DIGITS_ADMIN_KEY';

const TIMEOUT_MILLISECONDS = 30_000;

/** Manages the keys of a running service. */
export class AdminClient {
  /**
   * @param url of the service, with a slash at the end
   * @param key of an administrator
   */
  constructor(
    private readonly url: URL,
    private readonly key: string,
  ) {}

  /** @throws UserError where the environment has no key of an administrator */
  static fromEnvironment(url: URL): AdminClient {
    const key = process.env.DIGITS_ADMIN_KEY;
    if (key) return new AdminClient(url, key);
    throw new UserError(`Cannot ask ${url.host}: set ${ADMIN_KEY_VARIABLE} to a key of the role admin`);
  }

  async list(): Promise<ListedKey[]> {
    const { keys } = (await this.ask('GET', 'admin/keys')) as { keys: ListedKey[] };
    return keys;
  }

  async add(key: object): Promise<ListedKey> {
    return (await this.ask('POST', 'admin/keys', key)) as ListedKey;
  }

  async rotate(name: string, rotation: object): Promise<ListedKey> {
    return (await this.ask('POST', `admin/keys/${name}/rotate`, rotation)) as ListedKey;
  }

  async revoke(name: string): Promise<void> {
    await this.ask('DELETE', `admin/keys/${name}`);
  }

  /**
   * Sends any request, with the key.
   *
   * @param path below the address of the service, without a slash at its beginning
   * @throws UserError with what the service says
   */
  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const init = {
      method,
      headers: { Authorization: `Bearer ${this.key}`, 'Content-Type': 'application/json' },
      // A redirect would take the key elsewhere.
      redirect: 'manual' as const,
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      ...(body && { body: JSON.stringify(body) }),
    };
    const response = await fetch(new URL(path, this.url), init).catch((error) => {
      throw new UserError(`Cannot reach ${this.url.host}: ${error.cause?.message ?? error.message}`);
    });
    const text = await response.text();
    if (!response.ok) throw new UserError(`${this.url.host} answers ${response.status}: ${reasonIn(text)}`);
    return text === '' ? null : JSON.parse(text);
  }
}

/** What a problem says, or the beginning of whatever else was answered. */
function reasonIn(text: string): string {
  try {
    return String(JSON.parse(text).detail);
  } catch {
    return text.slice(0, 200);
  }
}
